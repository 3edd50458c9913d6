namespace CareMail.Tests.Imap;

/// <summary>SEARCH over all keys. RFC 9051 §6.4.4; RFC 4731 ESEARCH, RFC 5032 WITHIN, RFC 5182 SEARCHRES, RFC 7162 MODSEQ.</summary>
public abstract class SearchDialogues(ImapServer server) : IDisposable
{
    /// <summary>Whatever a client does, the operator is not called.</summary>
    public void Dispose()
    {
        Assert.Empty(server.World.Server.AboveInformation);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_key_finds_what_it_should()
    {
        await using var client = await SampleAsync();
        foreach (var (keys, found) in Expectations)
        {
            var answers = await client.DoAsync("SEARCH " + keys);
            Assert.Equal((keys, ("* SEARCH " + found).TrimEnd()), (keys, answers[0]));
        }
    }

    private static readonly (string Keys, string Found)[] Expectations =
    [
        ("ALL", "1 2 3"),
        ("SEEN", "2"),
        ("UNSEEN", "1 3"),
        ("FLAGGED UNSEEN", "3"),
        ("NOT FLAGGED", "1 2"),
        ("OR SEEN FLAGGED", "2 3"),
        ("KEYWORD $Blue", "2"),
        ("UNKEYWORD $blue", "1 3"),
        ("ANSWERED", ""),
        ("UNANSWERED UNDELETED UNDRAFT", "1 2 3"),
        ("DELETED", ""),
        ("DRAFT", ""),
        ("NEW", ""),
        ("RECENT", ""),
        ("OLD", "1 2 3"),
        ("UNFLAGGED", "1 2"),
        ("FROM ward7", "1"),
        ("FROM \"Ward 7\"", "1"),
        ("TO office", "1 2"),
        ("CC sam", "2"),
        ("BCC hidden", "3"),
        ("SUBJECT discharge", "1"),
        ("SUBJECT {6+}\r\nübung", "3"),
        ("CHARSET UTF-8 SUBJECT {4+}\r\nÜBU", "3"),
        ("HEADER X-Ward \"\"", "1"),
        ("HEADER X-Ward seven", "1"),
        ("HEADER Message-ID 2@x", "2"),
        ("BODY \"fell on\"", "2"),
        ("BODY subject", ""),
        ("TEXT x-ward", "1"),
        ("TEXT wheelchair", "3"),
        ("LARGER 200", "3"),
        ("SMALLER 200", "1 2"),
        ("SINCE 2-Nov-2026", "2 3"),
        ("BEFORE 2-Nov-2026", "1"),
        ("ON 2-Nov-2026", "2"),
        ("SENTON 19-Oct-2026", "1"),
        ("SENTSINCE 20-Oct-2026", "2"),
        ("SENTBEFORE 20-Oct-2026", "1"),
        ("OLDER 60", "1 2 3"),
        ("YOUNGER 60", ""),
        ("2:*", "2 3"),
        ("UID 1,3", "1 3"),
        ("9", ""),
        ("(OR (SEEN) (SUBJECT discharge)) NOT BODY fell", "1"),
    ];

    [Fact]
    public async Task The_extended_form_answers_briefly()
    {
        await using var client = await SampleAsync();

        await client.PlayAsync(
            """
            > a SEARCH RETURN (MIN MAX COUNT ALL) UNSEEN
            < * ESEARCH (TAG "a") MIN 1 MAX 3 ALL 1,3 COUNT 2
            < a OK Searched
            > b UID SEARCH RETURN () ALL
            < * ESEARCH (TAG "b") UID ALL 1:3
            < b OK Searched
            > c SEARCH RETURN (COUNT MIN) ANSWERED
            < * ESEARCH (TAG "c") COUNT 0
            < c OK Searched
            > d SEARCH RETURN (SAVE) UNSEEN
            < d OK Searched
            > e FETCH $ UID
            < * 1 FETCH (UID 1)
            < * 3 FETCH (UID 3)
            < e OK Fetched
            > f UID SEARCH $ FLAGGED
            < * SEARCH 3
            < f OK Searched
            > g SEARCH RETURN (SAVE MAX) ALL
            < * ESEARCH (TAG "g") MAX 3
            < g OK Searched
            > h UID STORE $ +FLAGS.SILENT (\Answered)
            < h OK Stored
            > i UID SEARCH ANSWERED
            < * SEARCH 3
            < i OK Searched
            > j SEARCH CHARSET KOI8-R TEXT x
            < j NO [BADCHARSET (US-ASCII UTF-8)] Search in UTF-8, please
            > k ENABLE IMAP4rev2
            < * ENABLED IMAP4rev2
            < k OK Enabled
            > l SEARCH SEEN
            < * ESEARCH (TAG "l") ALL 2
            < l OK Searched
            """
        );
    }

    [Fact]
    public async Task A_search_by_mod_sequence_names_the_newest()
    {
        await using var client = await SampleAsync();
        await client.DoAsync(@"STORE 1 +FLAGS (\Answered)");

        var fetched = (await client.DoAsync("FETCH 1 MODSEQ"))[0];
        var modSeq = System.Text.RegularExpressions.Regex.Match(fetched, @"MODSEQ \((\d+)\)").Groups[1].Value;

        Assert.Equal($"* SEARCH 1 (MODSEQ {modSeq})", (await client.DoAsync($"SEARCH MODSEQ {modSeq}"))[0]);
        Assert.Equal("* SEARCH", (await client.DoAsync("SEARCH MODSEQ 999999999"))[0]);
    }

    [Fact]
    public async Task With_the_first_or_last_hit_alone_comes_its_own_mod_sequence() // RFC 4731 §3.2
    {
        await using var client = await SampleAsync();
        await client.DoAsync(@"STORE 2 +FLAGS (\Answered)");
        var all = (await client.DoAsync("FETCH 1:3 MODSEQ")).Take(3).Select(ModSeqOf).ToList();
        Assert.Equal(all.Max(), all[1]);

        foreach (
            var (asked, told) in new[]
            {
                ("MIN", all[0]),
                ("MAX", all[2]),
                ("MIN MAX", Math.Max(all[0], all[2])),
                ("MIN COUNT", all[1]),
                ("ALL", all[1]),
            }
        )
        {
            var answer = (await client.DoAsync($"SEARCH RETURN ({asked}) MODSEQ 1"))[0];
            Assert.Equal((asked, told), (asked, ModSeqOf(answer)));
        }
    }

    private static long ModSeqOf(string line) =>
        long.Parse(System.Text.RegularExpressions.Regex.Match(line, @"MODSEQ \(?(\d+)").Groups[1].Value, null);

    [Theory]
    [InlineData("OR SEEN ")]
    [InlineData("NOT ")]
    [InlineData("(")]
    public async Task B35_a_search_five_thousand_deep_is_refused_and_the_server_lives(string opening)
    {
        await using var client = await SampleAsync();

        await client.DoAsync("SEARCH " + string.Concat(Enumerable.Repeat(opening, 5_000)) + "SEEN", "BAD");
        await client.DoAsync("NOOP");
    }

    [Fact]
    public async Task B34_parentheses_without_end_are_refused()
    {
        await using var client = await SampleAsync();

        await client.DoAsync("ID " + new string('(', 20_000), "BAD");
        await client.DoAsync("NOOP");
    }

    private async Task<ImapClient> SampleAsync()
    {
        var anna = await server.World.PersonAsync();
        var client = await anna.SignInAsync();
        await client.AppendAsync(
            "INBOX",
            "Date: Mon, 19 Oct 2026 23:30:00 -0500\r\nFrom: Ward 7 <ward7@x.example>\r\nTo: office@y.example\r\n"
                + "Subject: Discharge\r\nX-Ward: Seven\r\n\r\nHome today.\r\n",
            "\"01-Nov-2026 12:00:00 +0000\" "
        );
        await client.AppendAsync(
            "INBOX",
            "Date: Tue, 20 Oct 2026 10:00:00 +0000\r\nTo: office@y.example\r\nCc: Sam <sam@y.example>\r\n"
                + "Message-ID: <2@x.example>\r\nSubject: A fall\r\n\r\nShe fell on the stairs.\r\n",
            "(\\Seen $Blue) \"02-Nov-2026 12:00:00 +0000\" "
        );
        await client.AppendAsync(
            "INBOX",
            "Bcc: hidden@y.example\r\nSubject: =?utf-8?q?=C3=9Cbung?=\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Convert.ToBase64String("<p>A <b>wheelchair</b> is needed</p>"u8.ToArray())
                + "\r\n"
                + new string('\n', 40),
            "(\\Flagged) \"03-Nov-2026 12:00:00 +0000\" "
        );
        await client.DoAsync("SELECT INBOX");
        return client;
    }
}

public sealed class SearchDialogueTests(ImapServer server) : SearchDialogues(server), IClassFixture<ImapServer>;

public sealed class SearchDialoguePostgresTests(PostgresImapServer server)
    : SearchDialogues(server),
        IClassFixture<PostgresImapServer>;
