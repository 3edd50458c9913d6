using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Manage;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Manage;

/// <summary>Somebody stands in for an owner on some days, and on no others.</summary>
public sealed class DeputyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_deputy_acts_as_owner_on_their_days_only_and_changes_no_owner(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var today = BritishDay.Today(world.Clock);
        var name = world.Get<NameDeputy>();
        var (from, until) = (today.AddDays(2), today.AddDays(3));

        TestPeople.Done(await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, from, until));

        Assert.False(await world.LetsInAsync());
        world.Clock.Advance(BritishDay.Begins(from) - world.Clock.GetUtcNow());
        Assert.True(await world.LetsInAsync());
        var deputy = await world.MemberActorAsync();
        // They look after the site as its owner does, and who the owners are they do not change.
        Assert.Contains(new RoleGrant(Role.Owner, world.Site.Id), deputy.Roles);
        TestPeople.Refused(
            await world.Get<GrantMailbox>().RunAsync(deputy, world.Mailbox, world.Member.Id, AccessRight.Owner)
        );
        TestPeople.Refused(
            await world.Get<GrantMailbox>().RunAsync(deputy, world.Mailbox, world.OwnerId, AccessRight.Member)
        );
        TestPeople.Refused(await world.Get<RevokeMailbox>().RunAsync(deputy, world.Mailbox, world.OwnerId));
        TestPeople.Refused(await name.RunAsync(deputy, world.Mailbox, world.Member.Id, from, until));
        // And they are none: the only owner stays the last one.
        TestPeople.Refused(
            await world.Get<RevokeMailbox>().RunAsync(TestPeople.Operator, world.Mailbox, world.OwnerId)
        );
        var sheet = (await world.Get<MailboxSheets>().FindMailboxAsync(deputy, Act.GrantMailbox, world.Mailbox))!;
        Assert.True(sheet.HasOneOwner);
        Assert.Single(sheet.Deputies);

        world.Clock.Advance(BritishDay.Begins(until.AddDays(1)) - world.Clock.GetUtcNow());
        Assert.False(await world.LetsInAsync());
        Assert.DoesNotContain(new RoleGrant(Role.Owner, world.Site.Id), (await world.MemberActorAsync()).Roles);
        Assert.Contains(await world.People.ActsOnAsync(world.Mailbox), act => act.Act == "mailbox.deputy");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_deputy_is_ended_early_and_goes_with_the_membership(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var today = BritishDay.Today(world.Clock);
        var name = world.Get<NameDeputy>();

        var deputy = TestPeople.Done(
            await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, today, today.AddDays(5))
        );
        Assert.True(await world.LetsInAsync());
        TestPeople.Done(await name.EndAsync(world.Owner, world.Mailbox, deputy.Id));
        Assert.False(await world.LetsInAsync());

        TestPeople.Done(await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, today, today.AddDays(5)));
        TestPeople.Done(await world.Get<RevokeMailbox>().RunAsync(world.Owner, world.Mailbox, world.Member.Id));
        Assert.Empty(await world.Get<MailboxDeputies>().OfAsync(world.Mailbox));
        Assert.DoesNotContain(new RoleGrant(Role.Owner, world.Site.Id), (await world.MemberActorAsync()).Roles);
    }

    [Fact]
    public async Task Only_a_member_is_named_for_days_that_are_days()
    {
        await using var world = await World.OnAsync(Engine.Sqlite);
        var today = BritishDay.Today(world.Clock);
        var name = world.Get<NameDeputy>();
        var stranger = await world.People.PersonAsync();

        string[] refusals =
        [
            TestPeople.Refused(await name.RunAsync(world.Owner, world.Mailbox, stranger.Id, today, today)),
            TestPeople.Refused(await name.RunAsync(world.Owner, world.Mailbox, world.OwnerId, today, today)),
            TestPeople.Refused(await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, null, today)),
            TestPeople.Refused(await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, today, null)),
            TestPeople.Refused(
                await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, today.AddDays(-1), today)
            ),
            TestPeople.Refused(
                await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, today.AddDays(1), today)
            ),
            TestPeople.Refused(
                await name.RunAsync(world.Owner, world.Mailbox, world.Member.Id, today, today.AddDays(92))
            ),
            TestPeople.Refused(await name.RunAsync(stranger.Actor, world.Mailbox, world.Member.Id, today, today)),
        ];

        Assert.Equal(7, refusals.Distinct().Count());
        Assert.Empty(await world.Get<MailboxDeputies>().OfAsync(world.Mailbox));
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly RunningServer _server;

        private World(RunningServer server, TestClock clock, Organisation site, TestPerson member, Guid mailbox) =>
            (_server, Clock, Site, Member, Mailbox, People) = (
                server,
                clock,
                site,
                member,
                mailbox,
                new TestPeople(server.Services)
            );

        public TestClock Clock { get; }

        public TestPeople People { get; }

        public Organisation Site { get; }

        public TestPerson Member { get; }

        public Guid Mailbox { get; }

        public Guid OwnerId { get; private init; }

        public Actor Owner { get; private init; } = null!;

        public static async Task<World> OnAsync(Engine engine)
        {
            var clock = new TestClock();
            var server = await RunningServer.StartAsync(
                engine,
                replace: services => services.AddSingleton<TimeProvider>(clock)
            );
            var people = new TestPeople(server.Services);
            var site = await people.OrganisationAsync();
            var (owner, member) = (await people.PersonAsync(site), await people.PersonAsync(site));
            var mailbox = await people.SharedMailboxAsync(site, owner, member);
            return new World(server, clock, site, member, mailbox.MailboxId)
            {
                OwnerId = owner.Id,
                Owner = owner.Actor with { Roles = await people.Get<AccountRecords>().RolesOfAsync(owner.Id) },
            };
        }

        public T Get<T>()
            where T : notnull => People.Get<T>();

        public async Task<Actor> MemberActorAsync() =>
            Member.Actor with
            {
                Roles = await Get<AccountRecords>().RolesOfAsync(Member.Id),
            };

        /// <summary>Whether the member can let somebody in now.</summary>
        public async Task<bool> LetsInAsync()
        {
            var newcomer = await People.PersonAsync(Site);
            var outcome = await Get<GrantMailbox>()
                .RunAsync(await MemberActorAsync(), Mailbox, newcomer.Id, AccessRight.Member);
            return outcome.IsDone(out _, out _);
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
