using System.Buffers;
using System.Text;
using CareMail.Protocols.Imap;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Imap;

/// <summary>ENVELOPE and BODYSTRUCTURE, in the words of RFC 9051 §7.5.2, and which bytes a section names.</summary>
public class RenderingTests
{
    private static readonly HeaderAddress Terry = new("Terry Gray", "gray", "cac.washington.example");

    private static readonly Envelope Sample = new()
    {
        Date = "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
        RawSubject = "IMAP4rev2 WG mtg summary and minutes",
        From = [Terry],
        To = [new HeaderAddress(null, "imap", "cac.washington.example")],
        MessageId = "<B27397-0100000@cac.washington.example>",
    };

    [Fact]
    public void An_envelope_reads_as_in_the_standard() =>
        Assert.Equal(
            """("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary and minutes" """
                + """(("Terry Gray" NIL "gray" "cac.washington.example")) """
                + """(("Terry Gray" NIL "gray" "cac.washington.example")) """
                + """(("Terry Gray" NIL "gray" "cac.washington.example")) """
                + """((NIL NIL "imap" "cac.washington.example")) NIL NIL NIL """
                + "\"<B27397-0100000@cac.washington.example>\")",
            Written(w => EnvelopeWriter.Write(w, Sample))
        );

    [Fact]
    public void Groups_keep_their_start_and_end()
    {
        var group = new Envelope { To = [new(null, "undisclosed", null), new(null, null, null)] };

        Assert.Contains(
            """((NIL NIL "undisclosed" NIL)(NIL NIL NIL NIL))""",
            Written(w => EnvelopeWriter.Write(w, group)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void B46_raw_8_bit_never_stands_in_a_quoted_string()
    {
        var envelope = new Envelope
        {
            RawSubject = "Überweisung",
            From = [new HeaderAddress("Jürgen", "jürgen", "käse.example")],
            MessageId = "<ü@x>",
        };
        var part = new MimePart
        {
            Parameters = [("name", "ä.pdf")],
            Description = "Größe",
            Disposition = "attachment",
            DispositionParameters = [("filename", "naïve \"x\".pdf")],
        };

        var bytes = WrittenBytes(w =>
        {
            EnvelopeWriter.Write(w, envelope);
            BodyStructureWriter.Write(w, part, extended: true);
        });

        AssertQuotedStringsAreAscii(bytes);
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Contains("\"=?utf-8?", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"filename*\" \"utf-8''na%C3%AFve%20%22x%22.pdf\"", text, StringComparison.Ordinal); // RFC 2231
        Assert.Contains("{6}\r\n<ü@x>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_enabled_utf8_reads_names_as_they_are() =>
        Assert.Contains(
            "\"Überweisung\"",
            Written(w => EnvelopeWriter.Write(w, new Envelope { RawSubject = "Überweisung" }), utf8: true),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("", "\"\"")]
    [InlineData("two\r\nlines", "{10}\r\ntwo\r\nlines")]
    [InlineData("nul\0", "{4}\r\nnul?")]
    public void Strings_take_the_shortest_safe_form(string text, string wire) =>
        Assert.Equal(wire, Written(w => w.Text(text)));

    [Fact]
    public void A_very_long_string_is_a_literal() =>
        Assert.StartsWith("{5000}\r\n", Written(w => w.Text(new string('x', 5000))), StringComparison.Ordinal);

    [Fact]
    public void A_body_structure_shows_every_part()
    {
        Assert.Equal(
            """(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 100 4 NIL NIL NIL NIL)"""
                + """("image" "png" ("name" "a.png") "<1@x>" "A picture" "base64" 200 NIL ("attachment" ("filename" "a.png")) ("en" "fr") "http://x.example") """
                + "\"mixed\" (\"boundary\" \"b\") NIL NIL NIL)",
            Written(w => BodyStructureWriter.Write(w, Multipart(), extended: true))
        );
        Assert.Equal(
            """(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 100 4)"""
                + """("image" "png" ("name" "a.png") "<1@x>" "A picture" "base64" 200) "mixed")""",
            Written(w => BodyStructureWriter.Write(w, Multipart(), extended: false))
        );
    }

    [Fact]
    public void An_attached_message_shows_its_envelope_and_structure() =>
        Assert.Equal(
            """("message" "rfc822" NIL NIL NIL "7bit" 500 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) """
                + """(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 100 4)"""
                + """("image" "png" ("name" "a.png") "<1@x>" "A picture" "base64" 200) "mixed") 20)""",
            Written(w => BodyStructureWriter.Write(w, Attached(), extended: false))
        );

    [Theory]
    [InlineData("", SectionText.All, 0, 2000)]
    [InlineData("", SectionText.Header, 0, 100)]
    [InlineData("", SectionText.Text, 100, 2000)]
    [InlineData("1", SectionText.All, 250, 350)]
    [InlineData("1", SectionText.Mime, 200, 250)]
    [InlineData("2", SectionText.All, 1000, 1500)]
    [InlineData("2", SectionText.Mime, 950, 1000)]
    [InlineData("2", SectionText.Header, 1000, 1100)]
    [InlineData("2", SectionText.Text, 1100, 1500)]
    [InlineData("2.1", SectionText.All, 250, 350)]
    [InlineData("2.2", SectionText.Mime, 360, 400)]
    [InlineData("1", SectionText.Header, -1, -1)]
    [InlineData("1.1", SectionText.All, -1, -1)]
    [InlineData("2.3", SectionText.All, -1, -1)]
    [InlineData("3", SectionText.All, -1, -1)]
    public void A_section_names_these_bytes(string part, SectionText text, long start, long end)
    {
        var root = new MimePart
        {
            Type = "multipart",
            Subtype = "mixed",
            BodyStart = 100,
            BodyEnd = 1990,
            Children = [Multipart().Children[0], Attached()],
        };
        var message = new MessageSummary
        {
            Envelope = Envelope.Empty,
            Root = root,
            Size = 2000,
        };
        int[] numbers = part.Length == 0 ? [] : [.. part.Split('.').Select(int.Parse)];

        ByteRange? expected = start < 0 ? null : new ByteRange(start, end);
        Assert.Equal(expected, SectionFinder.Find(message, new BodySection(numbers, text)));
    }

    [Fact]
    public void A_message_of_one_part_has_part_one()
    {
        var leaf = new MimePart { BodyStart = 50, BodyEnd = 90 };

        Assert.Same(leaf, SectionFinder.FindPart(leaf, [1]));
        Assert.Null(SectionFinder.FindPart(leaf, [1, 1]));
        Assert.Null(SectionFinder.FindPart(leaf, [2]));
    }

    [Fact]
    public void Header_fields_are_chosen_by_name_with_their_continuation_lines()
    {
        var header = "From: a\r\nSubject: one\r\n two\r\nfrom : b\r\nTo: c\r\n\r\n"u8;

        Assert.Equal("From: a\r\nfrom : b\r\n\r\n", Chosen(header, false, "FROM"));
        Assert.Equal("Subject: one\r\n two\r\nTo: c\r\n\r\n", Chosen(header, true, "From"));
        Assert.Equal("\r\n", Chosen(header, false, "Date"));
        Assert.Equal(["one two"], HeaderFields.Values(header, "subject"));
    }

    [Fact]
    public void A_partial_fetch_stops_at_the_end()
    {
        Assert.Equal(new ByteRange(10, 15), new ByteRange(10, 20).Part(0, 5));
        Assert.Equal(new ByteRange(15, 20), new ByteRange(10, 20).Part(5, 500));
        Assert.Equal(0, new ByteRange(10, 20).Part(50, 5).Length);
    }

    private static string Chosen(ReadOnlySpan<byte> header, bool others, params string[] names) =>
        Encoding.ASCII.GetString(HeaderFields.Choose(header, names, others));

    private static MimePart Multipart() =>
        new()
        {
            Type = "multipart",
            Subtype = "mixed",
            Parameters = [("boundary", "b")],
            HeaderStart = 1000,
            BodyStart = 1100,
            BodyEnd = 1490,
            Children =
            [
                new MimePart
                {
                    Parameters = [("charset", "us-ascii")],
                    HeaderStart = 200,
                    BodyStart = 250,
                    BodyEnd = 350,
                    Lines = 4,
                },
                new MimePart
                {
                    Type = "image",
                    Subtype = "png",
                    Parameters = [("name", "a.png")],
                    ContentId = "<1@x>",
                    Description = "A picture",
                    Encoding = "base64",
                    Disposition = "attachment",
                    DispositionParameters = [("filename", "a.png")],
                    Languages = ["en", "fr"],
                    Location = "http://x.example",
                    HeaderStart = 360,
                    BodyStart = 400,
                    BodyEnd = 600,
                },
            ],
        };

    private static MimePart Attached() =>
        new()
        {
            Type = "message",
            Subtype = "rfc822",
            HeaderStart = 950,
            BodyStart = 1000,
            BodyEnd = 1500,
            Lines = 20,
            Envelope = Envelope.Empty,
            Children = [Multipart()],
        };

    private static void AssertQuotedStringsAreAscii(ReadOnlySpan<byte> bytes)
    {
        var quoted = false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (quoted && bytes[i] == '\\')
            {
                i++;
                continue;
            }

            quoted ^= bytes[i] == '"';
            Assert.True(!quoted || bytes[i] < 128, $"8-bit in a quoted string at {i}");
        }
    }

    private static string Written(Action<ImapWriter> write, bool utf8 = false) =>
        Encoding.UTF8.GetString(WrittenBytes(write, utf8));

    private static byte[] WrittenBytes(Action<ImapWriter> write, bool utf8 = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new ImapWriter(buffer) { Utf8 = utf8 });
        return buffer.WrittenSpan.ToArray();
    }
}
