using System.Text;
using CareMail.Hosting;
using CareMail.Mailboxes;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Outbound;

/// <summary>Our client against servers good, bad and mad. RFC 5321, RFC 2920, RFC 3207, RFC 6152.</summary>
public class RelayTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Ehlo = "250-relay.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE\r\n250 STARTTLS\r\n";
    private const string EhloTls = "250-relay.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH LOGIN PLAIN\r\n";

    private static readonly RelaySettings Settings = new("relay.example", 25);

    [Fact]
    public async Task A_message_is_handed_on_over_tls_with_dots_doubled_and_line_ends_mended()
    {
        var relay = Good();

        var answers = await SendAsync(
            relay,
            Settings with
            {
                User = "u",
                Password = "p",
            },
            "Subject: x\r\n\r\n.dot\nbare\r\n.\r\nü"
        );

        Assert.Equal(RelayOutcome.Taken, Assert.Single(answers).Outcome);
        var heard = relay.Heard.ToString();
        Assert.Contains("AUTH PLAIN AHUAcA==\r\n", heard, StringComparison.Ordinal);
        Assert.Contains(
            "MAIL FROM:<ada@home.example> BODY=8BITMIME\r\nRCPT TO:<gp@surgery.example>\r\n",
            heard,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "DATA\r\nSubject: x\r\n\r\n..dot\r\nbare\r\n..\r\nü\r\n.\r\nQUIT\r\n",
            await EndAsync(relay),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task B05_a_stored_message_with_bare_line_ends_around_a_dot_cannot_smuggle_on()
    {
        var relay = Good();

        await SendAsync(relay, Settings, "Subject: x\r\n\r\na\n.\nMAIL FROM:<x@evil.example>\r.\rb\r\n");

        Assert.EndsWith(
            "\r\na\r\n..\r\nMAIL FROM:<x@evil.example>\r\n..\r\nb\r\n.\r\nQUIT\r\n",
            await EndAsync(relay),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task B07_what_is_said_in_clear_behind_the_go_ahead_is_forgotten()
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", Ehlo),
            ("STARTTLS", "220 ready\r\n250-evil.example\r\n250 AUTH PLAIN\r\n"),
            (FakeServer.StartTls, ""),
            ("EHLO", "250 relay.example\r\n"),
            ("QUIT", "221 bye\r\n")
        );

        var answers = await SendAsync(relay, Settings with { User = "u", Password = "p" }, "Subject: x\r\n\r\n");

        // The mechanism was offered by somebody between: no password is sent.
        Assert.Equal(RelayOutcome.TryLater, Assert.Single(answers).Outcome);
        Assert.DoesNotContain("AUTH", relay.Heard.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RelayTls.Verified, false)]
    [InlineData(RelayTls.Secure, true)]
    public async Task B09_where_tls_must_be_and_is_not_offered_mail_never_goes_in_clear(RelayTls tls, bool mustBeSecure)
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250 relay.example\r\n"),
            ("MAIL", "250 ok\r\n")
        );

        var answers = await SendAsync(
            relay,
            Settings with
            {
                Tls = tls,
            },
            "Subject: x\r\n\r\n",
            mustBeSecure: mustBeSecure
        );

        Assert.Equal(RelayOutcome.NoSecureLine, Assert.Single(answers).Outcome);
        Assert.DoesNotContain("MAIL", relay.Heard.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RelayTls.Verified)]
    [InlineData(RelayTls.Opportunistic)]
    public async Task Mail_for_a_secure_domain_waits_when_the_relay_is_no_longer_declared_secure(RelayTls tls)
    {
        var relay = Good();

        var answers = await SendAsync(relay, Settings with { Tls = tls }, "Subject: x\r\n\r\n", mustBeSecure: true);

        Assert.Equal(RelayOutcome.NoSecureLine, Assert.Single(answers).Outcome);
        Assert.Equal(0, relay.Connections);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_verified_is_no_secure_line()
    {
        var relay = Good();

        var answers = await SendAsync(
            relay,
            Settings with
            {
                Tls = RelayTls.Verified,
            },
            "Subject: x\r\n\r\n",
            trusted: false
        );

        Assert.Equal(RelayOutcome.NoSecureLine, Assert.Single(answers).Outcome);
        Assert.DoesNotContain("MAIL", relay.Heard.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_recipient_gets_its_own_answer()
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250-relay.example\r\n250 PIPELINING\r\n"),
            ("RCPT TO:<c@", "250 ok\r\n250 ok\r\n550 5.1.1 who?\r\n451 4.3.0 later\r\n"),
            ("DATA", "354 go\r\n"),
            (".", "250 2.0.0 taken\r\n"),
            ("QUIT", "221 bye\r\n")
        );

        var answers = await SendAsync(
            relay,
            Settings,
            "Subject: x\r\n\r\n",
            ["a@x.example", "b@x.example", "c@x.example"]
        );

        Assert.Equal(
            [(RelayOutcome.Taken, "2.0.0"), (RelayOutcome.Refused, "5.1.1"), (RelayOutcome.TryLater, "4.3.0")],
            answers.Select(a => (a.Outcome, a.Status))
        );
    }

    [Fact]
    public async Task A_message_that_was_taken_is_not_sent_again_when_the_line_breaks_behind_the_answer()
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250-relay.example\r\n250 PIPELINING\r\n"),
            ("RCPT TO:<b@", "250 ok\r\n250 ok\r\n550 5.1.1 who?\r\n"),
            ("DATA", "354 go\r\n"),
            (".", "250 2.0.0 taken\r\n")
        )
        {
            BreaksAt = "QUIT",
        };

        var answers = await SendAsync(relay, Settings, "Subject: x\r\n\r\n", ["a@x.example", "b@x.example"]);

        Assert.Equal([RelayOutcome.Taken, RelayOutcome.Refused], answers.Select(a => a.Outcome));
    }

    [Fact]
    public async Task Who_was_refused_stays_refused_when_the_line_breaks_in_the_message()
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250-relay.example\r\n250 PIPELINING\r\n"),
            ("RCPT TO:<b@", "250 ok\r\n250 ok\r\n550 5.1.1 who?\r\n"),
            ("DATA", "354 go\r\n")
        )
        {
            BreaksAt = "Subject",
        };

        var answers = await SendAsync(relay, Settings, "Subject: x\r\n\r\n", ["a@x.example", "b@x.example"]);

        Assert.Equal([RelayOutcome.TryLater, RelayOutcome.Refused], answers.Select(a => a.Outcome));
    }

    [Fact]
    public async Task A_message_that_is_with_the_server_when_we_stop_is_waited_for()
    {
        using var stop = new CancellationTokenSource();
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250 relay.example\r\n"),
            ("MAIL", "250 ok\r\n"),
            ("RCPT", "250 ok\r\n"),
            ("DATA", "354 go\r\n"),
            (".", "250 2.0.0 taken\r\n"),
            ("QUIT", "221 bye\r\n")
        )
        {
            Before = wait => wait == "." ? stop.CancelAsync() : Task.CompletedTask,
        };

        var answers = await SendAsync(relay, Settings, "Subject: x\r\n\r\n", stop: stop.Token);

        Assert.Equal(RelayOutcome.Taken, Assert.Single(answers).Outcome);
    }

    [Fact]
    public async Task When_nobody_is_wanted_no_message_is_sent()
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250 relay.example\r\n"),
            ("MAIL", "250 ok\r\n"),
            ("RCPT", "550 5.7.1 no\r\n"),
            ("QUIT", "221 bye\r\n")
        );

        var answers = await SendAsync(relay, Settings, "Subject: x\r\n\r\n");

        Assert.Equal(RelayOutcome.Refused, Assert.Single(answers).Outcome);
        Assert.DoesNotContain("DATA", await EndAsync(relay), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_the_relay_cannot_take_come_back_and_a_domain_is_written_in_ascii()
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250-relay.example\r\n250 8BITMIME\r\n"),
            ("MAIL", "250 ok\r\n"),
            ("RCPT", "250 ok\r\n"),
            ("DATA", "354 go\r\n"),
            (".", "250 taken\r\n"),
            ("QUIT", "221 bye\r\n")
        );

        var answers = await SendAsync(relay, Settings, "Subject: x\r\n\r\n", ["müller@x.example", "a@bücher.example"]);

        Assert.Equal(
            [(RelayOutcome.Refused, "5.6.7"), (RelayOutcome.Taken, "2.0.0")],
            answers.Select(a => (a.Outcome, a.Status))
        );
        Assert.Contains("RCPT TO:<a@xn--bcher-kva.example>", relay.Heard.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_bits_do_not_go_to_a_relay_that_cannot_take_them()
    {
        var relay = new FakeServer(
            ("", "220 relay.example\r\n"),
            ("EHLO", "250 relay.example\r\n"),
            ("QUIT", "221 bye\r\n")
        );

        var answers = await SendAsync(relay, Settings, "Subject: x\r\n\r\nü\r\n");

        Assert.Equal((RelayOutcome.Refused, "5.6.3"), (answers[0].Outcome, answers[0].Status));
    }

    [Theory]
    [InlineData("554 5.7.1 go away\r\n")]
    [InlineData("421 4.3.2 busy\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("220-a\r\n221 b\r\n")]
    public async Task A_server_that_does_not_greet_is_tried_again(string greeting)
    {
        var answers = await SendAsync(new FakeServer(("", greeting)), Settings, "Subject: x\r\n\r\n");

        Assert.Equal(RelayOutcome.TryLater, Assert.Single(answers).Outcome);
    }

    [Fact]
    public async Task A_server_that_talks_without_end_is_left()
    {
        var endless = string.Concat(Enumerable.Repeat("220-blah\r\n", 10_000));

        var answers = await SendAsync(new FakeServer(("", endless)), Settings, "Subject: x\r\n\r\n");

        Assert.Equal(RelayOutcome.TryLater, Assert.Single(answers).Outcome);
    }

    private static FakeServer Good() =>
        new(
            ("", "220 relay.example\r\n"),
            ("EHLO", Ehlo),
            ("STARTTLS", "220 ready\r\n"),
            (FakeServer.StartTls, ""),
            ("EHLO", EhloTls),
            (FakeServer.SignIn, "235 welcome\r\n"),
            ("MAIL", "250 ok\r\n"),
            ("RCPT", "250 ok\r\n"),
            ("DATA", "354 go\r\n"),
            (".", "250 2.0.0 taken\r\n"),
            ("QUIT", "221 bye\r\n")
        );

    private async Task<IReadOnlyList<RelayAnswer>> SendAsync(
        FakeServer fake,
        RelaySettings settings,
        string message,
        string[]? recipients = null,
        bool mustBeSecure = false,
        bool trusted = true,
        CancellationToken stop = default
    )
    {
        var store = server.Services.GetRequiredService<MailStore>();
        await using var incoming = store.Receive(1_000_000);
        await incoming.WriteAsync(Encoding.UTF8.GetBytes(message), CancellationToken.None);
        incoming.Complete();
        var stored = await incoming.StoreAsync(CancellationToken.None);
        var relay = new SmtpRelay(
            settings,
            "mail.caremail.example",
            fake,
            OutboundLimits.Default,
            NullLogger<SmtpRelay>.Instance,
            trusted ? FakeServer.Trust : null
        );
        return await relay.SendAsync(
            new OutgoingMail(
                Guid.NewGuid(),
                EmailAddress.Parse("ada@home.example"),
                [.. (recipients ?? ["gp@surgery.example"]).Select(EmailAddress.Parse)],
                store.Open(stored),
                mustBeSecure
            ),
            stop
        );
    }

    /// <summary>What the server heard, once it has heard QUIT.</summary>
    private static async Task<string> EndAsync(FakeServer fake)
    {
        for (var i = 0; i < 500; i++)
        {
            lock (fake.Heard)
            {
                if (fake.Heard.ToString().EndsWith("QUIT\r\n", StringComparison.Ordinal))
                {
                    break;
                }
            }

            await Task.Delay(10);
        }

        return fake.Heard.ToString();
    }
}
