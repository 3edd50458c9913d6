using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Manage;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Storage;
using CareMail.Tests.Support;
using CareMail.Tests.Webmail;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Manage;

/// <summary>What whoever looks after a site can do, and what the service does when nobody does.</summary>
public sealed class SharedMailboxCareTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_looks_after_a_mailbox_or_a_site_that_is_not_theirs(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var (site, _, mailbox) = await world.SiteAsync();
        var (_, stranger, _) = await world.SiteAsync();
        var sites = world.Get<MailboxSheets>();

        Assert.Null(await sites.FindMailboxAsync(stranger.Actor, Act.GrantMailbox, mailbox));
        Assert.NotEmpty(
            TestPeople.Refused(await world.Get<ReviewAccess>().RunAsync(stranger.Actor, mailbox, [], [stranger.Id]))
        );
        Assert.NotEmpty(
            TestPeople.Refused(await world.Get<MorePeople>().AskAsync(stranger.Actor, site, 20, "why not"))
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_owners_who_take_out_each_other_at_once_leave_one(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var (site, first, mailbox) = await world.SiteAsync();
        var second = await world.People.PersonAsync(site);
        TestPeople.Done(
            await world.Get<GrantMailbox>().RunAsync(TestPeople.Operator, mailbox, second.Id, AccessRight.Owner)
        );
        var revoke = world.Get<RevokeMailbox>();

        var outcomes = await Task.WhenAll(
            revoke.RunAsync(TestPeople.Operator, mailbox, first.Id),
            revoke.RunAsync(TestPeople.Operator, mailbox, second.Id)
        );

        Assert.Single(outcomes, outcome => outcome.IsDone(out _, out _));
        Assert.Single(await world.Get<MailboxAccess>().AccountsOfAsync(mailbox));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mailbox_takes_as_many_owners_as_the_policy_says(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var (site, _, mailbox) = await world.SiteAsync();
        TestPeople.Done(
            await world
                .Get<ChangePolicy>()
                .RunAsync(TestPeople.Operator, new("mailbox_owners", new(2020, 1, 1), "2", "a test"))
        );
        var grant = world.Get<GrantMailbox>();
        var (second, third) = (await world.People.PersonAsync(site), await world.People.PersonAsync(site));

        TestPeople.Done(await grant.RunAsync(TestPeople.Operator, mailbox, second.Id, AccessRight.Owner));
        var full = await grant.RunAsync(TestPeople.Operator, mailbox, third.Id, AccessRight.Owner);

        Assert.Contains("has its 2 owners", TestPeople.Refused(full), StringComparison.Ordinal);
        TestPeople.Done(await grant.RunAsync(TestPeople.Operator, mailbox, third.Id, AccessRight.Member));
        TestPeople.Done(await grant.RunAsync(TestPeople.Operator, mailbox, second.Id, AccessRight.Owner));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_review_keeps_who_is_confirmed_and_takes_out_the_rest(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var (site, owner, mailbox) = await world.SiteAsync();
        var (stays, goes) = (await world.People.PersonAsync(site), await world.People.PersonAsync(site));
        foreach (var member in new[] { stays, goes })
        {
            TestPeople.Done(
                await world.Get<GrantMailbox>().RunAsync(owner.Actor, mailbox, member.Id, AccessRight.Member)
            );
        }

        var review = world.Get<ReviewAccess>();
        Guid[] everybody = [owner.Id, stays.Id, goes.Id];

        Assert.NotEmpty(TestPeople.Refused(await review.RunAsync(owner.Actor, mailbox, everybody, [stays.Id])));
        Assert.NotEmpty(
            TestPeople.Refused(await review.RunAsync(owner.Actor, mailbox, [owner.Id, stays.Id], [owner.Id]))
        );
        Assert.Equal(3, (await world.Get<MailboxAccess>().AccountsOfAsync(mailbox)).Count);
        var done = TestPeople.Done(await review.RunAsync(owner.Actor, mailbox, everybody, [owner.Id, stays.Id]));

        Assert.Equal(new ReviewedAccess(2, 1), done);
        var sheet = (await world.Get<MailboxSheets>().FindMailboxAsync(owner.Actor, Act.ReviewMailbox, mailbox))!;
        Assert.Equal([owner.Id, stays.Id], sheet.Holders.Select(holder => holder.AccountId));
        Assert.True(sheet.ReviewDue > world.Clock.GetUtcNow().AddDays(180));
        Assert.Contains(await world.People.ActsOnAsync(mailbox), act => act.Act == "mailbox.review");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Owners_are_asked_for_a_review_after_half_a_year_and_again_a_fortnight_later(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var (_, owner, mailbox) = await world.SiteAsync(withMobile: true);
        var watch = world.Get<WatchMailboxes>();

        world.Clock.Advance(TimeSpan.FromDays(181));
        await watch.RunOnceAsync();
        Assert.Empty(await world.OutboxAsync());
        world.Clock.Advance(TimeSpan.FromDays(2));
        await watch.RunOnceAsync();
        await watch.RunOnceAsync();
        await world.SentAsync(1);
        world.Clock.Advance(TimeSpan.FromDays(15));
        await watch.RunOnceAsync();
        await world.SentAsync(2);
        TestPeople.Done(await world.Get<ReviewAccess>().RunAsync(owner.Actor, mailbox, [owner.Id], [owner.Id]));
        world.Clock.Advance(TimeSpan.FromDays(30));
        await watch.RunOnceAsync();

        Assert.Equal(2, (await world.OutboxAsync()).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Mail_that_nobody_opens_is_told_of_once_an_episode_and_stays(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var home = await MailHome.OnAsync(world.Server);
        await world.SetMobileAsync(home.Amina.AccountId);
        await home.ArrivesAsync("Subject: discharge\r\n\r\nMrs A comes home.");
        var watch = world.Get<WatchMailboxes>();

        await watch.RunOnceAsync();
        Assert.Empty(await world.OutboxAsync());
        world.Clock.Advance(TimeSpan.FromDays(7));
        await watch.RunOnceAsync();
        await watch.RunOnceAsync();
        await world.SentAsync(1);
        Assert.Contains("Rosewood", (await world.OutboxAsync())[0].Body, StringComparison.Ordinal);
        Assert.Single(await home.EntriesAsync(SpecialUse.Inbox));

        var opened = (await home.EntriesAsync(SpecialUse.Inbox))[0].Uid;
        await world.ReadAsync(home, opened);
        await watch.RunOnceAsync();
        await home.ArrivesAsync("Subject: another\r\n\r\nMr B comes home.");
        world.Clock.Advance(TimeSpan.FromDays(7));
        await watch.RunOnceAsync();

        await world.SentAsync(2);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_site_asks_for_more_people_once_at_a_time_and_a_caseworker_grants_them(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var (site, owner, _) = await world.SiteAsync();
        var caseworker = await world.People.PersonAsync(roles: Role.Caseworker);
        var more = world.Get<MorePeople>();

        Assert.NotEmpty(TestPeople.Refused(await more.AskAsync(owner.Actor, site, 10, "none more")));
        Assert.NotEmpty(TestPeople.Refused(await more.AskAsync(owner.Actor, site, 15, " ")));
        var wish = TestPeople.Done(await more.AskAsync(owner.Actor, site, 15, "Two units"));
        Assert.NotEmpty(TestPeople.Refused(await more.AskAsync(owner.Actor, site, 20, "Three units")));
        Assert.NotEmpty(TestPeople.Refused(await more.DecideAsync(owner.Actor, wish.Id, true, "yes")));
        TestPeople.Done(await more.DecideAsync(caseworker.Actor, wish.Id, true, "Forty beds"));
        Assert.NotEmpty(TestPeople.Refused(await more.DecideAsync(caseworker.Actor, wish.Id, false, "no")));

        Assert.Equal(15, (await world.Get<OrganisationTable>().FindAsync(site.Id))!.PeopleAllowed);
        Assert.Equal(["Forty beds"], (await more.OfAsync(site.Id)).Select(w => w.Answer));
    }

    /// <summary>Whoever looks after a site: what the mailbox made of them is known.</summary>
    private sealed record Owner(Guid Id, Actor Actor);

    private sealed class World : IAsyncDisposable
    {
        private World(RunningServer server, TestClock clock) =>
            (Server, Clock, People) = (server, clock, new TestPeople(server.Services));

        public RunningServer Server { get; }

        public TestClock Clock { get; }

        public TestPeople People { get; }

        public static async Task<World> OnAsync(Engine engine)
        {
            var clock = new TestClock();
            var server = await RunningServer.StartAsync(
                engine,
                replace: services =>
                {
                    services.AddSingleton<TimeProvider>(clock);
                    services.AddSingleton<INoticeSender>(s => s.GetRequiredService<NoticeOutbox>());
                }
            );
            return new World(server, clock);
        }

        public T Get<T>()
            where T : notnull => Server.Services.GetRequiredService<T>();

        public async Task<(Organisation Site, Owner Owner, Guid Mailbox)> SiteAsync(bool withMobile = false)
        {
            var site = await People.OrganisationAsync();
            var owner = await People.PersonAsync(site);
            if (withMobile)
            {
                await SetMobileAsync(owner.Id);
            }

            var mailbox = await People.SharedMailboxAsync(site, owner);
            var roles = await Get<AccountRecords>().RolesOfAsync(owner.Id);
            return (site, new Owner(owner.Id, owner.Actor with { Roles = roles }), mailbox.MailboxId);
        }

        /// <summary>Joy opens it.</summary>
        public async Task ReadAsync(MailHome home, uint uid)
        {
            var inbox = await home.FolderAsync(SpecialUse.Inbox);
            var seen = FlagChange.Add(MessageFlags.Seen);
            await Get<FolderView>().StoreFlagsAsync(inbox.Id, UidSet.Of(uid), seen, accountId: home.Joy.AccountId);
        }

        public Task<int> SetMobileAsync(Guid account) =>
            Get<Database>()
                .WriteAsync(tx =>
                    tx.ExecuteAsync(
                        "UPDATE identity_account SET mobile = @box WHERE id = @account",
                        new
                        {
                            account,
                            box = Get<CareMail.Identity.Secrets.IdentityKeys>().SealMobile(account, "07700900123"),
                        }
                    )
                );

        /// <summary>All that was told to anybody, once nothing waits any more.</summary>
        public async Task<IReadOnlyList<OutboxNotice>> OutboxAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (
                await Get<Database>()
                    .QuerySingleOrDefaultAsync<long>(
                        "SELECT COUNT(*) FROM notices_notice WHERE state = 1",
                        ct: patience.Token
                    ) > 0
            )
            {
                Get<NoticeQueue>().Wake();
                await Task.Delay(20, patience.Token);
            }

            return await Get<NoticeOutbox>().ListAsync(1000);
        }

        public async Task SentAsync(int count) => Assert.Equal(count, (await OutboxAsync()).Count);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
