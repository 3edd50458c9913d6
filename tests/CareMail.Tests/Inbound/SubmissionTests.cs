using System.Text;
using System.Text.RegularExpressions;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Inbound;

/// <summary>RFC 6409, RFC 4954 and RFC 8314: how our own people's mail programs send.</summary>
public sealed class SubmissionTests(RunningServers servers) : IClassFixture<RunningServers>, IDisposable
{
    /// <summary>Whatever a client does, the operator is not called.</summary>
    public void Dispose() => Assert.Empty(servers.AboveInformation);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_colleague_gets_what_was_submitted_with_what_was_missing(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var home = await CareHome.AtAsync(server);

        await WireScript.PlayAsync(
            server.Submissions,
            $"""
            < 220 *
            > EHLO tablet.example
            <- 250 AUTH PLAIN LOGIN
            > AUTH PLAIN {home.Nurse.Plain}
            < 235 2.7.0 *
            > MAIL FROM:<{home.Nurse.Address}>
            < 250 *
            > RCPT TO:<{home.Carer.Address}>
            < 250 *
            > DATA
            < 354 *
            > From: {home.Nurse.Address}
            > Bcc: secret@home.example
            > Subject: Handover
            >
            > All well.
            > .
            < 250 2.6.0 Accepted as *
            > QUIT
            < 221 *
            """,
            tls: true
        );

        var mail = Assert.Single(await home.MailAsync(home.Carer.MailboxId));
        Assert.Matches(
            $"^From: {home.Nurse.Address}\r\nSubject: Handover\r\nDate: .*\r\nMessage-ID: <[0-9a-f]*@mail.caremail.example>\r\n\r\nAll well.\r\n$",
            mail.TextWithoutTrace
        );
        Assert.StartsWith(
            "Received: from authenticated.invalid (signed in) (using TLSv1.3)",
            mail.Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("127.0.0.1", mail.Text, StringComparison.Ordinal);
        Assert.Equal(["$CareMailOwn"], mail.Entry.Keywords);
        // Mail programs put their own copy into Sent.
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId, SpecialUse.Sent));
    }

    [Fact]
    public async Task Starttls_and_login_lead_there_too()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);

        await WireScript.PlayAsync(
            server.Submission,
            $"""
            < 220 *
            > EHLO tablet.example
            <- 250 STARTTLS
            > STARTTLS now
            < 501 *
            > STARTTLS
            < 220 2.0.0 *
            = tls
            > MAIL FROM:<{home.Nurse.Address}>
            < 503 5.5.1 Say EHLO first
            > EHLO tablet.example
            <- 250 AUTH PLAIN LOGIN
            > STARTTLS
            < 503 *
            > MAIL FROM:<{home.Nurse.Address}>
            < 530 5.7.0 Sign in first
            > AUTH LOGIN
            < 334 VXNlcm5hbWU6
            > {Base64(home.Nurse.Address)}
            < 334 UGFzc3dvcmQ6
            > {Base64(home.Nurse.DevicePassword)}
            < 235 *
            > AUTH PLAIN {home.Nurse.Plain}
            < 503 *
            > MAIL FROM:<{home.Nurse.Address}>
            < 250 *
            """
        );
    }

    [Fact]
    public async Task B08_a_password_is_never_read_before_tls()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);

        await WireScript.PlayAsync(
            server.Submission,
            $"""
            < 220 *
            > EHLO tablet.example
            <- 250 STARTTLS
            > AUTH PLAIN {home.Nurse.Plain}
            < 530 5.7.0 Say STARTTLS first
            > AUTH LOGIN
            < 530 *
            > MAIL FROM:<{home.Nurse.Address}>
            < 530 *
            """
        );
    }

    [Fact]
    public async Task B06_commands_behind_starttls_in_the_same_packet_are_never_answered()
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        foreach (var port in new[] { server.Submission, server.Smtp })
        {
            await WireScript.PlayAsync(
                port,
                """
                < 220 *
                > EHLO tablet.example
                <- 250 STARTTLS
                | STARTTLS\r\nRSET\r\nMAIL FROM:<a@b.example>\r\n
                <EOF
                """
            );
        }
    }

    [Fact]
    public async Task B13_whatever_goes_wrong_in_one_sign_in_others_sign_in()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);
        string[] wrong =
        [
            "> AUTH PLAIN !!!!\n< 501 5.5.2 *",
            "> AUTH PLAIN\n< 334 \n> *\n< 501 5.7.0 *",
            "> AUTH LOGIN\n< 334 *\n> ====\n< 501 *",
            "> AUTH PLAIN AAAA\n< 501 *",
            "> AUTH CRAM-MD5\n< 504 *",
            "> AUTH LOGIN\n< 334 *",
            "> AUTH PLAIN\n< 334 ",
            "> AUTH\n< 504 *",
        ];

        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    WireScript.PlayAsync(
                        server.Submissions,
                        "< 220 *\n> EHLO c.example\n<- 250 *\n" + wrong[i % wrong.Length],
                        tls: true
                    )
                )
        );

        await WireScript.PlayAsync(
            server.Submissions,
            $"< 220 *\n> EHLO c.example\n<- 250 *\n> AUTH PLAIN {home.Nurse.Plain}\n< 235 *",
            tls: true
        );
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_after_three_the_line_is_cut()
    {
        // A server of its own: what is guessed here must not slow the others down.
        await using var server = await RunningServer.StartAsync();
        var home = await CareHome.AtAsync(server);
        var wrong = Base64($"\0{home.Nurse.Address}\0wrong-password");
        var someoneElse = Base64($"{home.Carer.Address}\0{home.Nurse.Address}\0{home.Nurse.DevicePassword}");

        await WireScript.PlayAsync(
            server.Submissions,
            $"""
            < 220 *
            > EHLO c.example
            <- 250 *
            > AUTH PLAIN {wrong}
            < 535 5.7.8 *
            > AUTH PLAIN {someoneElse}
            < 535 5.7.8 *
            > AUTH PLAIN {wrong}
            < 454 4.7.0 *
            <EOF
            """,
            tls: true
        );
    }

    [Fact]
    public async Task Only_addresses_of_ones_own_may_be_written_from()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);

        await WireScript.PlayAsync(
            server.Submissions,
            $"""
            < 220 *
            > EHLO c.example
            <- 250 *
            > AUTH PLAIN {home.Carer.Plain}
            < 235 *
            > MAIL FROM:<{home.Nurse.Address}>
            < 553 5.7.1 *
            > MAIL FROM:<{home.SharedAddress}>
            < 553 5.7.1 *
            > MAIL FROM:<stranger@other.example>
            < 553 5.7.1 *
            > MAIL FROM:<{home.Carer.Address}>
            < 250 *
            > RCPT TO:<nobody.atall@caremail.example>
            < 550 5.1.1 *
            > RCPT TO:<{home.Nurse.Address}>
            < 250 *
            > DATA
            < 354 *
            > From: {home.Nurse.Address}
            > Sender: {home.Carer.Address}
            >
            > .
            < 550 5.7.1 *
            > MAIL FROM:<{home.Carer.Address}>
            < 250 *
            > RCPT TO:<{home.Nurse.Address}>
            < 250 *
            > DATA
            < 354 *
            > From: {home.Carer.Address}
            > From: {home.Nurse.Address}
            >
            > .
            < 550 5.6.0 *
            > MAIL FROM:<{home.Carer.Address}>
            < 250 *
            > RCPT TO:<{home.Nurse.Address}>
            < 250 *
            > DATA
            < 354 *
            > Subject: nobody's
            >
            > .
            < 550 5.6.0 *
            """,
            tls: true
        );
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_sent_as_a_shared_mailbox_is_filed_once_in_its_sent_folder(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var home = await CareHome.AtAsync(server);

        await WireScript.PlayAsync(
            server.Submissions,
            $"""
            < 220 *
            > EHLO c.example
            <- 250 *
            > AUTH PLAIN {home.Nurse.Plain}
            < 235 *
            > MAIL FROM:<{home.SharedAddress}>
            < 250 *
            > RCPT TO:<{home.Carer.Address}>
            < 250 *
            > DATA
            < 354 *
            > From: {home.SharedAddress}
            >
            > x
            > .
            < 250 *
            """,
            tls: true
        );

        Assert.Single(await home.MailAsync(home.Carer.MailboxId));
        var sent = Assert.Single(await home.MailAsync(home.SharedMailboxId, SpecialUse.Sent));
        Assert.True(sent.Entry.IsSeen);
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId, SpecialUse.Sent));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_recipients_read_as_from_a_shared_mailbox_is_in_its_sent_folder_whatever_the_envelope_says(
        Engine engine
    )
    {
        var server = await servers.OnAsync(engine);
        var home = await CareHome.AtAsync(server);

        await WireScript.PlayAsync(
            server.Submissions,
            $"""
            < 220 *
            > EHLO c.example
            <- 250 *
            > AUTH PLAIN {home.Nurse.Plain}
            < 235 *
            > MAIL FROM:<{home.Nurse.Address}>
            < 250 *
            > RCPT TO:<{home.Carer.Address}>
            < 250 *
            > RCPT TO:<somebody@unsafe.example>
            < 250 *
            > DATA
            < 354 *
            > Sender: {home.Nurse.Address}
            > From: {home.SharedAddress}
            > Subject: [secure] x
            >
            > x
            > .
            < 250 *
            """,
            tls: true
        );

        Assert.Single(await home.MailAsync(home.SharedMailboxId, SpecialUse.Sent));
        // Failures are told to the envelope's address.
        Assert.Empty(await home.MailAsync(home.SharedMailboxId));
        var report = Assert.Single(await home.MailAsync(home.Nurse.MailboxId));
        Assert.Contains($"To: {home.Nurse.Address}\r\n", report.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B05_bare_line_ends_of_our_own_people_become_crlf()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);

        // By BDAT, where no dot ends anything, they can even write a lone dot.
        var chunk = $@"From: {home.Nurse.Address}\nDate: x\nMessage-ID: <a@b>\n\na\n.\nMAIL FROM:<x@y>\r";
        var size = Regex.Unescape(chunk).Length;
        await WireScript.PlayAsync(
            server.Submissions,
            $"""
            < 220 *
            > EHLO c.example
            <- 250 *
            > AUTH PLAIN {home.Nurse.Plain}
            < 235 *
            > MAIL FROM:<{home.Nurse.Address}>
            < 250 *
            > RCPT TO:<{home.Carer.Address}>
            < 250 *
            | BDAT {size} LAST\r\n{chunk}
            < 250 *
            """,
            tls: true
        );

        var mail = Assert.Single(await home.MailAsync(home.Carer.MailboxId));
        Assert.Equal(
            $"From: {home.Nurse.Address}\r\nDate: x\r\nMessage-ID: <a@b>\r\n\r\na\r\n.\r\nMAIL FROM:<x@y>\r\n",
            mail.TextWithoutTrace
        );
    }

    [Fact]
    public async Task A_device_password_that_is_removed_ends_its_connection_at_once()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);
        await using var script = await WireScript.ConnectAsync(server.Submissions, tls: true);
        await script.PlayAsync($"< 220 *\n> EHLO c.example\n<- 250 *\n> AUTH PLAIN {home.Nurse.Plain}\n< 235 *");

        await home.RevokeAsync(home.Nurse);

        await script.PlayAsync("< 421 4.7.0 Signed out, goodbye\n<EOF");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
