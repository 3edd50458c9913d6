using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Mailboxes;

public class FolderChangesTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_delivery_is_heard_by_who_watches_the_folder_or_its_mailbox_and_by_nobody_else(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var archive = await world.FolderAsync(mailbox, SpecialUse.Archive);
        var heard = new List<(string Who, FolderChange Change)>();
        using var folder = world.Changes.Subscribe(inbox.Id, c => heard.Add(("folder", c)));
        using var whole = world.Changes.Subscribe(mailbox.Id, c => heard.Add(("mailbox", c)));
        using var other = world.Changes.Subscribe(archive.Id, c => heard.Add(("other", c)));

        await world.FileAsync(inbox);
        await world.View.StoreFlagsAsync(inbox.Id, UidSet.All, FlagChange.Add(MessageFlags.Seen));
        await world.View.StoreFlagsAsync(inbox.Id, UidSet.All, FlagChange.Add(MessageFlags.Seen));

        var now = await world.AgainAsync(inbox);
        Assert.Equal(["folder", "mailbox", "folder", "mailbox"], heard.Select(h => h.Who));
        Assert.Equal([true, true, false, false], heard.Select(h => h.Change.HasArrivals));
        Assert.Equal(now.HighestModSeq, heard[^1].Change.ModSeq);
    }

    [Fact]
    public void Ten_thousand_watchers_come_and_go_and_one_that_fails_does_not_silence_the_others()
    {
        var changes = new FolderChanges(NullLogger<FolderChanges>.Instance);
        var (folder, mailbox) = (Ids.New(), Ids.New());
        var heard = 0;
        var watchers = Enumerable
            .Range(0, 10_000)
            .Select(i => changes.Subscribe(i % 10 == 0 ? folder : Ids.New(), _ => heard++))
            .ToList();
        using var broken = changes.Subscribe(mailbox, _ => throw new InvalidOperationException());
        using var behind = changes.Subscribe(mailbox, _ => heard++);
        var change = new FolderChange(mailbox, folder, FolderChangeKind.Entries, 2, true);

        changes.Publish(change);
        Assert.Equal(1_001, heard);

        watchers.ForEach(w => w.Dispose());
        watchers[0].Dispose();
        changes.Publish(change);
        Assert.Equal(1_002, heard);
    }

    [Fact]
    public async Task Watchers_may_come_and_go_from_all_threads_at_once()
    {
        var changes = new FolderChanges(NullLogger<FolderChanges>.Instance);
        var folder = Ids.New();
        var heard = 0;
        using var lasting = changes.Subscribe(folder, _ => Interlocked.Increment(ref heard));

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 500; i++)
                        {
                            changes.Subscribe(folder, _ => { }).Dispose();
                        }
                    })
                )
        );

        changes.Publish(new FolderChange(Ids.New(), folder, FolderChangeKind.Entries, 2, true));
        Assert.Equal(1, heard);
    }
}
