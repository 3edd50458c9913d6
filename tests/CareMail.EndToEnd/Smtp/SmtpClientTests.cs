using System.Globalization;
using System.Text;
using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.Smtp;

/// <summary>Mail programs people and scripts really use, sending through a demo world.</summary>
public sealed class SmtpClientTests(DemoTests.World world) : IClassFixture<DemoTests.World>
{
    private readonly CareMailProcess _server = world.Server;
    private readonly DemoSignIn _sender = SignIns.Of(world.Server).First(p => p.DevicePassword.Length > 0);
    private readonly DemoSignIn _reader = SignIns.Of(world.Server).Last(p => p.DevicePassword.Length > 0);

    private string Certificate => Path.Combine(_server.DataFolder, "tls", "certificate.pem");

    [Fact]
    public async Task Swaks_delivers_to_the_exchange_with_and_without_tls()
    {
        var plain = Subject();
        var secured = Subject();

        (await SwaksAsync(_server.Smtp, plain, "--from", "gp@surgery.example")).Succeeded();
        (await SwaksAsync(_server.Smtp, secured, "--from", "gp@surgery.example", "--tls")).Succeeded();

        await AssertArrivedAsync(plain, "with ESMTP id");
        await AssertArrivedAsync(secured, "with ESMTPS id");
    }

