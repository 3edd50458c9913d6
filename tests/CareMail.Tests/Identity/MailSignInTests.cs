using System.Diagnostics;
using System.Net;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Identity;

public class MailSignInTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private static int _hosts;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_device_password_signs_a_mail_program_in(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);

        var result = await SignInAsync(people, person.Address, device.Password);

        Assert.Equal(MailSignInOutcome.Accepted, result.Outcome);
        Assert.Equal((person.Id, person.Address), (result.Account!.Id, result.Account.UserName));
        Assert.Equal(new MailSession(person.Id, device.Id), result.Session);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Dashes_capitals_spaces_and_the_domain_do_not_matter(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        var typed = " " + device.Password.ToUpperInvariant().Replace('-', ' ');

        var result = await SignInAsync(people, person.Address.Split('@')[0].ToUpperInvariant(), typed);

        Assert.Equal(MailSignInOutcome.Accepted, result.Outcome);
    }

    [Fact]
    public async Task A_device_password_has_more_than_128_random_bits_in_groups_that_can_be_read_out()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var person = await people.PersonAsync();

        var first = await people.DevicePasswordAsync(person);
        var second = await people.DevicePasswordAsync(person);

        Assert.Matches("^([a-km-np-z2-9]{4}-){6}[a-km-np-z2-9]{4}$", first.Password);
        Assert.NotEqual(first.Password, second.Password);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_web_password_is_not_taken_by_mail_programs(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();

        var result = await SignInAsync(people, person.Address, person.Secrets.Password);

        Assert.Equal(MailSignInOutcome.Refused, result.Outcome);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B42_one_person_s_success_never_lets_another_in(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var ife = await people.PersonAsync();
        var sam = await people.PersonAsync(first: "Sam", last: "Okoro");
        var device = await people.DevicePasswordAsync(ife);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(ife.Id, (await SignInAsync(people, ife.Address, device.Password)).Account!.Id);
            Assert.Equal(MailSignInOutcome.Refused, (await SignInAsync(people, sam.Address, device.Password)).Outcome);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_removed_password_stops_at_once_and_open_connections_hear_of_it(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var lost = await people.DevicePasswordAsync(person, "Lost phone");
        var kept = await people.DevicePasswordAsync(person, "Office");
        var session = (await SignInAsync(people, person.Address, lost.Password)).Session;
        var other = (await SignInAsync(people, person.Address, kept.Password)).Session;
        var signIn = people.Get<MailSignIn>();
        List<string> heard = [];
        using var first = signIn.WhenEnded(session, () => heard.Add("lost"));
        using var second = signIn.WhenEnded(other, () => heard.Add("kept"));

        var removed = await people.Get<RevokeDevicePassword>().RunAsync(person.Actor, person.Id, lost.Id);

        Assert.Equal("Lost phone", TestPeople.Done(removed));
        Assert.Equal(["lost"], heard);
        Assert.False(await signIn.StillValidAsync(session));
        Assert.True(await signIn.StillValidAsync(other));
        Assert.Equal(MailSignInOutcome.Refused, (await SignInAsync(people, person.Address, lost.Password)).Outcome);
        Assert.Equal(MailSignInOutcome.Accepted, (await SignInAsync(people, person.Address, kept.Password)).Outcome);
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("device_password.revoke", "Lost phone"), (act.Act, act.OldValue));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_locked_account_is_closed_at_the_mail_doors_and_open_again_when_unlocked(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        var signIn = people.Get<MailSignIn>();
        var session = (await SignInAsync(people, person.Address, device.Password)).Session;
        var heard = 0;
        using var watch = signIn.WhenEnded(session, () => heard++);

        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, person.Id, "lost phone"));

        Assert.Equal(1, heard);
        Assert.False(await signIn.StillValidAsync(session));
        Assert.Equal(MailSignInOutcome.Closed, (await SignInAsync(people, person.Address, device.Password)).Outcome);
        Assert.Equal(MailSignInOutcome.Refused, (await SignInAsync(people, person.Address, "wrong")).Outcome);
        TestPeople.Done(await people.Get<UnlockAccount>().RunAsync(TestPeople.Operator, person.Id, "found it"));
        Assert.Equal(MailSignInOutcome.Accepted, (await SignInAsync(people, person.Address, device.Password)).Outcome);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_another_process_closed_ends_here_within_a_minute(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var closed = (
            await SignInAsync(people, person.Address, (await people.DevicePasswordAsync(person)).Password)
        ).Session;
        var open = (
            await SignInAsync(people, person.Address, (await people.DevicePasswordAsync(person)).Password)
        ).Session;
        var signIn = people.Get<MailSignIn>();
        List<string> heard = [];
        using var first = signIn.WhenEnded(closed, () => heard.Add("closed"));
        using var second = signIn.WhenEnded(open, () => heard.Add("open"));
        await people
            .Get<Database>()
            .WriteAsync(tx =>
                DevicePasswordTable.RemoveAsync(tx, person.Id, closed.DevicePasswordId, DateTimeOffset.UnixEpoch)
            );
        Assert.Empty(heard);

        await people.Get<Upkeep>().RunOnceAsync(CancellationToken.None);

        Assert.Equal(["closed"], heard);
    }

    [Fact]
    public async Task Guesses_at_the_mail_doors_are_stopped_and_never_lock_the_web_account()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        var attacker = NewHost();
        await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => SignInAsync(people, person.Address, $"guess {i}", attacker))
        );

        Assert.Equal(
            MailSignInOutcome.TryLater,
            (await SignInAsync(people, person.Address, device.Password, attacker)).Outcome
        );
        Assert.Equal(MailSignInOutcome.Accepted, (await SignInAsync(people, person.Address, device.Password)).Outcome);
        using var browser = new TestBrowser(server);
        Assert.Equal("/mail", (await browser.SignInAsync(person)).Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B80_the_mail_doors_answer_a_known_and_an_unknown_name_in_the_same_time(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, person.Id, "test"));

        var times = await Task.WhenAll(
            TimeAsync(people, person.Address, "wrong"),
            TimeAsync(people, "nobody." + person.Address, "wrong"),
            TimeAsync(people, person.Address, device.Password)
        );

        // All are held back until the same moment; what the machine adds is not theirs.
        var least = new IdentityLimits().MailRefusal;
        Assert.All(times, time => Assert.True(time >= least - TimeSpan.FromMilliseconds(20), $"{time} is too quick"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_last_use_is_remembered_without_a_write_for_each_sign_in(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        var devices = people.Get<DevicePasswords>();
        await SignInAsync(people, person.Address, device.Password);
        Assert.Null(Assert.Single(await devices.OfAccountAsync(person.Id)).LastUsed);

        await people.Get<LastUses>().WriteAsync();

        var used = Assert.Single(await devices.OfAccountAsync(person.Id));
        Assert.Equal("imap", used.LastDoor);
        Assert.NotNull(used.LastUsed);
    }

    [Fact]
    public async Task What_people_may_type_as_a_name_or_password_is_never_an_error()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        string[] odd = ["", " ", "\0", "@", "a@b@c", new string('x', 100_000), "' OR 1=1 --", "\uFFFD", "%"];

        var outcomes = await Task.WhenAll(odd.Select(text => SignInAsync(people, text, text)));

        Assert.All(outcomes, o => Assert.Equal(MailSignInOutcome.Refused, o.Outcome));
    }

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);

    private static async Task<TimeSpan> TimeAsync(TestPeople people, string name, string password)
    {
        var started = Stopwatch.GetTimestamp();
        await SignInAsync(people, name, password);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Each from a host of its own, so that no test spends another's tries.</summary>
    private static Task<MailSignInResult> SignInAsync(
        TestPeople people,
        string name,
        string password,
        IPAddress? from = null
    ) => people.Get<MailSignIn>().AuthenticateAsync(name, password, from ?? NewHost(), "imap");

    private static IPAddress NewHost() =>
        new(0x0100_0000L * (Interlocked.Increment(ref _hosts) & 0xFF) + 0x0002_00C0L + (_hosts >> 8 << 16));
}
