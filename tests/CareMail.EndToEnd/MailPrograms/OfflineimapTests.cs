using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

[Collection(MailProgramTests.Name)]
public class OfflineimapTests(MailProgramWorld world)
{
    [Fact]
    public async Task Offlineimap_mirrors_folders_flags_moves_and_deletions()
    {
        var person = world.Person("Tom Fairley");
        var folder = world.Folder("offlineimap");
        await world.FillAsync(person, "Mirror", 60);
        await world.ImaplibAsync(
            person,
            "ok(m.create('Moved')); ok(m.append('Moved', '', None, b'Subject: First\\r\\n\\r\\nHere\\r\\n'))"
        );
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
        var cur = Path.Combine(folder, "mail", "Mirror", "cur");
        Assert.Single(Directory.GetFiles(cur), f => f.EndsWith(":2,S", StringComparison.Ordinal));

        // Flagged here, moved here: the server follows.
        var flagged = LetterIn(folder, "Letter 10");
        File.Move(flagged, Path.Combine(cur, Path.GetFileName(flagged).Split(":2,")[0] + ":2,F"));
        File.Move(
            LetterIn(folder, "Letter 11"),
            Path.Combine(folder, "mail", "Moved", "cur", "1790002000.moved.here:2,")
        );
        await RunAsync(settings);
        Assert.Equal(
            "58 [b'11'] 2 [b'2']",
            await world.ImaplibAsync(
                person,
                """
                count, flagged = int(ok(m.select('Mirror'))[0]), ok(m.uid('SEARCH', 'FLAGGED'))
                print(count, flagged, int(ok(m.select('Moved'))[0]), ok(m.search(None, 'SUBJECT', '"Letter 11"')))
                """
            )
        );
    }

    private static string LetterIn(string folder, string subject) =>
        Directory
            .EnumerateFiles(Path.Combine(folder, "mail", "Mirror"), "*", SearchOption.AllDirectories)
            .Single(file => File.ReadLines(file).Contains("Subject: " + subject));

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
            folderfilter = lambda f: f in ('Mirror', 'Moved')

            """
        );
        return file;
    }
}
