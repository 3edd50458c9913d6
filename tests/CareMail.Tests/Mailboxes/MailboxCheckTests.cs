using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

/// <summary>A check that cannot fail is worthless: each kind of damage is done, and named.</summary>
public class MailboxCheckTests(TestStores stores) : IClassFixture<TestStores>
{
    private static readonly (string Damage, string Kind)[] Damages =
    [
        ("UPDATE mailboxes_folder SET unseen = unseen + 1", "folder counters differ"),
        ("UPDATE mailboxes_folder SET size = size - 1 WHERE messages > 0", "folder counters differ"),
        ("UPDATE mailboxes_folder SET uid_next = 1", "ahead of its folder"),
        ("UPDATE mailboxes_folder SET modseq = 1", "ahead of its folder"),
        ("UPDATE mailboxes_mailbox SET used_bytes = 7", "a mailbox's use differs"),
        ("DELETE FROM mailboxes_message", "an entry without its message"),
        ("DELETE FROM mailboxes_message", "a key without its message"),
        ("UPDATE mailboxes_message SET length = 1", "whose size is not its message's"),
        ("DELETE FROM mailboxes_message_key", "a message without a key"),
        ("UPDATE mailboxes_message_key SET entries = entries + 1", "uses that differ"),
        ("UPDATE mailboxes_message_key SET entries = 0", "a key nobody uses"),
        ("DELETE FROM mailboxes_entry", "uses that differ"),
        ("UPDATE mailboxes_entry SET folder_id = message_id", "an entry without its folder"),
        (
            "INSERT INTO mailboxes_tombstone SELECT folder_id, modseq, uid, 0 FROM mailboxes_entry",
            "an entry that is also expunged"
        ),
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Verify_names_every_kind_of_damage(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);
        await world.AssertSoundAsync();

        foreach (var (damage, kind) in Damages)
        {
            var report = new CheckReport();
            await Assert.ThrowsAsync<UndoneException>(() =>
                world.Store.Database.WriteAsync(async tx =>
                {
                    await tx.ExecuteAsync(damage);
                    await world.Check.RunAsync(tx.Connection, report);
                    throw new UndoneException();
                })
            );
            Assert.True(report.Faults.Any(f => f.Contains(kind, StringComparison.Ordinal)), damage);
        }

        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_the_outbound_queue_holds_is_counted_apart(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var organisation = Ids.New();
        var stored = await world.StoreAsync(MailWorld.Letter("To the world"));

        await world.Mail.FileAsync([], [new Retention(stored, organisation), new Retention(stored, organisation)]);

        Assert.Equal([(stored.Id, organisation, 2L)], await world.Check.HeldAsync());
        await world.AssertSoundAsync();
    }

    private sealed class UndoneException : Exception;
}
