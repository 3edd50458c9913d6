using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

public class MessageScannerTests
{
    [Fact]
    public void The_complex_example_of_RFC_2049_falls_into_its_parts()
    {
        var message = Corpus.All["rfc2049"];

        var summary = MessageScanner.Scan(message);

        Assert.Equal(
            """
             multipart/mixed
            1 text/plain
            2 text/plain
            3 multipart/parallel
            3.1 audio/basic
            3.2 image/jpeg
            4 text/enriched
            5 message/rfc822
            5.1 text/plain
            """,
            string.Join('\n', summary.Root.All().Select(part => $"{part.Path} {part.MediaType}"))
        );
        Assert.Equal("  ... Some text appears here ...\r\n", Body(message, summary.Root.Find("1")!));
        Assert.Equal(1, summary.Root.Find("1")!.Lines);
        Assert.Equal("YmFzZTY0\r\n", Body(message, summary.Root.Find("3.2")!));
        Assert.Equal("(subject in US-ASCII)", summary.Root.Find("5")!.Envelope!.Subject);
        Assert.Equal("... Some text appears here ...", summary.Preview);
        Assert.Equal(new DateTimeOffset(1994, 10, 7, 16, 15, 5, TimeSpan.FromHours(-7)), summary.Envelope.Sent);
    }

    [Fact]
    public void Part_numbers_are_those_of_IMAP()
    {
        var root = MessageScanner.Scan(Corpus.All["forward"]).Root;

        Assert.Equal(["", "1", "2", "2.TEXT", "2.1", "2.2", "3", "3.1"], root.All().Select(part => part.Path));
        Assert.Equal("text/html", root.Find("2.2")!.MediaType);
        Assert.Equal("single", root.Find("3")!.Envelope!.Subject);
        Assert.Null(root.Find("2.3"));
        Assert.Null(root.Find("4"));
        Assert.Null(root.Find("3.1.1"));
    }

    [Fact]
    public void A_plain_message_has_its_envelope_preview_and_ancestors()
    {
        var summary = MessageScanner.Scan(Corpus.All["plain"]);

        var envelope = summary.Envelope;
        Assert.Equal("Ward 7, Discharge", envelope.From[0].Name);
        Assert.Equal("ward7@hospital.example", envelope.From[0].Address);
        Assert.Equal(["care.vz001@home.example", "office@rosewood.example"], envelope.To.Select(to => to.Address));
        Assert.Equal("<1@hospital.example>", envelope.MessageId);
        Assert.Equal("Dear colleagues, the transport comes at two. -- Ward 7", summary.Preview);
        Assert.Equal("1@hospital.example", summary.Threads.MessageId);
        Assert.Equal(["00@rosewood.example", "0@rosewood.example"], summary.Threads.References);
        Assert.False(summary.HasAttachments);
        Assert.Equal(MimeDefects.None, summary.Defects);
    }

