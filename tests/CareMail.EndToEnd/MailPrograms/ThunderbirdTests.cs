using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

/// <summary>Thunderbird itself, on a screen nobody sees (Xvfb), with the account's settings in a new profile.</summary>
[Collection(MailProgramTests.Name)]
public class ThunderbirdTests(MailProgramWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Thunderbird_signs_in_lists_the_folders_and_fetches_every_letter()
    {
        var person = world.Person("Amina Yusuf");
        var profile = world.Folder("thunderbird");
        await WriteProfileAsync(profile, person);
        await world.ImaplibAsync(
            person,
            "ok(m.append('INBOX', '', None, b'Subject: For Thunderbird\\r\\nFrom: a@x.example\\r\\nMessage-ID: <tb@x.example>\\r\\n\\r\\nEvery byte of it\\r\\n'))"
        );
        var display = string.Create(CultureInfo.InvariantCulture, $":{100 + (Environment.ProcessId % 400)}");

        using var screen = Start("Xvfb", [display, "-screen", "0", "1280x900x24"], display, profile);
        using var thunderbird = Start("thunderbird", ["--profile", profile, "--no-remote"], display, profile);
        try
        {
            await TypePasswordAsync(display, person);
            var inbox = Path.Combine(profile, "ImapMail", "localhost", "INBOX");
            await UntilAsync(
                () => Text(inbox).Contains("Every byte of it", StringComparison.Ordinal),
                "the letter",
                display
            );
            await UntilAsync(
                () =>
                    File.Exists(
                        Path.Combine(profile, "ImapMail", "localhost", "Shared.sbd", "care.vz001.sbd", "INBOX.msf")
                    ),
                "the shared mailbox",
                display
            );

            // What it keeps is what the server has, byte for byte, but for the lines it puts before each letter.
            var same = await world.ImaplibAsync(
                person,
                """
                kept = open(args[0], 'rb').read().replace(b'\r\n', b'\n')
                print(all(x.replace(b'\r\n', b'\n').replace(b'\nFrom ', b'\n>From ') in kept for x in messages('INBOX')))
                """,
                inbox
            );
            Assert.Equal("True", same);
        }
        finally
        {
            thunderbird.Kill(entireProcessTree: true);
            screen.Kill(entireProcessTree: true);
            await thunderbird.WaitForExitAsync();
        }
    }

    private static async Task TypePasswordAsync(string display, DemoSignIn person)
    {
        var window = "";
        await UntilAsync(
            async () =>
            {
                var found = await XAsync(display, "search", "--onlyvisible", "--name", "Enter your password");
                window = found.Output.Trim().Split('\n')[0];
                return window.Length > 0;
            },
            "the question for the password",
            display
        );
        await XAsync(display, "windowfocus", "--sync", window);
        await XAsync(display, "type", "--window", window, person.DevicePassword);
        await XAsync(display, "key", "--window", window, "Return");
    }

    private async Task WriteProfileAsync(string profile, DemoSignIn person)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(world.Certificate);
        var fingerprint = string.Join(
            ':',
            certificate
                .GetCertHash(HashAlgorithmName.SHA256)
                .Select(b => b.ToString("X2", CultureInfo.InvariantCulture))
        );
        // The server's own certificate, accepted as a person would who compared its fingerprint.
        await File.WriteAllTextAsync(
            Path.Combine(profile, "cert_override.txt"),
            $"localhost:{world.Server.Imaps}:\tOID.2.16.840.1.101.3.4.2.1\t{fingerprint}\t\n"
        );
        (string Name, object Value)[] settings =
        [
            ("mail.accountmanager.accounts", "account1"),
            ("mail.accountmanager.defaultaccount", "account1"),
            ("mail.account.account1.server", "server1"),
            ("mail.account.account1.identities", "id1"),
            ("mail.account.lastKey", 1),
            ("mail.server.server1.type", "imap"),
            ("mail.server.server1.name", "CareMail"),
            ("mail.server.server1.hostname", "localhost"),
            ("mail.server.server1.port", world.Server.Imaps),
            ("mail.server.server1.socketType", 3),
            ("mail.server.server1.authMethod", 3),
            ("mail.server.server1.userName", person.Email),
            ("mail.server.server1.login_at_startup", true),
            ("mail.server.server1.check_new_mail", true),
            ("mail.server.server1.offline_download", true),
            ("mail.identity.id1.fullName", person.Name),
            ("mail.identity.id1.useremail", person.Email),
            ("mail.identity.id1.valid", true),
            ("mail.provider.suppress_dialog_on_startup", true),
            ("mail.spotlight.firstRunDone", true),
            ("mail.rights.version", 1),
            ("mail.shell.checkDefaultClient", false),
            ("mail.inappnotifications.enabled", false),
            ("mailnews.start_page.enabled", false),
            ("mailnews.start_page_override.mstone", "ignore"),
            ("datareporting.policy.dataSubmissionEnabled", false),
            ("datareporting.policy.dataSubmissionPolicyBypassNotification", true),
            ("app.update.enabled", false),
        ];
        var lines = settings.Select(s => $"user_pref(\"{s.Name}\", {Spell(s.Value)});");
        await File.WriteAllLinesAsync(Path.Combine(profile, "user.js"), lines);
    }

    private static string Spell(object value) =>
        value switch
        {
            string text => $"\"{text}\"",
            bool yes => yes ? "true" : "false",
            _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        };

    private static string Text(string file) => File.Exists(file) ? File.ReadAllText(file) : "";

    private static Task UntilAsync(Func<bool> happened, string what, string display) =>
        UntilAsync(() => Task.FromResult(happened()), what, display);

    private static async Task UntilAsync(Func<Task<bool>> happened, string what, string display)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await happened())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                var windows = await XAsync(display, "search", "--onlyvisible", "--name", ".", "getwindowname", "%@");
                Assert.Fail($"Thunderbird did not show {what}. Its windows: {windows.All}");
            }

            await Task.Delay(200);
        }
    }

    private static Task<ToolResult> XAsync(string display, params string[] arguments) =>
        Tool.RunAsync("xdotool", arguments, environment: new Dictionary<string, string> { ["DISPLAY"] = display });

    private static Process Start(string program, string[] arguments, string display, string home)
    {
        var info = new ProcessStartInfo(program, arguments);
        info.Environment["DISPLAY"] = display;
        info.Environment["HOME"] = home;
        return Process.Start(info)!;
    }
}
