using System.Text.RegularExpressions;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Imap;

/// <summary>
/// Several clients on one folder end with the same picture, told at the allowed moments only. RFC 9051 §7.5.1; IDLE of
/// RFC 2177, CONDSTORE of RFC 7162. On both databases.
/// </summary>
public class ConvergenceTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string Letter = "Subject: a\r\n\r\nb\r\n";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_client_hears_what_another_did(Engine engine)
    {
        var anna = await PersonAsync(engine);
        await using var phone = await anna.OpenAsync();
        await using var desk = await anna.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await desk.AppendAsync("INBOX", Letter);
        }

        await phone.PlayAsync("> a NOOP\n< * 3 EXISTS\n< * 0 RECENT\n< a OK …");
        await desk.DoAsync(@"STORE 2 +FLAGS (\Seen)");
        await phone.PlayAsync("> b NOOP\n< * 2 FETCH (UID 2 FLAGS (\\Seen))\n< b OK …");
        await phone.PlayAsync("> c NOOP\n< c OK …");
        await desk.DoAsync(@"STORE 1 +FLAGS (\Deleted)");
        await desk.DoAsync("EXPUNGE");
        await desk.AppendAsync("INBOX", Letter);

        // During FETCH by number nothing may move; what is told is flags and arrivals only.
        await phone.PlayAsync(
            """
            > d FETCH 3 UID
            < * 3 FETCH (UID 3)
            < * 4 EXISTS
            < * 0 RECENT
            < d OK Fetched
            > e FETCH 1 UID
            < e NO [EXPUNGEISSUED] Some of these messages are gone
            > f NOOP
            < * 1 EXPUNGE
            < f OK …
            > g FETCH 1:* UID
            < * 1 FETCH (UID 2)
            < * 2 FETCH (UID 3)
            < * 3 FETCH (UID 4)
            < g OK Fetched
            """
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_idle_client_hears_at_once(Engine engine)
    {
        var anna = await PersonAsync(engine);
        await using var phone = await anna.OpenAsync();
        await using var desk = await anna.OpenAsync();

        await phone.PlayAsync("> a IDLE\n< + idling");
        await desk.AppendAsync("INBOX", Letter);
        await phone.PlayAsync("< * 1 EXISTS\n< * 0 RECENT");
        await desk.DoAsync(@"STORE 1 +FLAGS ($Urgent)");
        await phone.PlayAsync("< * FLAGS (… $Urgent)\n< * OK [PERMANENTFLAGS …\n< * 1 FETCH (UID 1 FLAGS ($Urgent))");
        await desk.DoAsync("UID MOVE 1 Archive");
        await phone.PlayAsync("< * 1 EXPUNGE\n> DONE\n< a OK Back to work\n> b NOOP\n< b OK …");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_opened_long_ago_still_numbers_messages_as_it_was_told(Engine engine)
    {
        var anna = await PersonAsync(engine);
        await using var desk = await anna.OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await desk.AppendAsync("INBOX", Letter);
        }

        // Opening loads no numbers: they are asked for after two messages have gone and one has come.
        await using var phone = await anna.OpenAsync();
        await desk.DoAsync(@"UID STORE 2,4 +FLAGS (\Deleted)");
        await desk.DoAsync("EXPUNGE");
        await desk.AppendAsync("INBOX", Letter);

        await phone.PlayAsync(
            """
            > a FETCH 5 UID
            < * 5 FETCH (UID 5)
            < * 6 EXISTS
            < * 0 RECENT
            < a OK Fetched
            > b UID FETCH 1:* FLAGS
            < * 1 FETCH (UID 1 FLAGS ())
            < * 3 FETCH (UID 3 FLAGS ())
            < * 5 FETCH (UID 5 FLAGS ())
            < * 6 FETCH (UID 6 FLAGS ())
            < * 4 EXPUNGE
            < * 2 EXPUNGE
            < b OK Fetched
            > c UID SEARCH ALL
            < * SEARCH 1 3 5 6
            < c OK Searched
            """
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Clients_that_do_everything_at_once_end_with_the_same_picture(Engine engine)
    {
        var anna = await PersonAsync(engine);
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => anna.OpenAsync()));
        await Task.WhenAll(clients.Select((client, number) => WorkAsync(client, number)));

        var pictures = new List<string>();
        foreach (var client in clients)
        {
            await client.DoAsync("NOOP");
            var told = await client.DoAsync("FETCH 1:* (UID FLAGS)");
            pictures.Add(string.Join('\n', told.Where(l => l.StartsWith('*')).Select(l => l)));
            await client.DisposeAsync();
        }

        await using var fresh = await anna.OpenAsync();
        var truth = await fresh.DoAsync("FETCH 1:* (UID FLAGS)");
        var expected = string.Join('\n', truth.Where(l => l.StartsWith('*')));
        Assert.All(pictures, picture => Assert.Equal(expected, picture));
        Assert.Contains("UID", expected, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Mod_sequences_tell_changes_and_guard_them(Engine engine)
    {
        var anna = await PersonAsync(engine);
        await using var phone = await anna.SignInAsync();
        await phone.AppendAsync("INBOX", Letter);
        await phone.AppendAsync("INBOX", Letter);
        var opened = await phone.DoAsync("SELECT INBOX (CONDSTORE)");
        var start = Regex.Match(string.Concat(opened), @"HIGHESTMODSEQ (\d+)").Groups[1].Value;
        await using var desk = await anna.OpenAsync();
        await desk.DoAsync(@"STORE 2 +FLAGS (\Flagged)");

        var news = await phone.DoAsync("NOOP");
        var newest = Regex
            .Match(news[0], @"^\* 2 FETCH \(UID 2 MODSEQ \((\d+)\) FLAGS \(\\Flagged\)\)$")
            .Groups[1]
            .Value;
        Assert.True(ulong.Parse(newest, null) > ulong.Parse(start, null));

        var changed = await phone.DoAsync($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {start})");
        Assert.Equal(
            $@"* 2 FETCH (UID 2 FLAGS (\Flagged) MODSEQ ({newest}))",
            Assert.Single(changed, l => l.StartsWith('*'))
        );

        var stored = await phone.DoAsync($@"UID STORE 1:2 (UNCHANGEDSINCE {start}) +FLAGS.SILENT (\Seen)");
        Assert.Matches(@"^\* 1 FETCH \(UID 1 MODSEQ \(\d+\)\)$", stored[0]);
        Assert.StartsWith("t", stored[1], StringComparison.Ordinal);
        Assert.Contains("OK [MODIFIED 2]", stored[1], StringComparison.Ordinal);
        var status = await desk.DoAsync("STATUS INBOX (HIGHESTMODSEQ UNSEEN)");
        Assert.Contains("UNSEEN 1", status[0], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_knows_mod_sequences_hears_them_with_every_change_of_its_own(Engine engine)
    {
        var anna = await PersonAsync(engine);
        await using var phone = await anna.SignInAsync();
        await phone.AppendAsync("INBOX", Letter);
        await phone.DoAsync("SELECT INBOX (CONDSTORE)");

        // RFC 7162 §3.1: also when it is FETCH that sets \Seen.
        var read = await phone.DoAsync("FETCH 1 BODY[TEXT]");
        Assert.Matches(@"FLAGS \(\\Seen\) MODSEQ \(\d+\)\)$", read[0]);

        // RFC 7162 §3.1.3: a guarded STORE tells it although nothing changed and nobody wants to hear of flags.
        var stored = await phone.DoAsync(@"STORE 1 (UNCHANGEDSINCE 9999) +FLAGS.SILENT (\Seen)");
        Assert.Matches(@"^\* 1 FETCH \(UID 1 MODSEQ \(\d+\)\)$", stored[0]);
        var unguarded = await phone.DoAsync(@"STORE 1 +FLAGS.SILENT (\Seen)");
        Assert.Single(unguarded);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Flags_of_a_whole_folder_are_those_that_each_message_has(Engine engine)
    {
        var anna = await PersonAsync(engine);
        await using var desk = await anna.OpenAsync();
        var literal = $"{{{Letter.Length}+}}\r\n{Letter}";
        await desk.DoAsync($"APPEND INBOX {string.Join(' ', Enumerable.Repeat(literal, 150))}");
        await using var phone = await anna.OpenAsync();
        await phone.DoAsync("FETCH 1:* FLAGS");

        await desk.DoAsync(@"UID STORE 2:140 +FLAGS (\Seen $Urgent)");
        await desk.DoAsync(@"UID STORE 3,5 +FLAGS (\Deleted \Flagged)");
        await desk.DoAsync("EXPUNGE");
        await desk.AppendAsync("INBOX", Letter);
        await phone.DoAsync("NOOP");

        // With the date each answer is read from the index, one after the other.
        var whole = await phone.DoAsync("UID FETCH 1:* (UID FLAGS MODSEQ)");
        var each = await phone.DoAsync("UID FETCH 1:* (INTERNALDATE UID FLAGS MODSEQ)");
        var dated = each[..^1].Select(l => Regex.Replace(l, "INTERNALDATE \"[^\"]*\" ", "")).ToList();
        Assert.Equal(149, dated.Count);
        Assert.Equal(dated, whole[..^1]);
        Assert.Matches(@"^\* 3 FETCH \(UID 4 FLAGS \(\\Seen \$Urgent\) MODSEQ \(\d+\)\)$", whole[2]);

        var since = Regex.Match(whole[0], @"MODSEQ \((\d+)\)").Groups[1].Value;
        var changed = await phone.DoAsync($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {since})");
        Assert.Equal(whole[..^1].Where(l => !l.Contains($"MODSEQ ({since})", StringComparison.Ordinal)), changed[..^1]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Members_of_a_shared_mailbox_see_the_same_flags(Engine engine)
    {
        var world = await ImapWorld.OnAsync(await servers.OnAsync(engine));
        var (anna, ben) = (await world.PersonAsync(), await world.PersonAsync());
        var inbox = $"Shared/{await world.SharedMailboxAsync(anna, ben)}/INBOX";
        await using var annas = await anna.OpenAsync(inbox);
        await using var bens = await ben.OpenAsync(inbox);

        await annas.AppendAsync(inbox, Letter);
        await bens.PlayAsync("> a NOOP\n< * 1 EXISTS\n< * 0 RECENT\n< a OK …");
        await bens.DoAsync("FETCH 1 BODY[]");
        await annas.PlayAsync(
            "> b NOOP\n< * 1 FETCH (UID 1 FLAGS (\\Seen))\n< b OK …\n> c FETCH 1 FLAGS\n< * 1 FETCH (FLAGS (\\Seen))\n< c OK …"
        );

        // Moving between mailboxes is an ordinary move.
        await annas.DoAsync("MOVE 1 Archive");
        await bens.PlayAsync("> d NOOP\n< * 1 EXPUNGE\n< d OK …");
    }

    private static async Task WorkAsync(ImapClient client, int number)
    {
        for (var round = 0; round < 6; round++)
        {
            var uid = await client.AppendAsync("INBOX", Letter);
            await client.DoAsync($"UID STORE {uid} +FLAGS (k{number} \\Flagged)");
            await client.DoAsync("NOOP");
            if (round % 2 == 1)
            {
                await client.DoAsync($@"UID STORE {uid} +FLAGS.SILENT (\Deleted)");
                await client.DoAsync($"UID EXPUNGE {uid}");
            }
            else if (round % 3 == 0)
            {
                await client.DoAsync($"UID MOVE {uid} Archive");
            }
        }
    }

    private async Task<ImapUser> PersonAsync(Engine engine) =>
        await (await ImapWorld.OnAsync(await servers.OnAsync(engine))).PersonAsync();
}
