using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

/// <summary>A mailbox on hold loses nothing, and nobody who uses it can tell.</summary>
public class HoldTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_removed_or_moved_away_is_kept_until_the_hold_ends(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var holds = new MailboxHolds(world.Store.Database, world.Store.Space, TimeProvider.System);
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var elsewhere = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox, MailWorld.Letter("Removed"));
        await world.FileAsync(inbox, MailWorld.Letter("Moved away"));
        await world.FileAsync(inbox, MailWorld.Letter("Stays"));

        Assert.True(await world.Store.Database.WriteAsync(tx => holds.BeginAsync(tx, mailbox.Id)));
        Assert.False(await world.Store.Database.WriteAsync(tx => holds.BeginAsync(tx, mailbox.Id)));
        await world.View.RemoveAsync(inbox.Id, UidSet.Of(1));
        await world.View.MoveAsync(inbox.Id, UidSet.Of(2), elsewhere.Id);

        Assert.Equal([3u], (await world.FetchAsync(inbox)).Select(e => e.Uid));
        var kept = await holds.KeptAsync(mailbox.Id, 10);
        Assert.Equal(2, kept.Count);
        var subjects = new List<string>();
        foreach (var message in kept)
        {
            Assert.True(await holds.KeepsAsync(mailbox.Id, message.MessageId));
            subjects.Add((await world.Mail.OpenAsync(message.MessageId))!.Summary.Envelope.Subject);
        }

        Assert.Equal(["Moved away", "Removed"], subjects.Order());
        Assert.Equal(0, await holds.DestroyKeptAsync(mailbox.Id));
        await world.AssertSoundAsync();

        Assert.True(await world.Store.Database.WriteAsync(tx => holds.EndAsync(tx, mailbox.Id)));
        Assert.Equal([mailbox.Id], await holds.EndedAsync(default));
        Assert.Equal(2, await holds.DestroyKeptAsync(mailbox.Id));

        Assert.Empty(await holds.KeptAsync(mailbox.Id, 10));
        // The one moved elsewhere is there still; the one removed is gone.
        Assert.Equal(2, await world.Check.CountMessagesAsync());
        await world.View.RemoveAsync(inbox.Id, UidSet.All);
        Assert.Equal(1, await world.Check.CountMessagesAsync());
        await world.AssertSoundAsync();
    }
}
