using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

[Collection(MailProgramTests.Name)]
public class MbsyncTests(MailProgramWorld world)
{
    [Fact]
    public async Task Mbsync_syncs_two_thousand_letters_both_ways_and_then_has_nothing_to_do()
    {
        var person = world.Person("Samir Haddad");
        var folder = world.Folder("mbsync");
        await world.FillAsync(person, "Up", 1_000);
        WriteLetters(Path.Combine(folder, "mail", "Down"), 1_000);
        var settings = await SettingsAsync(person, folder);

        await SyncAsync(settings);
        var before = (await StateAsync(person), Files(folder));
        await SyncAsync(settings);

        Assert.Equal(before, (await StateAsync(person), Files(folder)));
        foreach (var name in new[] { "Up", "Down" })
        {
            var same = await world.ImaplibAsync(
                person,
                """
                here = sorted(open(f, 'rb').read().replace(b'\r\n', b'\n') for f in glob.glob(args[1] + '/*/*') if not os.path.basename(f).startswith('.'))
                there = sorted(x.replace(b'\r\n', b'\n') for x in messages(args[0]))
                strip = lambda x: re.sub(rb'X-TUID: .*\n', b'', x)
                print(len(there), [strip(x) for x in here] == [strip(x) for x in there])
                """,
                name,
                Path.Combine(folder, "mail", name)
            );
            Assert.Equal("1000 True", same);
        }

        // A flag and a move made elsewhere arrive here; those made here arrive there.
        await world.ImaplibAsync(
            person,
            "ok(m.select('Up')); ok(m.store('1', '+FLAGS', '\\\\Flagged')); ok(m.uid('MOVE', '2', 'Down'))"
        );
        var seen = Directory.EnumerateFiles(Path.Combine(folder, "mail", "Down", "cur")).First();
        File.Move(seen, seen.Split(":2,")[0] + ":2,S");
        var moved = Directory
            .EnumerateFiles(Path.Combine(folder, "mail", "Up"), "*", SearchOption.AllDirectories)
            .Single(f => File.ReadLines(f).Contains("Subject: Letter 500"));
        // A letter new to a folder has a name without the number it had in the other (mbsync's ",U=").
        File.Move(moved, Path.Combine(folder, "mail", "Down", "cur", "1790002000.moved.here:2,"));
        await SyncAsync(settings);

        Assert.Single(
            Directory.EnumerateFiles(Path.Combine(folder, "mail", "Up", "cur")),
            f => FlagsOf(f).Contains('F')
        );
        Assert.Equal(998, Letters(Path.Combine(folder, "mail", "Up")));
        Assert.Equal(1_002, Letters(Path.Combine(folder, "mail", "Down")));
        Assert.Equal(
            "1 1 0",
            await world.ImaplibAsync(
                person,
                """
                there = [len(ok(m.select('Down')) and ok(m.search(None, *keys))[0].split()) for keys in (['SEEN'], ['SUBJECT', '"Letter 500"'])]
                ok(m.select('Up')); print(*there, len(ok(m.search(None, 'SUBJECT', '"Letter 500"'))[0].split()))
                """
            )
        );
    }

    /// <summary>Any change on the server raises a mod-sequence (RFC 7162).</summary>
    private Task<string> StateAsync(DemoSignIn person) =>
        world.ImaplibAsync(
            person,
            "print([ok(m.status(f, '(MESSAGES UIDNEXT HIGHESTMODSEQ)')) for f in ('Up', 'Down')])"
        );

    private static string Files(string folder) =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(Path.Combine(folder, "mail"), "*:2,*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        );

    private static string FlagsOf(string file) => file.Split(":2,")[^1];

    private static int Letters(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "cur")).Count()
        + Directory.EnumerateFiles(Path.Combine(folder, "new")).Count();

    private static void WriteLetters(string folder, int count)
    {
        foreach (var part in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        for (var n = 0; n < count; n++)
        {
            File.WriteAllText(
                Path.Combine(folder, "cur", $"{1_790_000_000 + n}.{n}.here:2,"),
                $"From: Here <here@home.example>\nSubject: Down {n}\nMessage-ID: <down.{n}@home.example>\n\n{new string('y', n % 500)}\n"
            );
        }
    }

    private static async Task<string> SyncAsync(string settings)
    {
        var run = await Tool.RunAsync("mbsync", ["-V", "-c", settings, "-a"], patience: TimeSpan.FromMinutes(3));
        return run.Succeeded().All;
    }

    private async Task<string> SettingsAsync(DemoSignIn person, string folder)
    {
        var file = Path.Combine(folder, "mbsyncrc");
        await File.WriteAllTextAsync(
            file,
            $"""
            IMAPAccount care
            Host localhost
            Port {world.Server.Imaps}
            User {person.Email}
            Pass {person.DevicePassword}
            SSLType IMAPS
            CertificateFile {world.Certificate}

            IMAPStore there
            Account care

            MaildirStore here
            Path {folder}/mail/
            Inbox {folder}/mail/INBOX
            SubFolders Verbatim

            Channel all
            Far :there:
            Near :here:
            Patterns Up Down
            Create Both
            Expunge Both
            SyncState *

            """
        );
        return file;
    }
}
