using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Notices;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Lifecycle;

public class HygieneTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_account_nobody_uses_is_deleted_restored_and_in_the_end_destroyed_with_its_mail(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await LeavingTests.StartAsync(engine, clock);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await LeavingTests.DeliverAsync(people, person.MailboxId, "one");
        var hygiene = people.Get<Hygiene>();
        clock.Advance(TimeSpan.FromDays(59));
        Assert.Equal(0, (await hygiene.RunOnceAsync()).Deleted);
        Assert.Equal(LifeStage.Inactive, await StageAsync(people, person));

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await hygiene.RunOnceAsync()).Deleted);
        Assert.Equal(LifeStage.Deleted, await StageAsync(people, person));
        Assert.Equal(RecipientState.Accepts, await LeavingTests.StateOfAsync(people, person.Address));
        TestPeople.Done(await people.Get<RestoreAccount>().RunAsync(TestPeople.Operator, person.Id, "is back"));
        Assert.Equal(LifeStage.Active, await StageAsync(people, person));

        clock.Advance(TimeSpan.FromDays(61));
        Assert.Equal(new HygieneRound(1, 0, 0), await hygiene.RunOnceAsync());
        clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(new HygieneRound(0, 1, 0), await hygiene.RunOnceAsync());
        Assert.Equal(new HygieneRound(0, 0, 0), await hygiene.RunOnceAsync());

        Assert.Equal(RecipientState.Closed, await LeavingTests.StateOfAsync(people, person.Address));
        Assert.Equal(
            0,
            await people.Get<Database>().QuerySingleOrDefaultAsync<long>("SELECT COUNT(*) FROM mailboxes_message_key")
        );
        TestPeople.Refused(await people.Get<RestoreAccount>().RunAsync(TestPeople.Operator, person.Id, "too late"));
        // The address is never anybody else's.
        Assert.NotEqual(person.Address, (await people.PersonAsync()).Address);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Reading_counts_as_use_and_receiving_does_not(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await LeavingTests.StartAsync(engine, clock);
        var people = new TestPeople(server.Services);
        var (reader, receiver) = (await people.PersonAsync(), await people.PersonAsync());
        var device = await people.DevicePasswordAsync(reader);
        clock.Advance(TimeSpan.FromDays(50));
        await LeavingTests.DeliverAsync(people, receiver.MailboxId, "one");
        await people
            .Get<MailSignIn>()
            .AuthenticateAsync(reader.Address, device.Password, System.Net.IPAddress.Loopback, "imap");
        await people.Get<CareMail.Identity.Upkeep>().RunOnceAsync(default);
        clock.Advance(TimeSpan.FromDays(11));

        Assert.Equal(1, (await people.Get<Hygiene>().RunOnceAsync()).Deleted);

        Assert.Equal(LifeStage.Active, await StageAsync(people, reader));
        Assert.Equal(LifeStage.Deleted, await StageAsync(people, receiver));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_warning_goes_out_once_to_the_second_address_and_the_mobile(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await LeavingTests.StartAsync(engine, clock);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var lives = people.Get<AccountLives>();
        await people.Get<Database>().WriteAsync(tx => lives.SetSecondEmailAsync(tx, person.Id, "ife@home.example"));
        var hygiene = people.Get<Hygiene>();
        var warned = new List<int>();
        for (var day = 0; day < 60; day++)
        {
            if ((await hygiene.RunOnceAsync()).Warned == 1)
            {
                warned.Add(60 - day);
            }

            Assert.Equal(0, (await hygiene.RunOnceAsync()).Warned);
            clock.Advance(TimeSpan.FromDays(1));
        }

        int[] expected = [14, 7, 3, 1];
        Assert.Equal(expected, warned);
        Assert.Equal(4, (await people.Get<NoticeQueue>().CountAsync(person.Id)).Values.Sum());
    }

    private static async Task<LifeStage> StageAsync(TestPeople people, TestPerson person) =>
        (await people.Get<Lives>().DatesAsync(person.Id))!.Stage;
}
