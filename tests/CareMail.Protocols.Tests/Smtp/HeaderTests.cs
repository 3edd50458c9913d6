using System.Net;
using System.Text;
using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 6409 §8, RFC 5322 §3.6 and RFC 5321 §4.4.</summary>
public class HeaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_submitted_header_gets_what_is_missing_and_loses_bcc()
    {
        var header = Rewrite(
            "From: Ada Nurse <ada@home.example>\r\nBcc: secret@home.example,\r\n other@home.example\r\nSubject: x\r\n\r\n"
        );

        Assert.Equal(
            "From: Ada Nurse <ada@home.example>\r\nSubject: x\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\n"
                + "Message-ID: <new@mail.example>\r\n\r\n",
            Encoding.UTF8.GetString(header.Bytes.Span)
        );
        Assert.Equal("ada@home.example", Assert.Single(header.Authors).Address);
    }

    [Fact]
    public void A_submitted_header_that_has_everything_stays_as_it_came()
    {
        const string text =
            "Received: from a by b; Fri, 20 Nov 2026 08:00:00 +0000\r\ndate: Fri, 20 Nov 2026 08:00:00 +0000\r\n"
            + "MESSAGE-ID: <a@b.example>\r\nFrom: ada@home.example\r\nX-Odd:\t folded\r\n\t more\r\n\r\n";

        var header = Rewrite(text);

        Assert.Equal(text, Encoding.UTF8.GetString(header.Bytes.Span));
        Assert.Equal(1, header.Received);
    }

    [Theory]
    [InlineData("From: a@home.example\r\nFrom: b@home.example\r\n\r\n", 2)]
    [InlineData("From : a@home.example\r\nFROM:b@home.example\r\n\r\n", 2)]
    [InlineData("Subject: none\r\n\r\nFrom: body@home.example", 0)]
    [InlineData("Subject: folded\r\n From: not@home.example\r\n\r\n", 0)]
    [InlineData("\r\nFrom: body@home.example\r\n", 0)]
    [InlineData("From: a@home.example\nFrom: b@home.example\n\n", 2)]
    [InlineData("Fromage: a\r\nXFrom: b\r\nFro: c\r\n\r\n", 0)]
    public void B24_from_fields_are_counted_however_they_are_written(string message, int expected)
    {
        var bytes = Encoding.ASCII.GetBytes(message);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var sentry = new HeaderSentry();
            sentry.Feed(bytes.AsSpan(0, cut));
            sentry.Feed(bytes.AsSpan(cut));

            Assert.Equal(expected, sentry.From);
        }
    }

    [Fact]
    public void Received_fields_are_counted_to_find_loops()
    {
        var sentry = new HeaderSentry();
        sentry.Feed("Received: a\r\nreceived: b\r\n\tc\r\nReceived-SPF: no\r\n\r\nReceived: d\r\n"u8);

        Assert.Equal(2, sentry.Received);
        Assert.True(sentry.IsDone);
    }

    [Fact]
    public void A_received_field_says_who_from_where_and_how()
    {
        var client = new TraceClient("client.example", IPAddress.Parse("192.0.2.1"));

        Assert.Equal(
            "Received: from client.example ([192.0.2.1]) (using TLSv1.3)\r\n\tby mail.example with ESMTPS id 7;\r\n"
                + "\tFri, 20 Nov 2026 09:00:00 +0000\r\n",
            TraceFields.Received(client, "mail.example", "ESMTPS", "TLSv1.3", "7", Now)
        );
    }

    [Fact]
    public void What_a_client_calls_itself_cannot_write_a_header_of_its_own()
    {
        var client = new TraceClient("a\r\nBcc: x (y) ; é", IPAddress.Parse("2001:db8::1"));

        Assert.Equal("a??Bcc:?x??y????? ([IPv6:2001:db8::1])", client.ToString());
    }

    // RFC 3848 and RFC 6531 §4.3
    [Theory]
    [InlineData(false, false, false, false, "SMTP")]
    [InlineData(true, false, false, false, "ESMTP")]
    [InlineData(true, false, true, true, "ESMTPSA")]
    [InlineData(true, true, true, false, "UTF8SMTPS")]
    public void The_protocol_is_named_as_registered(bool extended, bool utf8, bool tls, bool auth, string name) =>
        Assert.Equal(name, TraceFields.Protocol(extended, utf8, tls, auth));

    [Fact]
    public void Authors_are_those_of_from_first_and_then_whoever_else_claims_to_send()
    {
        var header = Rewrite(
            "Resent-Sender: d@x.example\r\nSender: b@x.example\r\nFrom: a@x.example\r\nresent-from: c@x.example\r\n\r\n"
        );

        Assert.Equal(
            ["a@x.example", "d@x.example", "b@x.example", "c@x.example"],
            header.Authors.Select(author => author.Address)
        );
    }

    private static SubmittedHeader Rewrite(string text) =>
        SubmittedHeader.From(Encoding.UTF8.GetBytes(text), "new@mail.example", Now);
}
