using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

public class ThreadTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Question_and_answers_are_one_conversation_over_all_folders(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var sent = await world.FolderAsync(mailbox, SpecialUse.Sent);
        await world.FileAsync(inbox, MailWorld.Letter("Question", "q@gp.example"));
        await world.FileAsync(sent, MailWorld.Letter("Re: Question", "a@home.example", "q@gp.example"));
        await world.FileAsync(inbox, MailWorld.Letter("Re: Question", "b@gp.example", "a@home.example"));
        await world.FileAsync(inbox, MailWorld.Letter("Something else", "e@gp.example"));

        var page = await world.View.PageAsync(inbox.Id, new PageQuery());
        var thread = page.Entries[^1].Entry.ThreadId;
        var conversation = await world.View.ThreadAsync(mailbox.Id, thread, FetchParts.Summary);

        Assert.Equal(3, page.ThreadSizes[thread]);
        Assert.Equal(
            ["q@gp.example", "a@home.example", "b@gp.example"],
            conversation.Select(e => e.Entry.Envelope.MessageId!.Trim('<', '>')).Order().OrderBy(id => id[0] != 'q')
        );
        Assert.Contains(conversation, e => e.FolderId == sent.Id);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_answer_that_arrives_before_its_question_still_joins_it(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());

        await world.FileAsync(inbox, MailWorld.Letter("Re: Question", "a@home.example", "q@gp.example"));
        await world.FileAsync(inbox, MailWorld.Letter("Question", "q@gp.example"));

        Assert.Single((await world.FetchAsync(inbox)).Select(e => e.Entry.ThreadId).Distinct());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Conversations_of_two_mailboxes_never_meet(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var one = await world.FolderAsync(await world.MailboxAsync());
        var other = await world.FolderAsync(await world.MailboxAsync());

        await world.FileAsync(one, MailWorld.Letter("Question", "q@gp.example"));
        await world.FileAsync(other, MailWorld.Letter("Re: Question", "a@home.example", "q@gp.example"));

        Assert.NotEqual(
            (await world.FetchAsync(one)).Single().Entry.ThreadId,
            (await world.FetchAsync(other)).Single().Entry.ThreadId
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_a_conversation_was_found_by_is_forgotten_with_its_last_message(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox, MailWorld.Letter("Question", "q@gp.example"));
        await world.FileAsync(inbox, MailWorld.Letter("Re: Question", "a@home.example", "q@gp.example"));

        await world.View.RemoveAsync(inbox.Id, UidSet.Of(1));
        Assert.Equal(2, await CountAsync(world));
        await world.View.RemoveAsync(inbox.Id, UidSet.Of(2));
        Assert.Equal(0, await CountAsync(world));
    }

    private static async Task<long> CountAsync(MailWorld world) =>
        (await world.Store.Database.QueryAsync<long>("SELECT COUNT(*) FROM mailboxes_thread")).Single();
}
