using CareMail.Accounts.Tasks;
using CareMail.Identity.Tasks;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Identity.Tasks;

public class AccountSecretsTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Three_letters_are_checked_by_their_places_whatever_their_capitals(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var person = await people.PersonAsync();
        var secrets = people.Get<AccountSecrets>();
        TestPeople.Done(await people.Get<ChangeAccountSecret>().RunAsync(person.Actor, "LanternOtter"));

        Assert.Equal(12, await secrets.LengthAsync(person.Id));
        Assert.True(await secrets.MatchesAsync(person.Id, [1, 8, 12], "lor"));
        Assert.True(await secrets.MatchesAsync(person.Id, [12, 1, 8], "RLO"));
        Assert.False(await secrets.MatchesAsync(person.Id, [1, 8, 12], "lox"));
        Assert.False(await secrets.MatchesAsync(person.Id, [1, 8, 12], "lo"));
        Assert.False(await secrets.MatchesAsync(person.Id, [1, 8, 13], "lor"));
        Assert.False(await secrets.MatchesAsync(person.Id, [0], "l"));
        Assert.False(await secrets.MatchesAsync(person.Id, [], ""));
        Assert.False(await secrets.MatchesAsync(Guid.NewGuid(), [1], "l"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task None_of_the_last_five_is_chosen_again_and_the_sixth_may_be(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var person = await people.PersonAsync();
        var change = people.Get<ChangeAccountSecret>();
        string[] chosen = ["kettleladder", "otterbramble", "saucerwindow", "gardenteapot", "meadowbutton"];
        foreach (var secret in chosen)
        {
            TestPeople.Done(await change.RunAsync(person.Actor, secret));
        }

        foreach (var secret in chosen)
        {
            var no = TestPeople.Refused(await change.RunAsync(person.Actor, secret.ToUpperInvariant()));
            Assert.Contains("last five", no, StringComparison.Ordinal);
        }

        TestPeople.Done(await change.RunAsync(person.Actor, "harbourthimble"));
        TestPeople.Done(await change.RunAsync(person.Actor, chosen[0]));
    }

    [Fact]
    public async Task A_secret_is_never_in_the_record_of_acts()
    {
        var people = new TestPeople((await servers.OnAsync(Engine.Sqlite)).Services);
        var person = await people.PersonAsync();

        TestPeople.Done(await people.Get<ChangeAccountSecret>().RunAsync(person.Actor, "lanternotter"));

        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("account_secret.change", null, null), (act.Act, act.OldValue, act.NewValue));
    }
}
