using CareMail.Access;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Lifecycle;

/// <summary>Somebody asks to have their own account deleted.</summary>
public class DeletionWishTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_asked_and_agreed_is_done_on_its_day_and_no_day_before(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await LeavingTests.StartAsync(engine, clock);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        var person = await people.PersonAsync(site);
        var wishes = people.Get<DeletionWishes>();

        TestPeople.Done(await wishes.AskAsync(person.Actor, "I retire"));
        Assert.Equal([person.Id], await wishes.WaitingAsync());
        Assert.Contains(
            "already",
            TestPeople.Refused(await wishes.AskAsync(person.Actor, "Now")),
            StringComparison.Ordinal
        );
        TestPeople.Refused(await wishes.DecideAsync(owner.Actor, person.Id, true, " "));
        TestPeople.Done(await wishes.DecideAsync(owner.Actor, person.Id, true, "All letters are filed"));
        Assert.Empty(await wishes.WaitingAsync());
        clock.Advance(TimeSpan.FromDays(13));
        await people.Get<Hygiene>().RunOnceAsync();
        Assert.Equal(AccountState.Active, await StateAsync(people, person));

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await people.Get<Hygiene>().RunOnceAsync()).Deleted);

        Assert.Equal(AccountState.Deleted, await StateAsync(people, person));
        var acts = (await people.ActsOnAsync(person.Id)).Select(act => act.Act).ToList();
        Assert.Equal(["deletion.ask", "deletion.decide", "account.delete"], acts[^3..]);
        // Restored, nothing of the wish is left.
        TestPeople.Done(await people.Get<RestoreAccount>().RunAsync(owner.Actor, person.Id, "comes back"));
        Assert.Null(await wishes.FindAsync(person.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_takes_it_back_stays_and_whoever_is_refused_may_ask_again(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await LeavingTests.StartAsync(engine, clock);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var wishes = people.Get<DeletionWishes>();

        TestPeople.Done(await wishes.AskAsync(person.Actor, "I retire"));
        TestPeople.Done(await wishes.DecideAsync(TestPeople.Operator, person.Id, false, "The letters must be kept"));
        Assert.Equal((false, "The letters must be kept"), Of(await wishes.FindAsync(person.Id)));
        TestPeople.Done(await wishes.AskAsync(person.Actor, "I have filed them"));
        TestPeople.Done(await wishes.DecideAsync(TestPeople.Operator, person.Id, true, "Thank you"));
        TestPeople.Done(await wishes.TakeBackAsync(person.Actor));
        clock.Advance(TimeSpan.FromDays(20));
        await people.Get<Hygiene>().RunOnceAsync();

        Assert.Equal(AccountState.Active, await StateAsync(people, person));
    }

    [Fact]
    public async Task Nobody_decides_about_their_own_wish()
    {
        await using var server = await RunningServer.StartAsync();
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        var wishes = people.Get<DeletionWishes>();
        TestPeople.Done(await wishes.AskAsync(owner.Actor, "I retire"));

        TestPeople.Refused(await wishes.DecideAsync(owner.Actor, owner.Id, true, "Good idea"));

        Assert.Null((await wishes.FindAsync(owner.Id))!.Decided);
    }

    private static (bool Agreed, string Answer) Of(DeletionWish? wish) => (wish!.Agreed!.Value, wish.Answer);

    private static async Task<AccountState> StateAsync(TestPeople people, TestPerson person) =>
        (await people.Get<AccountRecords>().FindAsync(person.Id))!.State;
}