    [Fact]
    public void What_Outlook_sends_is_read_with_names_texts_and_pictures()
    {
        var message = Corpus.All["outlook"];

        var summary = MessageScanner.Scan(message);

        Assert.Equal("Re: Übergabe – Bewohnerin", summary.Envelope.Subject);
        Assert.Equal("Børge Ås", summary.Envelope.From[0].Name);
        Assert.Equal(["'Manager'", ""], summary.Envelope.To.Select(to => to.Name));
        Assert.Equal("Kind regards, Børge €", summary.Preview);
        Assert.Equal("Übergabe – Bewohnerin", summary.Threads.BaseSubject);
        Assert.True(summary.Threads.IsReply);
        var attachment = Assert.Single(summary.Attachments);
        Assert.Equal("Übergabe 2026.pdf", attachment.FileName);
        Assert.Equal("2", attachment.Path);
        var (plain, html) = MessageText.Bodies(summary.Root);
        Assert.Equal("1.1.1", plain!.Path);
        Assert.Contains("cid:image001", MessageText.Source(html!, Raw(message, html!)), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_pieces_and_groups_are_put_together()
    {
        var summary = MessageScanner.Scan(Corpus.All["forward"]);

        // RFC 2231 §4.1
        Assert.Equal("Résultats du jour.eml", summary.Root.Find("2")!.FileName);
        Assert.Equal(["Résultats du jour.eml", "single.eml"], summary.Attachments.Select(file => file.FileName));
        Assert.Equal("results", summary.Threads.BaseSubject);
        Assert.Equal("This line flows on to the next.", summary.Preview);
        Assert.Equal(
            [
                new(null, "The Team", null),
                new("A, B", "ab", "rosewood.example"),
                new(null, "c", "rosewood.example"),
                default,
                new(null, "d", "rosewood.example"),
            ],
            summary.Envelope.Cc
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(-5)), summary.Envelope.Sent);
    }

    [Fact]
    public void Broken_mail_is_read_as_far_as_sense_goes()
    {
        var summary = MessageScanner.Scan(Corpus.All["broken"]);

        Assert.Equal("ward@hospital.example", summary.Envelope.From[0].Address);
        Assert.Null(summary.Envelope.Sent);
        Assert.StartsWith("caf", summary.Envelope.Subject, StringComparison.Ordinal);
        // Text whose multipart never shows its boundary can still be read.
        Assert.Contains(
            summary.Root.All(),
            part => part.MediaType == "text/plain" && part.BodyLength == "nothing of it".Length
        );
        Assert.True(summary.Defects.HasFlag(MimeDefects.MissingBoundary));
    }

    [Fact]
    public void A_multipart_digest_holds_messages_without_saying_so()
    {
        // RFC 2046 §5.1.5
        var root = MessageScanner.Scan(Corpus.All["digest"]).Root;

        Assert.Equal(["my opinion", "my different opinion"], root.Children.Select(child => child.Envelope!.Subject));
    }

    [Fact]
    public void Bytes_above_ASCII_in_a_header_are_UTF_8_or_what_the_body_says()
    {
        var utf8 = MessageScanner.Scan("Subject: Grüße\r\n\r\n"u8);
        var latin = MessageScanner.Scan(Encoding.Latin1.GetBytes("Subject: Grüße\r\n\r\n"));
        var greek = MessageScanner.Scan([
            .. "Content-Type: text/plain; charset=iso-8859-7\r\nSubject: "u8,
            0xe1,
            0xe2,
            .. "\r\n\r\n"u8,
        ]);

        // RFC 6532 §3.2
        Assert.Equal("Grüße", utf8.Envelope.Subject);
        Assert.Equal("Grüße", latin.Envelope.Subject);
        Assert.Equal("αβ", greek.Envelope.Subject);
        Assert.True(utf8.Defects.HasFlag(MimeDefects.EightBitHeader));
    }

    [Theory]
    [InlineData("From: a@b.example\r\nFrom: c@d.example\r\n\r\n")]
    [InlineData("From: a@b.example, c@d.example\r\n\r\n")]
    [InlineData("From: undisclosed:;\r\n\r\n")]
    [InlineData("Subject: x\r\n\r\n")]
    [InlineData("From : a@b.example\r\nfrom: c@d.example\r\n\r\n")]
    public void B24_a_message_without_exactly_one_author_is_marked(string header)
    {
        var summary = MessageScanner.Scan(Encoding.ASCII.GetBytes(header));

        Assert.True(summary.Defects.HasFlag(MimeDefects.UnclearFrom));
    }

    [Fact]
    public void B24_the_first_of_several_From_fields_is_shown_and_NUL_is_no_hiding_place()
    {
        var twice = MessageScanner.Scan("From: a@b.example\r\nFrom: c@d.example\r\n\r\n"u8);
        var spaced = MessageScanner.Scan("From \t: a@b.example\r\n\r\n"u8);
        var folded = MessageScanner.Scan("From:\r\n\0 a@b.example\r\n\0, c@d.example\r\n\r\n"u8);

        Assert.Equal("a@b.example", Assert.Single(twice.Envelope.From).Address);
        Assert.Equal("a@b.example", Assert.Single(spaced.Envelope.From).Address);
        Assert.False(spaced.Defects.HasFlag(MimeDefects.UnclearFrom));
        Assert.True(folded.Defects.HasFlag(MimeDefects.UnclearFrom));
    }

    private static ReadOnlySpan<byte> Raw(byte[] message, MimePart part) =>
        message.AsSpan((int)part.BodyStart, (int)part.BodyLength);

    private static string Body(byte[] message, MimePart part) => Encoding.ASCII.GetString(Raw(message, part));
}