    [Fact]
    public async Task Swaks_hears_that_we_do_not_relay_and_who_is_unknown()
    {
        var relay = await SwaksAsync(_server.Smtp, Subject(), "--from", "a@b.example", "--to", "x@other.example");
        var unknown = await SwaksAsync(
            _server.Smtp,
            Subject(),
            "--from",
            "a@b.example",
            "--to",
            "no.one@caremail.example"
        );

        Assert.NotEqual(0, relay.ExitCode);
        Assert.Contains("550 5.7.1", relay.All, StringComparison.Ordinal);
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("550 5.1.1", unknown.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tls", "PLAIN")]
    [InlineData("--tls", "LOGIN")]
    [InlineData("--tls-on-connect", "PLAIN")]
    [InlineData("--tls-on-connect", "LOGIN")]
    public async Task Swaks_submits_over_starttls_and_tls(string tls, string mechanism)
    {
        var subject = Subject();

        (await SubmitAsync(tls, mechanism, _sender.DevicePassword, _sender.Email, subject)).Succeeded();

        await AssertArrivedAsync(subject, "with ESMTPSA id");
    }

    [Fact]
    public async Task Swaks_with_a_wrong_password_or_a_wrong_sender_is_refused()
    {
        var password = await SubmitAsync("--tls", "PLAIN", "wrong-password", _sender.Email, Subject());
        var webPassword = await SubmitAsync("--tls", "PLAIN", _sender.Password, _sender.Email, Subject());
        var sender = await SubmitAsync("--tls", "PLAIN", _sender.DevicePassword, _reader.Email, Subject());

        Assert.Contains("535 5.7.8", password.All, StringComparison.Ordinal);
        Assert.Contains("535 5.7.8", webPassword.All, StringComparison.Ordinal);
        Assert.Contains("553 5.7.1", sender.All, StringComparison.Ordinal);
        Assert.All([password, webPassword, sender], result => Assert.NotEqual(0, result.ExitCode));
    }

    [Theory]
    [InlineData("smtp")]
    [InlineData("smtps")]
    public async Task Curl_submits(string scheme)
    {
        var subject = Subject();
        var port = scheme == "smtps" ? _server.Submissions : _server.Submission;

        (
            await Tool.RunAsync(
                "curl",
                [
                    "-sS",
                    "--ssl-reqd",
                    "--cacert",
                    Certificate,
                    "--user",
                    $"{_sender.Email}:{_sender.DevicePassword}",
                    "--mail-from",
                    _sender.Email,
                    "--mail-rcpt",
                    _reader.Email,
                    "-T",
                    "-",
                    $"{scheme}://localhost:{port}/tablet.example",
                ],
                Message(subject)
            )
        ).Succeeded();

        await AssertArrivedAsync(subject, "with ESMTPSA id");
    }

    [Fact]
    public async Task Pythons_smtplib_submits()
    {
        var subject = Subject();
        var program = $"""
            import smtplib, ssl, sys
            context = ssl.create_default_context(cafile="{Certificate}")
            with smtplib.SMTP("localhost", {_server.Submission}) as s:
                s.starttls(context=context)
                s.login("{_sender.Email}", "{_sender.DevicePassword}")
                s.sendmail("{_sender.Email}", ["{_reader.Email}"], sys.stdin.read())
            """;

        (await Tool.RunAsync("/usr/bin/python3", ["-c", program], Message(subject))).Succeeded();

        await AssertArrivedAsync(subject, "with ESMTPSA id");
    }

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task Msmtp_submits(string starttls)
    {
        var subject = Subject();
        var port = starttls == "on" ? _server.Submission : _server.Submissions;
        string[] arguments =
        [
            "--host=localhost",
            string.Create(CultureInfo.InvariantCulture, $"--port={port}"),
            "--auth=on",
            $"--user={_sender.Email}",
            $"--passwordeval=printf '%s' '{_sender.DevicePassword}'",
            "--tls=on",
            $"--tls-starttls={starttls}",
            $"--tls-trust-file={Certificate}",
            $"--from={_sender.Email}",
            _reader.Email,
        ];

        (await Tool.RunAsync("msmtp", arguments, Message(subject))).Succeeded();

        await AssertArrivedAsync(subject, "with ESMTPSA id");
    }

    [Fact]
    public async Task Mail_for_outside_leaves_and_mail_for_a_bad_place_comes_back_with_the_reason()
    {
        var outside = Subject();
        var secret = "[secure] " + Subject();

        (
            await SubmitAsync("--tls", "PLAIN", _sender.DevicePassword, _sender.Email, outside, "family@post.example")
        ).Succeeded();
        (
            await SubmitAsync("--tls", "PLAIN", _sender.DevicePassword, _sender.Email, secret, "family@post.example")
        ).Succeeded();

        var report = await FindAsync(_sender, secret);
        Assert.Contains("you asked for secure delivery", report, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822; family@post.example", report, StringComparison.Ordinal);
        Assert.Null(await TryFindAsync(_sender, outside));
    }

    private Task<ToolResult> SubmitAsync(
        string tls,
        string mechanism,
        string password,
        string from,
        string subject,
        string? to = null
    ) =>
        SwaksAsync(
            tls == "--tls" ? _server.Submission : _server.Submissions,
            subject,
            [
                tls,
                "--auth",
                mechanism,
                "--auth-user",
                _sender.Email,
                "--auth-password",
                password,
                "--from",
                from,
                .. to is null ? Array.Empty<string>() : ["--to", to],
            ]
        );

    private Task<ToolResult> SwaksAsync(int port, string subject, params string[] more) =>
        Tool.RunAsync(
            "swaks",
            [
                "--server",
                string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
                "--to",
                _reader.Email,
                "--header",
                "Subject: " + subject,
                "--timeout",
                "30",
                .. more,
            ]
        );

    private string Message(string subject) =>
        $"From: {_sender.Email}\r\nTo: {_reader.Email}\r\nSubject: {subject}\r\n\r\nAll well.\r\n";

    private static string Subject() => "note " + Guid.NewGuid().ToString("N");

    private async Task AssertArrivedAsync(string subject, string trace) =>
        Assert.Contains(trace, await FindAsync(_reader, subject), StringComparison.Ordinal);

    private async Task<string> FindAsync(DemoSignIn person, string subject) =>
        await TryFindAsync(person, subject) ?? throw new InvalidOperationException("No such message in the inbox.");

    /// <summary>What was accepted is in the inbox at once; reports of the queue may take a moment, these do not come from it.</summary>
    private async Task<string?> TryFindAsync(DemoSignIn person, string subject)
    {
        await using var imap = await RawImap.SignInAsync(_server, person.Email, person.DevicePassword);
        await foreach (var message in imap.MessagesAsync("INBOX"))
        {
            var text = Encoding.UTF8.GetString(message);
            if (text.Contains(subject, StringComparison.Ordinal))
            {
                return text;
            }
        }

        return null;
    }
}
