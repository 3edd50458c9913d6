using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

public class MailboxAccessTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_account_sees_the_mailboxes_it_was_given_its_own_first(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var anna = Ids.New();
        var shared = await world.MailboxAsync(MailboxKind.Shared);
        var own = await world.MailboxAsync();
        await GrantAsync(world, shared, anna, AccessRight.Member);
        await GrantAsync(world, shared, Ids.New(), AccessRight.Owner);
        await GrantAsync(world, own, anna, AccessRight.Owner);

        var grants = await world.Access.OfAccountAsync(anna);
        var all = await world.Tree.OfAccountAsync(anna);

        Assert.Equal(
            [(own.Id, AccessRight.Owner), (shared.Id, AccessRight.Member)],
            grants.Select(g => (g.Mailbox.Id, g.Right))
        );
        Assert.Equal([(own.Id, 1), (shared.Id, 2)], all.Select(m => (m.Mailbox.Id, m.People)));
        Assert.All(all, m => Assert.Equal("INBOX", m.Folders[0].Name));
        Assert.Equal(12, (await world.Tree.SubscriptionsOfAsync(anna)).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_opens_only_for_who_may_use_its_mailbox(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var (anna, ben) = (Ids.New(), Ids.New());
        var shared = await world.MailboxAsync(MailboxKind.Shared);
        var inbox = await world.FolderAsync(shared);
        await GrantAsync(world, shared, anna, AccessRight.Owner);

        var grant = await world.Access.FolderAsync(anna, inbox.Id);

        Assert.Equal((inbox.Id, shared.Id, AccessRight.Owner), (grant!.Folder.Id, grant.Mailbox.Id, grant.Right));
        Assert.Null(await world.Access.FolderAsync(ben, inbox.Id));
        Assert.Null(await world.Access.RightAsync(ben, shared.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Granting_again_changes_the_right_and_revoking_ends_it_and_the_account_is_told_each_time(
        Engine engine
    )
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var anna = Ids.New();
        var shared = await world.MailboxAsync(MailboxKind.Shared);
        var told = 0;
        using var subscription = world.Access.Subscribe(anna, () => told++);

        Assert.Null(await GrantAsync(world, shared, anna, AccessRight.Member));
        Assert.Equal(AccessRight.Member, await GrantAsync(world, shared, anna, AccessRight.Owner));
        Assert.Equal(
            AccessRight.Owner,
            await world.Store.Database.WriteAsync(tx => world.Access.RevokeAsync(tx, shared.Id, anna))
        );

        Assert.Null(await world.Store.Database.WriteAsync(tx => world.Access.RevokeAsync(tx, shared.Id, anna)));
        Assert.Null(await world.Access.RightAsync(anna, shared.Id));
        Assert.Empty(await world.Tree.SubscriptionsOfAsync(anna));
        Assert.Equal(3, told);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_is_told_of_a_grant_that_was_rolled_back(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var anna = Ids.New();
        var shared = await world.MailboxAsync(MailboxKind.Shared);
        var told = 0;
        using var subscription = world.Access.Subscribe(anna, () => told++);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Store.Database.WriteAsync(async tx =>
            {
                await world.Access.GrantAsync(tx, shared.Id, anna, AccessRight.Member);
                throw new InvalidOperationException();
            })
        );

        Assert.Equal(0, told);
        Assert.Null(await world.Access.RightAsync(anna, shared.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Name_and_quota_of_a_mailbox_can_be_changed(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync(MailboxKind.Shared);

        await world.Store.Database.WriteAsync(async tx =>
        {
            Assert.True(await world.Access.SetQuotaAsync(tx, mailbox.Id, 5));
            Assert.True(await world.Access.RenameAsync(tx, mailbox.Id, "Rosewood duty desk"));
            Assert.False(await world.Access.SetQuotaAsync(tx, Ids.New(), 5));
        });

        var now = await world.Access.FindAsync(mailbox.Id);
        Assert.Equal((5, "Rosewood duty desk"), (now!.QuotaBytes, now.DisplayName));
    }

    private static Task<AccessRight?> GrantAsync(MailWorld world, Mailbox mailbox, Guid account, AccessRight right) =>
        world.Store.Database.WriteAsync(tx => world.Access.GrantAsync(tx, mailbox.Id, account, right));
}
