using System.Net;
using System.Net.Http.Headers;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Provisioning.Tokens;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Provisioning;

public class TokenTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_token_is_shown_once_and_kept_as_a_keyed_hash(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);

        var stored = await world
            .People.Get<Database>()
            .QuerySingleOrDefaultAsync<byte[]>(
                "SELECT lookup FROM provisioning_token WHERE id = @id",
                new { id = world.Token.Token.Id }
            );

        Assert.NotEqual(System.Text.Encoding.UTF8.GetBytes(world.Token.Secret), stored);
        Assert.Equal(32, stored!.Length);
        var act = Assert.Single(await world.People.ActsOnAsync(world.Token.Token.Id));
        Assert.Equal("token.create", act.Act);
        Assert.DoesNotContain(world.Token.Secret, act.NewValue, StringComparison.Ordinal);
    }

    // RFC 6750 §3 and §3.1.
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_brings_no_token_or_a_wrong_one_is_told_to_bring_one(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);

        var without = await server.Http.GetAsync(new Uri("/scim/v2/Users", UriKind.Relative));
        world.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenKeys.New());
        var wrong = await world.GetAsync("/Users");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.Status);
        Assert.Equal("401", wrong.Json["status"]!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_revoked_token_is_refused_at_its_next_request(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("/Users")).Status);

        TestPeople.Done(await world.People.Get<RevokeToken>().RunAsync(world.Admin.Actor, world.Token.Token.Id));

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/Users")).Status);
        var again = await world.People.Get<RevokeToken>().RunAsync(world.Admin.Actor, world.Token.Token.Id);
        Assert.Equal("Somebody revoked this token just now.", TestPeople.Refused(again));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_token_rests_with_the_role_of_who_answers_for_it_until_another_takes_it_over(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        var other = await world.People.PersonAsync(world.Organisation, "Bo", "Lind", Role.PrimaryAdmin);
        var take = world.People.Get<TakeRole>();

        TestPeople.Done(
            await take.RunAsync(
                TestPeople.Operator,
                world.Admin.Id,
                new RoleGrant(Role.PrimaryAdmin, world.Organisation.Id),
                "has another job"
            )
        );
        var resting = await world.GetAsync("/Users");
        TestPeople.Done(await world.People.Get<TakeOverToken>().RunAsync(other.Actor, world.Token.Token.Id));
        var again = await world.GetAsync("/Users");
        TestPeople.Done(await world.People.Get<LockAccount>().RunAsync(TestPeople.Operator, other.Id, "left"));
        var closed = await world.GetAsync("/Users");

        Assert.Equal(HttpStatusCode.Unauthorized, resting.Status);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.Status);
    }

    [Fact]
    public async Task A_token_runs_out()
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(replace: services =>
            services.AddSingleton<TimeProvider>(clock)
        );
        using var world = await ScimWorld.OnAsync(server);
        clock.Advance(TimeSpan.FromDays(89));
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("/Users")).Status);

        clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/Users")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_administrators_of_the_organisation_make_and_end_its_tokens(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        using var elsewhere = await ScimWorld.OnAsync(server);
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var wanted = new NewToken(world.Organisation.Id, "Script", ["scim"], 30);
        var create = world.People.Get<CreateToken>();

        Assert.Contains(
            "not yours",
            TestPeople.Refused(await create.RunAsync(nurse.Actor, wanted)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not yours",
            TestPeople.Refused(await create.RunAsync(elsewhere.Admin.Actor, wanted)),
            StringComparison.Ordinal
        );
        var revoke = world.People.Get<RevokeToken>();
        Assert.Contains(
            "not yours",
            TestPeople.Refused(await revoke.RunAsync(elsewhere.Admin.Actor, world.Token.Token.Id)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "Choose what it is for.",
            TestPeople.Refused(await create.RunAsync(world.Admin.Actor, wanted with { Scopes = ["everything"] }))
        );
    }

    [Fact]
    public async Task Too_many_requests_and_too_many_wrong_tokens_wait_a_minute()
    {
        await using var server = await RunningServer.StartAsync(replace: services =>
            services.AddSingleton(
                new CareMail.Provisioning.ProvisioningLimits { RequestsAMinute = 2, WrongTokensAMinute = 2 }
            )
        );
        using var world = await ScimWorld.OnAsync(server);

        // Over the turn of a minute the count begins anew: twice as many are too many wherever it falls.
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            statuses.Add((await world.GetAsync("/Users")).Status);
        }

        world.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenKeys.New());
        for (var i = 0; i < 5; i++)
        {
            statuses.Add((await world.GetAsync("/Users")).Status);
        }

        Assert.Equal(HttpStatusCode.OK, statuses[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses[..5]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses[5..]);
    }

    [Fact]
    public async Task The_page_shows_that_programs_are_stopped_and_lets_them_go_on()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var world = await ScimWorld.OnAsync(server);
        await world
            .People.Get<Database>()
            .WriteAsync(tx =>
                CareMail.Provisioning.People.FeedTable.WriteAsync(
                    tx,
                    new CareMail.Provisioning.People.Feed
                    {
                        OrganisationId = world.Organisation.Id,
                        Paused = TimeProvider.System.GetUtcNow(),
                        PausedWhy = "it closed too many",
                    }
                )
            );
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(world.Admin);

        var silent = await browser.PostAsync("/manage/tokens", [], "Let them go on");
        var done = await browser.PostAsync("/manage/tokens", new() { ["Reason"] = "A ward closed" }, "Let them go on");
        var after = await browser.GetAsync("/manage/tokens");

        Assert.Contains("Say why it is right", silent.Errors, StringComparison.Ordinal);
        Assert.Equal("/manage/tokens", done.Location);
        Assert.DoesNotContain("it closed too many", after.Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_page_makes_a_token_shows_it_once_and_revokes_it(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(world.Admin);

        var nothing = await browser.PostAsync("/manage/tokens/new", []);
        var made = await browser.PostAsync(
            "/manage/tokens/new",
            new()
            {
                ["Name"] = "Payroll",
                ["Scopes"] = "scim",
                ["Days"] = "30",
            }
        );
        var secret = made.Page.QuerySelector("#token")!.TextContent;
        world.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("/Users")).Status);
        var listed = await browser.GetAsync("/manage/tokens");

        Assert.Contains("Enter a name for it", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("Payroll", listed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed.Html, StringComparison.Ordinal);
        var form = listed.Page.Forms.First(f => f.OuterHtml.Contains("Payroll", StringComparison.Ordinal));
        using var content = new FormUrlEncodedContent(
            form.QuerySelectorAll("input").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!)
        );
        await browser.Http.PostAsync(new Uri("/manage/tokens?handler=Revoke", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/Users")).Status);
    }
}
