using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Provisioning.People;
using CareMail.Storage;
using CareMail.Tests.Support;
using static CareMail.Tests.Provisioning.ScimWorld;

namespace CareMail.Tests.Provisioning;

/// <summary>What programs say of people's coming and going is what becomes of their accounts.</summary>
public class LifecycleTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string Api = "people:read people:write";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Not_active_is_away_until_the_program_says_otherwise(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var id = nurse.Id.ToString();

        var off = await world.PatchAsync(id, Op("replace", "active", false));
        var away = await StateAsync(world, nurse.Id);
        var on = await world.PatchAsync(id, Op("replace", "active", true));

        Assert.False(off.Json["active"]!.GetValue<bool>());
        Assert.Equal(AccountState.Disabled, away);
        Assert.True(on.Json["active"]!.GetValue<bool>());
        Assert.Equal(AccountState.Active, await StateAsync(world, nurse.Id));
        var acts = await world.People.ActsOnAsync(nurse.Id);
        Assert.Equal("HR system: by a program", Assert.Single(acts, a => a.Act == Act.DisableAccount.Spell()).Reason);
        Assert.Single(acts, a => a.Act == Act.EnableAccount.Spell());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Not_active_is_left_where_the_organisation_decided_so_and_active_takes_back(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe", Role.LocalHelpdesk);
        var change = await world
            .People.Get<ChangeFeed>()
            .RunAsync(
                world.Admin.Actor,
                world.Organisation.Id,
                new FeedWish(InactiveMeans.Left, null, "the HR system knows no absences"),
                default
            );
        TestPeople.Done(change);

        await world.PatchAsync(nurse.Id.ToString(), Op("replace", "active", false));
        var left = await StateAsync(world, nurse.Id);
        await world.PatchAsync(nurse.Id.ToString(), Op("replace", "active", true));

        Assert.Equal(AccountState.Left, left);
        Assert.Equal(AccountState.Active, await StateAsync(world, nurse.Id));
        var roles = await world.People.Get<AccountRecords>().RolesOfAsync(nurse.Id);
        Assert.Equal([Role.Person], roles.Select(r => r.Role));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_is_deleted_has_left_is_not_there_and_is_taken_back_when_they_are_made_again(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe", Role.LocalHelpdesk);
        var person = Person(nurse.Address.ToString(), "Nia", "Roe", "E-44");
        await world.AddAsync(person);

        var gone = await world.SendAsync("DELETE", "/Users/" + nurse.Id);
        var read = await world.GetAsync("/Users/" + nurse.Id);
        var left = await StateAsync(world, nurse.Id);
        var roles = await world.People.Get<AccountRecords>().RolesOfAsync(nurse.Id);
        var again = await world.AddAsync(person);

        Assert.Equal(HttpStatusCode.NoContent, gone.Status);
        Assert.Equal(HttpStatusCode.NotFound, read.Status);
        Assert.Equal(AccountState.Left, left);
        Assert.Equal([Role.Person], roles.Select(r => r.Role));
        Assert.Equal(nurse.Id.ToString(), again["id"]!.GetValue<string>());
        Assert.Equal(AccountState.Active, await StateAsync(world, nurse.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_name_brings_another_address_and_the_old_one_goes_on_taking_mail(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var path = "/Users/" + nurse.Id;

        var renamed = await world.PatchAsync(nurse.Id.ToString(), Op("replace", "name.familyName", "Hart"));
        var same = await world.PatchAsync(nurse.Id.ToString(), Op("replace", "name.familyName", "HART"));

        Assert.Equal(HttpStatusCode.OK, renamed.Status);
        Assert.Equal("Nia Hart", renamed.Json["displayName"]!.GetValue<string>());
        var address = renamed.Json["emails"]![0]!["value"]!.GetValue<string>();
        Assert.StartsWith("nia.hart", address, StringComparison.Ordinal);
        Assert.Equal(address, same.Json["emails"]![0]!["value"]!.GetValue<string>());
        Assert.Equal("Nia HART", (await world.GetAsync(path)).Json["displayName"]!.GetValue<string>());
        var addresses = world.People.Get<Addresses>();
        var old = await addresses.ResolveAsync(EmailAddress.Parse(nurse.Address));
        Assert.Equal(RecipientState.Accepts, old!.State);
        Assert.Equal(old.MailboxId, (await addresses.ResolveAsync(EmailAddress.Parse(address)))!.MailboxId);
        var senders = await addresses.SendersOfAsync(nurse.Id);
        Assert.Equal(address, Assert.Single(senders).Address.ToString());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_site_of_the_organisation_takes_the_person_along_and_a_strangers_does_not(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var head = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(OrganisationKind.CareSite, head.Id);
        var stranger = await people.OrganisationAsync(OrganisationKind.CareSite);
        using var world = await ScimWorld.OnAsync(server, head);
        var nurse = await people.PersonAsync(head, "Nia", "Roe");
        var id = nurse.Id.ToString();

        var moved = await world.PatchAsync(id, Op("replace", Enterprise + ":organization", site.Ods));
        var away = await world.PatchAsync(id, Op("replace", Enterprise + ":organization", stranger.Ods));

        Assert.Equal(HttpStatusCode.OK, moved.Status);
        Assert.Equal(site.Ods, moved.Json[Enterprise]!["organization"]!.GetValue<string>());
        Assert.Equal("invalidValue", away.ScimType);
        Assert.Equal(site.Id, (await people.Get<AccountRecords>().FindAsync(nurse.Id))!.OrganisationId);
        Assert.Single(await people.ActsOnAsync(nurse.Id), a => a.Act == Act.MovePerson.Spell());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_change_of_many_things_is_done_whole_or_not_at_all(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var head = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(OrganisationKind.CareSite, head.Id);
        using var world = await ScimWorld.OnAsync(server, head);
        await people.Get<Database>().WriteAsync(tx => OrganisationTable.AllowPeopleAsync(tx, site.Id, 0));
        var nurse = await people.PersonAsync(head, "Nia", "Roe");

        var full = await world.PatchAsync(
            nurse.Id.ToString(),
            Op("replace", "name.familyName", "Hart"),
            Op("replace", "title", "Matron"),
            Op("replace", Enterprise + ":organization", site.Ods)
        );

        Assert.Equal(HttpStatusCode.BadRequest, full.Status);
        Assert.Contains("has its 0 people", full.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        var after = (await world.GetAsync("/Users/" + nurse.Id)).Json;
        Assert.Equal("Nia Roe", after["displayName"]!.GetValue<string>());
        Assert.False(after.ContainsKey("title"));
        Assert.DoesNotContain(await people.ActsOnAsync(nurse.Id), a => a.Act == Act.RenamePerson.Spell());
    }

    [Fact]
    public async Task A_program_ends_nobodys_rights_who_holds_more_than_who_answers_for_it()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), role: Role.LocalAdmin);
        var boss = await world.People.PersonAsync(world.Organisation, "Bo", "Lind", Role.PrimaryAdmin);

        var off = await world.PatchAsync(boss.Id.ToString(), Op("replace", "active", false));
        var gone = await world.SendAsync("DELETE", "/Users/" + boss.Id);

        Assert.Contains("more rights than you", off.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, gone.Status);
        Assert.Equal(AccountState.Active, await StateAsync(world, boss.Id));
    }

    [Fact]
    public async Task A_lock_is_the_helpdesks_and_no_program_opens_it()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        TestPeople.Done(await world.People.Get<LockAccount>().RunAsync(TestPeople.Operator, nurse.Id, "stolen laptop"));

        var on = await world.PatchAsync(nurse.Id.ToString(), Op("replace", "active", true));

        Assert.Equal(HttpStatusCode.OK, on.Status);
        Assert.True(on.Json["active"]!.GetValue<bool>());
        Assert.Equal(AccountState.Locked, await StateAsync(world, nurse.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_went_to_another_organisation_is_free_of_the_programs_they_had(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        using var other = await ScimWorld.OnAsync(world.Server);
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        await world.AddAsync(Person(nurse.Address.ToString(), "Nia", "Roe", "E-1"));
        await world.SendAsync("DELETE", "/Users/" + nurse.Id);
        TestPeople.Done(
            await world
                .People.Get<AcceptJoiner>()
                .RunAsync(other.Admin.Actor, nurse.Id, other.Organisation.Id, reason: "joins us")
        );

        var theirs = await other.AddAsync(Person(nurse.Address.ToString(), "Nia", "Roe", "T-9"));

        Assert.Equal(nurse.Id.ToString(), theirs["id"]!.GetValue<string>());
        Assert.Equal("T-9", theirs["externalId"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/Users/" + nurse.Id)).Status);
        var newcomer = await world.AddAsync(Person(Unique(), "Nia", "Roe", "E-1"));
        Assert.NotEqual(nurse.Id.ToString(), newcomer["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Whoever_is_gone_for_good_hinders_nobody_who_comes_with_their_id()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique(), "Nia", "Roe", "E-1");
        var made = await world.AddAsync(person);
        var id = Guid.Parse(made["id"]!.GetValue<string>());
        await world.SendAsync("DELETE", "/Users/" + id);
        await world
            .People.Get<Database>()
            .WriteAsync(async tx =>
            {
                await world.People.Get<AccountRecords>().SetStateAsync(tx, id, AccountState.Gone);
                await world
                    .People.Get<Acts>()
                    .RecordAsync(tx, TestPeople.Operator, Act.DeleteAccount, id, world.Organisation.Id, "test");
            });

        var again = await world.AddAsync(person);

        Assert.NotEqual(id.ToString(), again["id"]!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_interface_says_leaver_away_back_and_restored_in_so_many_words(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine), scopes: Api);
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var seen = new List<(HttpStatusCode, AccountState)>();

        foreach (var step in new[] { "disable", "enable", "leaver", "enable", "restore", "restore" })
        {
            var answer = await PostAsync(world, $"/people/{nurse.Id}/{step}");
            seen.Add((answer.StatusCode, await StateAsync(world, nurse.Id)));
        }

        Assert.Equal(
            [
                (HttpStatusCode.OK, AccountState.Disabled),
                (HttpStatusCode.OK, AccountState.Active),
                (HttpStatusCode.OK, AccountState.Left),
                (HttpStatusCode.BadRequest, AccountState.Left),
                (HttpStatusCode.OK, AccountState.Active),
                (HttpStatusCode.OK, AccountState.Active),
            ],
            seen
        );
    }

    [Fact]
    public async Task The_interface_gives_another_name_and_site_and_sends_a_temporary_password()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var head = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(OrganisationKind.CareSite, head.Id);
        using var world = await ScimWorld.OnAsync(server, head, scopes: Api);
        using var added = await PostAsync(
            world,
            "/people",
            new JsonObject
            {
                ["externalId"] = "H-1",
                ["firstName"] = "Nia",
                ["lastName"] = "Roe",
                ["mobile"] = "07700 900118",
            }
        );
        var id = (await added.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<Guid>();
        using var patch = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/people/" + id)
        {
            Content = JsonContent.Create(new { lastName = "Hart", site = site.Ods.ToLowerInvariant() }),
        };

        using var changed = await world.Http.SendAsync(patch);
        using var reset = await PostAsync(world, $"/people/{id}/reset");

        var person = (await changed.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(
            ("Nia Hart", site.Ods),
            (person["displayName"]!.GetValue<string>(), person["site"]!.GetValue<string>())
        );
        Assert.Equal("H-1", person["externalId"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, reset.StatusCode);
        Assert.Equal(1, (await people.Get<NoticeQueue>().CountAsync(id)).Values.Sum());
    }

    [Fact]
    public async Task A_program_that_is_stopped_changes_nobody_and_no_group()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), scopes: "scim people:write");
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var box = await world.People.SharedMailboxAsync(world.Organisation, nurse);
        TestPeople.Done(
            await world
                .People.Get<PauseFeed>()
                .RunAsync(world.Admin.Actor, world.Organisation.Id, "the HR system moves house", default)
        );

        var scim = await world.PatchAsync(nurse.Id.ToString(), Op("replace", "title", "Matron"));
        var group = await world.SendAsync(
            "PATCH",
            "/Groups/" + box.MailboxId,
            PatchOf(Op("add", "members", new JsonArray(new JsonObject { ["value"] = world.Admin.Id.ToString() })))
        );
        using var api = await PostAsync(world, $"/people/{nurse.Id}/leaver");

        Assert.Equal(HttpStatusCode.Forbidden, scim.Status);
        Assert.Contains("moves house", scim.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, group.Status);
        Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);
        Assert.Equal(AccountState.Active, await StateAsync(world, nurse.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_brake_goes_by_the_organisations_own_numbers_and_stays_on(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        TestPeople.Done(
            await world
                .People.Get<ChangeFeed>()
                .RunAsync(
                    world.Admin.Actor,
                    world.Organisation.Id,
                    new FeedWish(InactiveMeans.Disabled, new Brake(1, 100, 0), "a small home"),
                    default
                )
        );
        var one = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var two = await world.People.PersonAsync(world.Organisation, "Ola", "Berg");

        var first = await world.PatchAsync(one.Id.ToString(), Op("replace", "active", false));
        var second = await world.SendAsync("DELETE", "/Users/" + two.Id);
        var back = await world.PatchAsync(one.Id.ToString(), Op("replace", "active", true));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(HttpStatusCode.Forbidden, second.Status);
        Assert.Equal(HttpStatusCode.Forbidden, back.Status);
        Assert.Equal(AccountState.Active, await StateAsync(world, two.Id));
        var feed = await FeedTable.FindAsync(world.People.Get<Database>(), world.Organisation.Id, default);
        Assert.NotNull(feed.Paused);
        Assert.Equal(new Brake(1, 100, 0), feed.OwnBrake);
    }

    [Fact]
    public async Task Who_has_not_been_here_is_told_with_the_day_and_what_comes_next()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), scopes: Api);
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var cook = await world.People.PersonAsync(world.Organisation, "Cat", "Ook");
        var since = TimeProvider.System.GetUtcNow().AddDays(-40);
        await world
            .People.Get<Database>()
            .WriteAsync(tx =>
                tx.ExecuteAsync(
                    "UPDATE identity_account SET last_active = @since WHERE id = @id",
                    new { since, id = nurse.Id }
                )
            );

        var idle = await world.Http.GetFromJsonAsync<JsonObject>(new Uri("/api/v1/reports/inactive", UriKind.Relative));
        var all = await world.Http.GetFromJsonAsync<JsonObject>(
            new Uri("/api/v1/reports/inactive?days=0&take=1", UriKind.Relative)
        );

        var person = Assert.Single(idle!["people"]!.AsArray())!;
        Assert.Equal(nurse.Id, person["id"]!.GetValue<Guid>());
        Assert.Equal("Inactive", person["stage"]!.GetValue<string>());
        Assert.Equal("Deleted", person["becomes"]!.GetValue<string>());
        Assert.Equal(
            since.ToUnixTimeMilliseconds(),
            person["lastActive"]!.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds()
        );
        Assert.Equal(3, all!["total"]!.GetValue<int>());
        Assert.Contains("skip=1", all["next"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(cook.Id.ToString(), idle.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/people", "text/plain")]
    [InlineData("POST", "/people", "application/x-www-form-urlencoded")]
    [InlineData("PATCH", "/people/00000000-0000-0000-0000-000000000000", "text/xml")]
    [InlineData("POST", "/bulk", "application/json")]
    [InlineData("POST", "/webhooks", "text/plain")]
    public async Task A_type_of_content_that_is_not_taken_is_said_so(string method, string path, string type)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), scopes: Api + " bulk webhooks");
        using var request = Wrong();
        using var nobody = Wrong();

        using var answer = await world.Http.SendAsync(request);
        using var without = await world.Server.Http.SendAsync(nobody);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("application/problem+json", without.Content.Headers.ContentType!.MediaType);

        HttpRequestMessage Wrong() =>
            new(new HttpMethod(method), "/api/v1" + path) { Content = new StringContent("{}", Encoding.UTF8, type) };
    }

    [Fact]
    public async Task A_program_makes_tries_and_removes_webhooks_of_its_organisation_and_no_other()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), scopes: "webhooks");
        using var other = await ScimWorld.OnAsync(world.Server, scopes: "webhooks");
        var wanted = new JsonObject
        {
            ["address"] = "https://hr.example/in",
            ["events"] = new JsonArray("person.left", "nonsense"),
        };

        using var made = await PostAsync(world, "/webhooks", wanted);
        var hook = (await made.Content.ReadFromJsonAsync<JsonObject>())!;
        var path = "/webhooks/" + hook["id"]!.GetValue<string>();
        var list = await world.Http.GetStringAsync(new Uri("/api/v1/webhooks", UriKind.Relative));
        using var tested = await PostAsync(world, path + "/test");
        var sent = await world.Http.GetStringAsync(new Uri($"/api/v1{path}/deliveries", UriKind.Relative));
        using var theirs = await other.Http.DeleteAsync(new Uri("/api/v1" + path, UriKind.Relative));
        using var removed = await world.Http.DeleteAsync(new Uri("/api/v1" + path, UriKind.Relative));
        using var people = await world.Http.GetAsync(new Uri("/api/v1/people", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(64, hook["secret"]!.GetValue<string>().Length);
        Assert.Equal(["person.left"], hook["events"]!.AsArray().Select(e => e!.GetValue<string>()));
        Assert.DoesNotContain(hook["secret"]!.GetValue<string>(), list, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, tested.StatusCode);
        Assert.Contains("\"event\":\"test\"", sent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, people.StatusCode);
    }

    private static async Task<AccountState> StateAsync(ScimWorld world, Guid id) =>
        (await world.People.Get<AccountRecords>().FindAsync(id))!.State;

    private static Task<HttpResponseMessage> PostAsync(ScimWorld world, string path, JsonObject? body = null) =>
        world.Http.PostAsync(
            new Uri("/api/v1" + path, UriKind.Relative),
            body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json")
        );
}
