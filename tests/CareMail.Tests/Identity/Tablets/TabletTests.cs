using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Accounts.Tablets;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Tablets;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Identity.Tablets;

/// <summary>A tablet in a lounge, used by several people without scripts.</summary>
public sealed class TabletTests : IAsyncLifetime
{
    private const string Pin = "2580";

    private readonly TestClock _clock = new();
    private readonly List<IAsyncDisposable> _servers = [];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_locks_after_five_minutes_and_a_PIN_opens_it_again_for_the_same_person(Engine engine)
    {
        var (server, people) = await ServerAsync(engine);
        var (tablet, carer) = await WithPinAsync(server, people);
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(HttpStatusCode.OK, (await tablet.GetAsync("/account")).Status);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("/sign-in?return=%2Faccount", (await tablet.GetAsync("/account")).Location);

        Assert.Equal("/sign-in/tablet", (await tablet.GetAsync("/sign-in?return=%2Faccount")).Location);
        Assert.Equal(HttpStatusCode.OK, (await tablet.GetAsync("/sign-in?with=password")).Status);

        var who = await tablet.GetAsync("/sign-in/tablet");
        Assert.Contains("Ife", who.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Balogun", who.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(carer.Address, who.Html, StringComparison.OrdinalIgnoreCase);
        var opened = await tablet.PostAsync(PathOf(who), new() { ["Pin"] = Pin });

        Assert.Equal("/mail", opened.Location);
        Assert.Contains(carer.DisplayName, (await tablet.GetAsync("/account")).Html, StringComparison.Ordinal);
        var act = (await people.ActsOnAsync(carer.Id))[^1];
        Assert.Equal(("session.start", "pin"), (act.Act, act.NewValue));
        // A PIN changes nothing of how one signs in.
        Assert.StartsWith(
            "/account/confirm",
            (await tablet.GetAsync("/account/password")).Location,
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task After_five_wrong_PINs_the_right_one_is_refused_until_a_full_sign_in(Engine engine)
    {
        var (server, people) = await ServerAsync(engine);
        var (tablet, carer) = await WithPinAsync(server, people);
        var path = PathOf(await tablet.GetAsync("/sign-in/tablet"));
        var page = (await tablet.GetAsync(path)).Page;
        for (var wrong = 0; wrong < 5; wrong++)
        {
            Assert.Null((await tablet.SendAsync(path, page, new() { ["Pin"] = "9999" })).Location);
        }

        Assert.Equal("/sign-in/tablet", (await tablet.SendAsync(path, page, new() { ["Pin"] = Pin })).Location);
        Assert.DoesNotContain("Ife", (await tablet.GetAsync("/sign-in/tablet")).Html, StringComparison.Ordinal);

        await tablet.SignInAsync(carer);
        Assert.Contains("Ife", (await tablet.GetAsync("/sign-in/tablet")).Html, StringComparison.Ordinal);
        Assert.Equal("/mail", (await tablet.PostAsync(path, new() { ["Pin"] = Pin })).Location);
    }

    [Fact]
    public async Task A_PIN_is_nothing_on_another_tablet_or_in_another_browser()
    {
        var (server, people) = await ServerAsync(Engine.Sqlite);
        var (tablet, _) = await WithPinAsync(server, people);
        var path = PathOf(await tablet.GetAsync("/sign-in/tablet"));
        var (elsewhere, _) = await WithPinAsync(server, people, "1470");
        using var own = new TestBrowser(server);

        Assert.Equal("/sign-in/tablet", (await elsewhere.GetAsync(path)).Location);
        Assert.Equal("/sign-in/tablet", (await own.GetAsync(path)).Location);
        Assert.Equal("/sign-in", (await own.GetAsync("/sign-in/tablet")).Location);
        var other = PathOf(await elsewhere.GetAsync("/sign-in/tablet"));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await elsewhere.PostAsync(other, new() { ["Pin"] = Pin })).Status
        );
    }

    [Fact]
    public async Task Signing_out_wipes_the_name_and_the_PIN()
    {
        var (server, people) = await ServerAsync(Engine.Sqlite);
        var (tablet, _) = await WithPinAsync(server, people);

        await tablet.PostAsync("/account", [], "/sign-out");

        Assert.DoesNotContain("Ife", (await tablet.GetAsync("/sign-in/tablet")).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("everywhere")]
    [InlineData("locked")]
    [InlineData("shift")]
    public async Task What_ends_a_sign_in_ends_the_PIN(string what)
    {
        var (server, people) = await ServerAsync(Engine.Sqlite);
        var (tablet, carer) = await WithPinAsync(server, people);
        var path = PathOf(await tablet.GetAsync("/sign-in/tablet"));
        switch (what)
        {
            case "password":
                TestPeople.Done(
                    await people
                        .Get<ChangePassword>()
                        .RunAsync(carer.Actor, "kettle harbour saucer", "kettle harbour saucer", default)
                );
                break;
            case "everywhere":
                TestPeople.Done(await people.Get<SignOutEverywhere>().RunAsync(carer.Actor, null));
                break;
            case "locked":
                TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, carer.Id, "test"));
                break;
            default:
                _clock.Advance(TimeSpan.FromHours(13));
                break;
        }

        Assert.Equal("/sign-in/tablet", (await tablet.GetAsync(path)).Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_tablet_that_is_taken_away_signs_out_whoever_is_on_it(Engine engine)
    {
        var (server, people) = await ServerAsync(engine);
        var (tablet, carer) = await WithPinAsync(server, people);
        var all = await people.Get<CareMail.Identity.Tablets.Tablets>().OfOrganisationAsync(carer.Organisation.Id);
        var stranger = await people.PersonAsync(null, "Una", "Owner", Role.LocalAdmin);

        var refused = await people.Get<ChangeTablets>().RemoveAsync(stranger.Actor, all[0].Id);
        Assert.Contains("not yours to look after", TestPeople.Refused(refused), StringComparison.Ordinal);
        var admin = await people.PersonAsync(carer.Organisation, "Ada", "Second", Role.LocalAdmin);
        TestPeople.Done(await people.Get<ChangeTablets>().RemoveAsync(admin.Actor, all[0].Id));

        Assert.Equal("/sign-in?return=%2Faccount", (await tablet.GetAsync("/account")).Location);
        Assert.Equal("/sign-in", (await tablet.GetAsync("/sign-in/tablet")).Location);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("123", false)]
    [InlineData("1234", false)]
    [InlineData("8765", false)]
    [InlineData("1111", false)]
    [InlineData("1122", false)]
    [InlineData("12a4", false)]
    [InlineData("١٢٣٤", false)]
    [InlineData("123456789", false)]
    [InlineData("2580", true)]
    [InlineData("90417", true)]
    public void A_PIN_is_digits_and_not_the_first_to_be_tried(string? pin, bool good) =>
        Assert.Equal(good, PinRules.Check(pin) is null);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private static string PathOf(Answer who) =>
        who.Page.QuerySelector("a[href^='/sign-in/tablet/']")!.GetAttribute("href")!;

    private async Task<(RunningServer Server, TestPeople People)> ServerAsync(Engine engine)
    {
        var server = await RunningServer.StartAsync(engine, replace: s => s.AddSingleton<TimeProvider>(_clock));
        _servers.Add(server);
        return (server, new TestPeople(server.Services));
    }

    /// <summary>An administrator makes a tablet of a browser, and a carer signs in there and chooses a PIN.</summary>
    private static async Task<(TestBrowser Tablet, TestPerson Carer)> WithPinAsync(
        RunningServer server,
        TestPeople people,
        string pin = Pin
    )
    {
        var home = await people.OrganisationAsync();
        var admin = await people.PersonAsync(home, "Ada", "Min", Role.LocalAdmin);
        var carer = await people.PersonAsync(home);
        var tablet = new TestBrowser(server, "Mozilla/5.0 (Android 15; Tablet) Firefox/140.0");
        await tablet.SignInAsync(admin);
        var made = await tablet.PostAsync("/organisation/tablets", new() { ["Name"] = "Lounge tablet" });
        Assert.Equal("/organisation/tablets?done=made", made.Location);
        await tablet.PostAsync("/account", [], "/sign-out");
        await tablet.SignInAsync(carer);
        var saved = await tablet.PostAsync("/account/tablet-pin", new() { ["Pin"] = pin, ["Again"] = pin });
        Assert.Equal("/account?done=pin", saved.Location);
        return (tablet, carer);
    }
}
