using System.Text;
using CareMail.Protocols.Dsn;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Dsn;

/// <summary>RFC 3464 and RFC 6522: what people and programs read when mail did not arrive.</summary>
public class DeliveryReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void People_read_a_plain_sentence_first_and_programs_find_the_codes()
    {
        var bytes = Report("Discharge of Mrs B").ToBytes();
        var text = Encoding.UTF8.GetString(bytes);
        var root = MessageScanner.Scan(bytes).Root;

        Assert.Equal(("multipart", "report"), (root.Type, root.Subtype));
        Assert.Equal(
            ["plain", "delivery-status", "rfc822-headers"],
            root.Children.Select(part => part.Subtype.ToLowerInvariant())
        );
        var body = text[text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..];
        Assert.Contains("8bit\r\n\r\nThere is no such address.\r\n", body, StringComparison.Ordinal);
        Assert.Contains(
            "\r\n\r\nFinal-Recipient: rfc822; gp@surgery.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                + "Remote-MTA: dns; mx.surgery.example\r\nDiagnostic-Code: smtp; 550 5.1.1 Who?\r\n",
            body,
            StringComparison.Ordinal
        );
        Assert.Contains("Subject: mine\r\n", body, StringComparison.Ordinal);
    }

    // RFC 3834 §3.1.7: it says that no person wrote it.
    [Fact]
    public void A_report_never_answers_itself_and_keeps_the_thread()
    {
        var header = Encoding.UTF8.GetString(Report("x").ToBytes()).Split("\r\n\r\n")[0];

        Assert.Contains("Auto-Submitted: auto-replied", header, StringComparison.Ordinal);
        Assert.Contains("In-Reply-To: <mine@home.example>", header, StringComparison.Ordinal);
    }

    // RFC 6533 §3.
    [Theory]
    [InlineData("gp@surgery.example", "Final-Recipient: rfc822; gp@surgery.example")]
    [InlineData("zoë@surgery.example", "Final-Recipient: utf-8; zoë@surgery.example")]
    public void An_address_beyond_ascii_has_a_type_of_its_own(string address, string field)
    {
        var text = Encoding.UTF8.GetString(Report("x", to: address).ToBytes());

        Assert.Contains($"\r\n{field}\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_a_stranger_wrote_becomes_a_line_of_ours()
    {
        var text = Encoding.UTF8.GetString(
            Report("a\r\nBcc: evil@evil.example\r\n\r\nbody", said: "550 x\r\nAction: delivered").ToBytes()
        );

        Assert.DoesNotContain("\nBcc:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nAction: delivered", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("[^\r]\n", text);
    }

    [Fact]
    public void A_long_header_is_cut_at_a_line()
    {
        var line = "X-Long: " + new string('x', 92) + "\r\n";
        var report = Report("x", header: string.Concat(Enumerable.Repeat(line, 2_000)));

        Assert.InRange(report.ToBytes().Length, 30_000, 36_000);
    }

    private static DeliveryReport Report(
        string subject,
        string said = "550 5.1.1 Who?",
        string header = "Subject: mine\r\nMessage-ID: <mine@home.example>\r\n\r\n",
        string to = "gp@surgery.example"
    ) =>
        new()
        {
            Kind = ReportKind.Failed,
            Hostname = "mail.example",
            Domain = "example",
            To = "ada@home.example",
            Subject = subject,
            Recipients = [new(to, "There is no such address.", "5.1.1", said, "mx.surgery.example")],
            Arrived = Now,
            Now = Now,
            MessageId = "1@mail.example",
            OriginalMessageId = "mine@home.example",
            OriginalHeader = Encoding.UTF8.GetBytes(header),
        };
}
