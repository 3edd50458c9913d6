using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

[Collection(MailProgramTests.Name)]
public class CurlTests(MailProgramWorld world)
{
    [Fact]
    public async Task Curl_uploads_lists_and_reads_with_starttls_and_with_tls()
    {
        var person = world.Person("Joy Okafor");
        var file = Path.Combine(world.Folder("curl"), "letter.eml");
        await File.WriteAllTextAsync(file, "Subject: By curl\r\n\r\nHello from curl\r\n");

        await CurlAsync(person, $"imaps://localhost:{world.Server.Imaps}/Archive", "-T", file);
        var folders = await CurlAsync(person, $"imap://localhost:{world.Server.Imap}/", "--ssl-reqd");
        var uid = (
            await CurlAsync(
                person,
                $"imap://localhost:{world.Server.Imap}/Archive",
                "--ssl-reqd",
                "-X",
                "UID SEARCH SUBJECT \"By curl\""
            )
        )
            .Trim()
            .Split(' ')[^1];
        var letter = await CurlAsync(person, $"imaps://localhost:{world.Server.Imaps}/Archive;UID={uid}");

        Assert.Contains(@"* LIST (\HasNoChildren \Archive) ""/"" ""Archive""", folders, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(file), letter);
    }

    [Fact]
    public async Task Curl_flags_and_moves_and_another_program_sees_it()
    {
        var person = world.Person("Joy Okafor");
        await world.FillAsync(person, "Curl", 2);
        await world.ImaplibAsync(person, "ok(m.create('Curled'))");
        var folder = $"imaps://localhost:{world.Server.Imaps}/Curl";

        var flagged = await CurlAsync(person, folder, "-X", @"UID STORE 2 +FLAGS (\Flagged \Seen)");
        await CurlAsync(person, folder, "-X", "UID MOVE 1:2 Curled");

        Assert.Matches(@"\* 2 FETCH \(.*FLAGS \(.*\\Flagged", flagged);
        Assert.Equal(
            "0 2 [b'2']",
            await world.ImaplibAsync(
                person,
                "print(*[int(ok(m.select(f))[0]) for f in ('Curl', 'Curled')], ok(m.search(None, 'FLAGGED', 'SEEN')))"
            )
        );
    }

    [Fact]
    public async Task Curl_is_refused_in_clear_text()
    {
        var person = world.Person("Joy Okafor");

        var refused = await Tool.RunAsync(
            "curl",
            ["-s", "--user", $"{person.Email}:{person.DevicePassword}", $"imap://localhost:{world.Server.Imap}/"]
        );

        // 67: the user name, password, or similar was not accepted (LOGINDISABLED, RFC 9051 §11.1).
        Assert.Equal(67, refused.ExitCode);
    }

    private async Task<string> CurlAsync(DemoSignIn person, string url, params string[] more)
    {
        string[] arguments =
        [
            "-sS",
            "--cacert",
            world.Certificate,
            "--user",
            $"{person.Email}:{person.DevicePassword}",
            url,
            .. more,
        ];
        return (await Tool.RunAsync("curl", arguments)).Succeeded().Output;
    }
}
