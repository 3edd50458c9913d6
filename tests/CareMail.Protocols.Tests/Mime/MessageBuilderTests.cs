using System.Text;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

public class MessageBuilderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_short_letter_is_as_plain_as_it_can_be()
    {
        var message = await WriteAsync(Letter());

        Assert.Equal(
            """
            From: Ward 7 <ward7@hospital.example>
            To: office@rosewood.example
            Subject: Transport at two
            Date: Fri, 20 Nov 2026 09:00:00 +0000
            Message-ID: <1@hospital.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=us-ascii
            Content-Transfer-Encoding: 7bit

            Hello.

            """.ReplaceLineEndings("\r\n"),
            message
        );
    }

    [Fact]
    public async Task Everything_that_goes_in_comes_out_of_the_scanner()
    {
        var builder = new MessageBuilder
        {
            From = [new("Jörg Straße", EmailAddress.Parse("jorg@hospital.example"))],
            ReplyTo = [new("", EmailAddress.Parse("ward7@hospital.example"))],
            To =
            [
                new("Doe, \"J\"", EmailAddress.Parse("\"j doe\"@home.example")),
                new("日本", EmailAddress.Parse("n@home.example")),
            ],
            Cc =
            [
                .. Enumerable
                    .Range(0, 40)
                    .Select(i => new NamedAddress($"Person {i}", EmailAddress.Parse($"p{i}@home.example"))),
            ],
            Subject = "Übergabe – " + string.Concat(Enumerable.Repeat("Bewohnerin ", 20)) + "7",
            Date = Now,
            MessageId = "2@hospital.example",
            InReplyTo = ["1@home.example"],
            References = [.. Enumerable.Range(0, 30).Select(i => $"r{i}@home.example")],
            Text = "Grüße\r\n.\r\nFrom here\nend ",
            Html = "<p>Grüße <img src=\"cid:pic@x\"></p>",
            Attachments =
            [
                File(
                    "Résumé 日本語の長いファイル名がここに入りますので長くなります.pdf",
                    "application/pdf",
                    Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray()
                ),
                File("p.png", "image/png", [1, 2, 3], "pic@x"),
                File("letter.eml", "message/rfc822", "Subject: inner\n\nbare\nlines\r\rend"u8.ToArray()),
                File("empty.bin", "bad type", []),
            ],
        };

        var message = Encoding.UTF8.GetBytes(await WriteAsync(builder));
        var summary = MessageScanner.Scan(message);

        Trees.AssertSound(summary, message);
        Assert.Equal(builder.Subject, summary.Envelope.Subject);
        Assert.Equal(
            builder.From.Concat(builder.To).Concat(builder.Cc).Select(a => (a.Name, a.Address.LocalPart)),
            summary
                .Envelope.From.Concat(summary.Envelope.To)
                .Concat(summary.Envelope.Cc)
                .Select(a => (a.Name, a.LocalPart!))
        );
        Assert.Equal("2@hospital.example", summary.Threads.MessageId);
        Assert.Contains("r0@home.example", summary.Threads.References);
        Assert.Equal("1@home.example", summary.Threads.References[^1]);
        Assert.Equal(
            [
                " multipart/mixed",
                "1 multipart/alternative",
                "1.1 text/plain",
                "1.2 multipart/related",
                "1.2.1 text/html",
                "1.2.2 image/png",
                "2 application/pdf",
                "3 message/rfc822",
                "3.1 text/plain",
                "4 application/octet-stream",
            ],
            summary.Root.All().Select(part => $"{part.Path} {part.MediaType}")
        );
        Assert.Equal(
            builder.Attachments.Where(file => file.ContentId is null).Select(file => file.FileName),
            summary.Attachments.Select(file => file.FileName)
        );
        Assert.Equal("Grüße\r\n.\r\nFrom here\r\nend \r\n", Text(message, summary.Root.Find("1.1")!));
        Assert.Equal(await ContentAsync(builder.Attachments[0]), Decoded(message, summary.Root.Find("2")!));
        Assert.Equal("bare\r\nlines\r\n\r\nend", Text(message, summary.Root.Find("3.1")!));
        Assert.Equal("inner", summary.Root.Find("3")!.Envelope!.Subject);
        Assert.Empty(Decoded(message, summary.Root.Find("4")!));
        AssertLines(message);
    }

    [Fact]
    public async Task Bcc_is_written_only_when_asked_for()
    {
        var builder = Letter();
        var secret = new MessageBuilder
        {
            From = builder.From,
            To = builder.To,
            Bcc = [new("Hidden", EmailAddress.Parse("hidden@home.example"))],
            Date = Now,
            MessageId = "3@hospital.example",
            Text = "",
        };

        Assert.DoesNotContain("hidden", await WriteAsync(secret), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(
            "Bcc: Hidden <hidden@home.example>\r\n",
            await WriteAsync(secret, withBcc: true),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a\r\nBcc: victim@evil.example")]
    [InlineData("a\nBcc: victim@evil.example\n\nbody")]
    [InlineData("a\rBcc: x")]
    [InlineData("a\u2028Bcc: x")]
    [InlineData("a\0b")]
    [InlineData("\r\n\r\n")]
    [InlineData("=?utf-8?q?=0D=0ABcc:x?=")]
    [InlineData("\ud800")]
    public async Task B61_no_value_can_make_a_header_of_its_own(string evil)
    {
        var builder = new MessageBuilder
        {
            From = [new(evil, EmailAddress.Parse("a@b.example"))],
            Subject = evil,
            Date = Now,
            MessageId = evil + "x@y",
            InReplyTo = [evil + "x@y"],
            References = [evil + "x@y"],
            Text = evil,
            OtherFields = [("X-Other", evil)],
            Attachments = [File(evil, "text/" + evil, [], null), File(evil, "image/png", [], evil + "id")],
        };

        var message = Encoding.UTF8.GetBytes(await WriteAsync(builder));

        var header = Encoding
            .UTF8.GetString(message)
            .Split("\r\n\r\n")[0]
            .Replace("\r\n ", " ", StringComparison.Ordinal);
        Assert.Equal(
            [
                "From",
                "Subject",
                "Date",
                "Message-ID",
                "In-Reply-To",
                "References",
                "X-Other",
                "MIME-Version",
                "Content-Type",
            ],
            header.Split("\r\n").Select(line => line.Split(':')[0])
        );
        Assert.Empty(MessageScanner.Scan(message).Envelope.Bcc);
        AssertLines(message);
    }

    [Fact]
    public async Task A_field_name_that_is_none_is_refused()
    {
        var builder = new MessageBuilder
        {
            From = [],
            Date = Now,
            MessageId = "x",
            OtherFields = [("Bad: name", "x")],
        };

        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(builder));
    }

    [Theory]
    [InlineData("a", "7bit")]
    [InlineData("é plus a sentence in English", "quoted-printable")]
    [InlineData("Привет", "base64")]
    [InlineData("From me", "quoted-printable")]
    [InlineData("--x", "quoted-printable")]
    [InlineData("ends with space \nx", "quoted-printable")]
    public async Task Text_comes_back_exactly_in_the_encoding_that_suits_it(string text, string encoding)
    {
        var message = Encoding.UTF8.GetBytes(await WriteAsync(Letter(text)));

        var part = MessageScanner.Scan(message).Root;
        Assert.Equal(encoding, part.Encoding);
        Assert.Equal(text.ReplaceLineEndings("\r\n") + "\r\n", Text(message, part));
        AssertLines(message);
    }

    [Fact]
    public async Task An_address_that_is_not_ASCII_is_written_in_UTF_8_and_said_to_need_SMTPUTF8()
    {
        // RFC 6532 §3.2
        var builder = new MessageBuilder
        {
            From = [new("", EmailAddress.Parse("jürgen@köln.example"))],
            Date = Now,
            MessageId = "x@y",
            Text = "",
        };

        Assert.True(builder.NeedsSmtpUtf8);
        Assert.StartsWith("From: jürgen@köln.example\r\n", await WriteAsync(builder), StringComparison.Ordinal);
        Assert.False(Letter().NeedsSmtpUtf8);
    }

    private static MessageBuilder Letter(string text = "Hello.") =>
        new()
        {
            From = [new("Ward 7", EmailAddress.Parse("ward7@hospital.example"))],
            To = [new("", EmailAddress.Parse("office@rosewood.example"))],
            Subject = "Transport at two",
            Date = Now,
            MessageId = "1@hospital.example",
            Text = text,
        };

    private static OutgoingAttachment File(string name, string type, byte[] content, string? contentId = null) =>
        new(name, type, _ => ValueTask.FromResult<Stream>(new MemoryStream(content)), contentId);

    private static async Task<byte[]> ContentAsync(OutgoingAttachment file)
    {
        await using var stream = await file.Open(default);
        return ((MemoryStream)stream).ToArray();
    }

    private static async Task<string> WriteAsync(MessageBuilder builder, bool withBcc = false)
    {
        using var stream = new MemoryStream();
        await builder.WriteAsync(stream, withBcc);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static byte[] Decoded(byte[] message, MimePart part) =>
        ContentDecoder.Decode(part.Encoding, message.AsSpan((int)part.BodyStart, (int)part.BodyLength));

    private static string Text(byte[] message, MimePart part) =>
        ContentDecoder.ToText(Decoded(message, part), part.Parameter("charset"));

    /// <summary>RFC 5322 §2.1.1 and §2.3: CRLF only, 998 octets at most.</summary>
    private static void AssertLines(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        Assert.DoesNotContain(text.Replace("\r\n", "", StringComparison.Ordinal), c => c is '\r' or '\n' or '\0');
        Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
    }
}
