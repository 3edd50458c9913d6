using System.Globalization;
using CareMail.Mailboxes;
using CareMail.Mailboxes.Search;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes.Search;

public class MailSearchTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_word_is_found_before_and_after_the_index_has_seen_it(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mailbox, inbox) = await world.MailboxAsync();
        var letter = await world.FileAsync(inbox, Letter("Transport", "The ambulance comes at two."));
        await world.FileAsync(inbox, Letter("Menu", "Fish on Friday."));

        Assert.Equal([letter], await world.Search.FindAsync(mailbox, "ambulance"));
        Assert.Contains(letter, (await world.Search.CandidatesAsync(mailbox, "ambulance"))!.Pending);

        await world.IndexAsync();

        var candidates = await world.Search.CandidatesAsync(mailbox, "AMBULance c");
        Assert.Equal([letter], candidates!.Found);
        Assert.Empty(candidates.Pending);
        Assert.Equal([letter], await world.Search.FindAsync(mailbox, "ambulance two"));
        Assert.Empty(await world.Search.FindAsync(mailbox, "ambulance friday"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Any_run_of_characters_is_found_exactly_and_without_regard_to_case(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mailbox, inbox) = await world.MailboxAsync();
        var letter = await world.FileAsync(
            inbox,
            Letter(
                "Caf\u00e9",
                "100% of a_b \\ \"quoted\" 'single' Stra\u00dfe \u65e5\u672c\u8a9e\u306e \ud83d\ude00\ud83d\ude00\ud83d\ude00 AND NOT (x OR y*) abcabcabd "
                    + new string('z', 300)
            )
        );
        await world.IndexAsync();

        foreach (
            var term in (string[])
                [
                    "00% o",
                    "a_b \\ ",
                    "\"quoted\"",
                    "'single'",
                    "STRA\u00dfE",
                    "caf\u00c9",
                    "\u65e5\u672c\u8a9e",
                    "\ud83d\ude00\ud83d\ude00\ud83d\ude00",
                    "AND NOT (X or Y*)",
                    "abcabd",
                    new string('Z', 200),
                ]
        )
        {
            Assert.Equal([letter], (await world.Search.CandidatesAsync(mailbox, term))!.Found);
        }

        foreach (var term in (string[])["00%o", "a%b", "axb \\", "abcabe", "bdabc", "cafe", new string('z', 301)])
        {
            Assert.Empty((await world.Search.CandidatesAsync(mailbox, term))!.Found);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Header_and_body_are_told_apart(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mailbox, inbox) = await world.MailboxAsync();
        var letter = await world.FileAsync(inbox, Letter("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "<b>bold</b> words"));
        await world.IndexAsync();

        Assert.Equal([letter], await FoundAsync("Grüße", SearchIn.Head));
        Assert.Empty(await FoundAsync("Grüße", SearchIn.Body));
        Assert.Equal([letter], await FoundAsync("bold words", SearchIn.Body));
        Assert.Empty(await FoundAsync("bold words", SearchIn.Head));
        Assert.Equal([letter], await FoundAsync("bold words", SearchIn.Anywhere));
        Assert.Empty(await FoundAsync("<b>", SearchIn.Body));

        async Task<IReadOnlySet<Guid>> FoundAsync(string term, SearchIn where) =>
            (await world.Search.CandidatesAsync(mailbox, term, where))!.Found;
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Words_of_one_mailbox_are_not_found_in_another(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mine, myInbox) = await world.MailboxAsync();
        var (theirs, theirInbox) = await world.MailboxAsync();
        var letter = await world.FileAsync(theirInbox, Letter("Secret", "confidential"));
        await world.FileAsync(myInbox, Letter("Other", "nothing"));
        await world.IndexAsync();

        Assert.Empty(await world.Search.FindAsync(mine, "confidential"));
        Assert.Empty((await world.Search.CandidatesAsync(mine, "confidential"))!.Found);
        Assert.Equal([letter], await world.Search.FindAsync(theirs, "confidential"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Words_under_three_letters_are_looked_for_in_the_messages(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mailbox, inbox) = await world.MailboxAsync();
        var letter = await world.FileAsync(inbox, Letter("Bed 9x free", "today"));
        await world.FileAsync(inbox, Letter("Bed 7 free", "today"));
        await world.IndexAsync();

        Assert.Null(await world.Search.CandidatesAsync(mailbox, "9x"));
        Assert.Equal([letter], await world.Search.FindAsync(mailbox, "9x"));
        Assert.Equal([letter], await world.Search.FindAsync(mailbox, "today 9x"));
        Assert.Empty(await world.Search.FindAsync(mailbox, "  "));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_that_left_the_mailbox_leaves_the_index(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mailbox, inbox) = await world.MailboxAsync();
        await world.FileAsync(inbox, Letter("Gone", "ephemeral"));
        await world.IndexAsync();
        await world.Mail.View.RemoveAsync(inbox.Id, UidSet.All);

        Assert.Empty(await world.Search.FindAsync(mailbox, "ephemeral"));
        await world.IndexAsync();

        Assert.Empty((await world.Search.CandidatesAsync(mailbox, "ephemeral"))!.Found);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_index_can_be_thrown_away_and_made_anew(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mailbox, inbox) = await world.MailboxAsync();
        var letter = await world.FileAsync(inbox, Letter("Here", "lasting"));
        await world.IndexAsync();

        await world.Search.RebuildAsync();
        Assert.Contains(letter, (await world.Search.CandidatesAsync(mailbox, "lasting"))!.Pending);
        Assert.Equal([letter], await world.Search.FindAsync(mailbox, "lasting"));
        await world.IndexAsync();

        Assert.Equal([letter], (await world.Search.CandidatesAsync(mailbox, "lasting"))!.Found);
    }

    [Fact]
    public async Task A_lost_or_damaged_search_file_is_made_anew_from_the_messages()
    {
        await using var world = await SearchWorld.OnAsync(stores, Engine.Sqlite);
        var (mailbox, inbox) = await world.MailboxAsync();
        var letter = await world.FileAsync(inbox, Letter("Here", "lasting"));
        await world.IndexAsync();
        await world.CloseIndexAsync();
        await File.WriteAllTextAsync(Path.Combine(world.Store.DataFolder, "search.db"), new string('x', 10_000));

        world.OpenIndex();
        Assert.Null(await world.Search.CandidatesAsync(mailbox, "lasting"));
        await world.Feed.PrepareAsync(CancellationToken.None);
        await world.IndexAsync();

        Assert.Equal([letter], (await world.Search.CandidatesAsync(mailbox, "lasting"))!.Found);
    }

    [Fact]
    public async Task Nobody_but_the_owner_may_read_the_search_file()
    {
        await using var world = await SearchWorld.OnAsync(stores, Engine.Sqlite);
        var file = Path.Combine(world.Store.DataFolder, "search.db");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_the_index_finds_is_what_reading_every_message_finds(Engine engine)
    {
        await using var world = await SearchWorld.OnAsync(stores, engine);
        var (mailbox, inbox) = await world.MailboxAsync();
        var syllables = "an be co di éa ff %_ ba na \"\" \\\\ ss ß İi".Split(' ');
        var texts = new Dictionary<Guid, string>();
        for (var i = 0; i < 60; i++)
        {
            var text = string.Concat(
                Enumerable.Range(0, 30).Select(n => syllables[i * (n + 3) * 7 / 5 % syllables.Length])
            );
            texts[await world.FileAsync(inbox, Letter("x", text))] = text;
        }

        await world.IndexAsync();

        foreach (var text in texts.Values)
        {
            foreach (var (start, length) in new[] { (0, 3), (5, 4), (11, 7), (20, 12) })
            {
                var term = text.Substring(start, length).ToUpper(CultureInfo.InvariantCulture);
                var expected = texts
                    .Where(t => t.Value.Contains(term, StringComparison.OrdinalIgnoreCase))
                    .Select(t => t.Key);
                var found = (await world.Search.CandidatesAsync(mailbox, term, SearchIn.Body))!.Found;
                Assert.Equal(expected.Order(), found.Order());
            }
        }
    }

    [Theory]
    [InlineData("a bb  ccc", "a|bb|ccc")]
    [InlineData("\"a b\" c", "a b|c")]
    [InlineData("\"open end", "open end")]
    [InlineData("\"\" \" \" ", "")]
    [InlineData("1 2 3 4 5 6 7 8 9 10", "1|2|3|4|5|6|7|8")]
    public void A_question_falls_into_words_and_phrases(string question, string terms) =>
        Assert.Equal(terms, string.Join('|', SearchQuestion.Terms(question)));

    private static string Letter(string subject, string body) =>
        $"From: Nurse <nurse@rosewood.example>\r\nSubject: {subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        + (body.Contains("<b>", StringComparison.Ordinal) ? body : System.Net.WebUtility.HtmlEncode(body))
        + "\r\n";
}
