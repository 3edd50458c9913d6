using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CareMail.EndToEnd.MailPrograms;

/// <summary>Thunderbird itself, on a screen nobody sees (Xvfb), from its first start on: the profile has no account.</summary>
[Collection(MailProgramTests.Name)]
public class ThunderbirdTests(MailProgramWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Thunderbird_sets_up_an_account_reads_flags_moves_and_sends_and_keeps_every_letter_by_the_byte()
    {
        var profile = world.Folder("thunderbird");
        await WriteProfileAsync(profile);
        var script = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "MailPrograms", "thunderbird.py")
        );

        using var screen = Start("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x900x24"], profile);
        Process? thunderbird = null;
        try
        {
            var display = ":" + await screen.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            thunderbird = Start(
                "thunderbird",
                ["--profile", profile, "--no-remote", "--marionette", "--remote-allow-system-access"],
                profile,
                display
            );
            var said = await world.ImaplibAsync(
                world.Person("Amina Yusuf"),
                script,
                profile,
                world.Server.Submission.ToString(CultureInfo.InvariantCulture)
            );

            Assert.Equal("all of it", said);
        }
        finally
        {
            await EndAsync(thunderbird);
            await EndAsync(screen);
        }
    }

    private async Task WriteProfileAsync(string profile)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(world.Certificate);
        var fingerprint = string.Join(
            ':',
            certificate
                .GetCertHash(HashAlgorithmName.SHA256)
                .Select(b => b.ToString("X2", CultureInfo.InvariantCulture))
        );
        // The server's own certificate, accepted as a person would who compared its fingerprint.
        int[] doors = [world.Server.Imaps, world.Server.Submission];
        await File.WriteAllLinesAsync(
            Path.Combine(profile, "cert_override.txt"),
            doors.Select(door => $"localhost:{door}:\tOID.2.16.840.1.101.3.4.2.1\t{fingerprint}\t")
        );
        await File.WriteAllTextAsync(
            Path.Combine(profile, "user.js"),
            """
            user_pref("marionette.port", 0);
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("app.update.enabled", false);
            user_pref("mail.shell.checkDefaultClient", false);

            """
        );
    }

    private static Process Start(string program, string[] arguments, string home, string display = "")
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        info.Environment["DISPLAY"] = display;
        info.Environment["HOME"] = home;
        return Process.Start(info)!;
    }

    private static async Task EndAsync(Process? program)
    {
        if (program is not null)
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync();
            program.Dispose();
        }
    }
}
