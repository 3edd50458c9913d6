using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

[Collection(MailProgramTests.Name)]
public class OfflineimapTests(MailProgramWorld world)
{
    [Fact]
    public async Task Offlineimap_mirrors_folders_flags_and_deletions()
    {
        var person = world.Person("Tom Fairley");
        var folder = world.Folder("offlineimap");
        await world.FillAsync(person, "Mirror", 60);
        await world.ImaplibAsync(
            person,
            "ok(m.select('Mirror')); ok(m.store('3', '+FLAGS', '(\\\\Seen \\\\Flagged)'))"
        );
        var settings = await SettingsAsync(person, folder);

        await RunAsync(settings);
        var files = Directory.GetFiles(Path.Combine(folder, "mail", "Mirror"), "*", SearchOption.AllDirectories);
        Assert.Equal(60, files.Length);
        Assert.Single(files, f => f.EndsWith(":2,FS", StringComparison.Ordinal));
        var same = await world.ImaplibAsync(
            person,
            """
            here = sorted(open(f, 'rb').read().replace(b'\r\n', b'\n') for f in glob.glob(args[0] + '/*/*'))
            print(here == sorted(x.replace(b'\r\n', b'\n') for x in messages('Mirror')))
            """,
            Path.Combine(folder, "mail", "Mirror")
        );
        Assert.Equal("True", same);

        // Deleted here, read there: both sides follow.
        File.Delete(files.Single(f => f.EndsWith(":2,FS", StringComparison.Ordinal)));
        await world.ImaplibAsync(person, "ok(m.select('Mirror')); ok(m.store('1', '+FLAGS', '\\\\Seen'))");
        await RunAsync(settings);
        Assert.Equal(
            "59 1",
            await world.ImaplibAsync(
                person,
                "print(int(ok(m.select('Mirror'))[0]), len(ok(m.search(None, 'SEEN'))[0].split()))"
            )
        );
        Assert.Single(
            Directory.GetFiles(Path.Combine(folder, "mail", "Mirror", "cur")),
            f => f.EndsWith(":2,S", StringComparison.Ordinal)
        );
    }

    private static async Task RunAsync(string settings) =>
        (
            await Tool.RunAsync("offlineimap", ["-c", settings, "-o", "-u", "basic"], patience: TimeSpan.FromMinutes(2))
        ).Succeeded();

    private async Task<string> SettingsAsync(DemoSignIn person, string folder)
    {
        var file = Path.Combine(folder, "offlineimaprc");
        await File.WriteAllTextAsync(
            file,
            $"""
            [general]
            accounts = care
            metadata = {folder}/state
            [Account care]
            localrepository = here
            remoterepository = there
            [Repository here]
            type = Maildir
            localfolders = {folder}/mail
            [Repository there]
            type = IMAP
            remotehost = localhost
            remoteport = {world.Server.Imaps}
            remoteuser = {person.Email}
            remotepass = {person.DevicePassword}
            ssl = yes
            sslcacertfile = {world.Certificate}
            folderfilter = lambda f: f == 'Mirror'

            """
        );
        return file;
    }
}
