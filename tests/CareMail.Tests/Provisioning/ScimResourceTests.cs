using System.Net;
using System.Text.Json.Nodes;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;
using static CareMail.Tests.Provisioning.ScimWorld;

namespace CareMail.Tests.Provisioning;

/// <summary>RFC 7643, and RFC 7644 §3.3 to §3.6 except PATCH: making, reading, replacing and removing people.</summary>
public class ScimResourceTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_person_is_made_with_an_account_an_address_and_a_mailbox(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        var person = Person(Unique(), "Zoë", "Adeyemi-Lee", "E-17");
        person["title"] = "Senior carer";
        person[Enterprise] = new JsonObject { ["department"] = "Day unit", ["employeeNumber"] = "0017" };

        var made = await world.PostAsync("/Users", person);

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("application/scim+json", made.Type);
        Assert.Equal(person["userName"]!.GetValue<string>(), made.Json["userName"]!.GetValue<string>());
        Assert.Equal("Senior carer", made.Json["title"]!.GetValue<string>());
        Assert.Equal("Day unit", made.Json[Enterprise]!["department"]!.GetValue<string>());
        Assert.Equal(world.Organisation.Ods, made.Json[Enterprise]!["organization"]!.GetValue<string>());
        var account = await world.People.Get<AccountRecords>().FindAsync(Guid.Parse(made.Id));
        Assert.Equal("Zoë Adeyemi-Lee", account!.DisplayName);
        Assert.Equal(account.UserName, made.Json["emails"]![0]!["value"]!.GetValue<string>());
        var act = Assert.Single(await world.People.ActsOnAsync(account.Id), a => a.Act == "person.add");
        Assert.StartsWith("HR system: ", act.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_resource_says_its_schemas_id_type_place_times_and_version()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));

        var made = await world.PostAsync("/Users", Person(Unique()));

        var place = $"{world.Server.Settings.Url.ToString().TrimEnd('/')}/scim/v2/Users/{made.Id}";
        var meta = made.Json["meta"]!;
        Assert.Equal(User, made.Json["schemas"]![0]!.GetValue<string>());
        Assert.Equal("User", meta["resourceType"]!.GetValue<string>());
        Assert.Equal(place, meta["location"]!.GetValue<string>());
        Assert.Equal(place, made.Location);
        Assert.Equal(made.ETag, meta["version"]!.GetValue<string>());
        Assert.True(meta["lastModified"]!.GetValue<DateTime>() >= meta["created"]!.GetValue<DateTime>());
        Assert.EndsWith("Z", meta["created"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_is_ours_stays_and_is_never_taken_from_the_client()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique());
        person["id"] = "bulkId";
        person["meta"] = new JsonObject { ["created"] = "1999-01-01T00:00:00Z" };

        var made = await world.PostAsync("/Users", person);
        var replaced = await world.SendAsync("PUT", "/Users/" + made.Id, person);

        Assert.True(Guid.TryParse(made.Id, out _));
        Assert.Equal(made.Id, replaced.Id);
        Assert.NotEqual(1999, made.Json["meta"]!["created"]!.GetValue<DateTime>().Year);
    }

    [Fact]
    public async Task Names_of_attributes_and_schemas_do_not_tell_cases_apart()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var name = Unique();
        var person = new JsonObject
        {
            ["schemas"] = new JsonArray(User),
            ["USERNAME"] = name,
            ["Name"] = new JsonObject { ["GIVENNAME"] = "Ola", ["familyname"] = "Berg" },
            [Enterprise.ToUpperInvariant()] = new JsonObject { ["DEPARTMENT"] = "Night" },
        };

        var made = await world.AddAsync(person);

        Assert.Equal(name, made["userName"]!.GetValue<string>());
        Assert.Equal("Night", made[Enterprise]!["department"]!.GetValue<string>());
        Assert.Equal(
            [made["id"]!.GetValue<string>()],
            await world.FoundAsync($"UserName EQ \"{name.ToUpperInvariant()}\"")
        );
    }

    [Fact]
    public async Task Null_and_an_empty_list_are_the_same_as_nothing()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique());
        person["title"] = null;
        person["phoneNumbers"] = new JsonArray();

        var made = await world.AddAsync(person);

        Assert.False(made.ContainsKey("title"));
        Assert.False(made.ContainsKey("phoneNumbers"));
    }

    [Fact]
    public async Task What_is_read_only_or_unknown_is_ignored_when_sent()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique());
        person["displayName"] = "The Boss";
        person["groups"] = new JsonArray(new JsonObject { ["value"] = "admins" });
        person["nickName"] = "Boss";
        person["roles"] = new JsonArray(new JsonObject { ["value"] = "platform" });

        var made = await world.AddAsync(person);

        Assert.Equal("Amina Okoro", made["displayName"]!.GetValue<string>());
        Assert.False(made.ContainsKey("nickName"));
        var roles = await world.People.Get<AccountRecords>().RolesOfAsync(Guid.Parse(made["id"]!.GetValue<string>()));
        Assert.Equal([Role.Person], roles.Select(r => r.Role));
    }

    [Fact]
    public async Task A_password_is_neither_taken_nor_told_and_a_mobile_is_never_told()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique());
        person["password"] = "Winter-2026-secret";
        person["phoneNumbers"] = new JsonArray(new JsonObject { ["value"] = "07700 900118", ["type"] = "mobile" });

        var made = await world.PostAsync("/Users", person);
        var read = await world.GetAsync($"/Users/{made.Id}?attributes=password,phoneNumbers");

        Assert.DoesNotContain("secret", made.Text + read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("900118", made.Text + read.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"name":{"givenName":"A"}}""",
        "invalidValue"
    )]
    [InlineData(
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"x@y","name":{}}""",
        "invalidValue"
    )]
    [InlineData("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":42}""", "invalidValue")]
    [InlineData(
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"x@y","active":"perhaps"}""",
        "invalidValue"
    )]
    [InlineData(
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"x@y","name":["a"]}""",
        "invalidValue"
    )]
    [InlineData("""{"userName":"x@y","name":{"givenName":"A"}}""", "invalidSyntax")]
    [InlineData(
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","USERNAME":"b"}""",
        "invalidSyntax"
    )]
    [InlineData("""[]""", "invalidSyntax")]
    public async Task What_cannot_be_read_is_refused_with_the_word_for_it(string body, string scimType)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));

        var answer = await world.SendAsync("POST", "/Users", JsonNode.Parse(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(scimType, answer.ScimType);
        Assert.Equal("400", answer.Json["status"]!.GetValue<string>());
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", answer.Json["schemas"]![0]!.GetValue<string>());
        Assert.Equal("application/scim+json", answer.Type);
    }

    [Fact]
    public async Task Json_is_taken_by_both_names_and_nothing_else_is()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));

        var plain = await world.SendAsync("POST", "/Users", Person(Unique()), type: "application/json");
        var text = await world.SendAsync("POST", "/Users", Person(Unique()), type: "text/plain");

        Assert.Equal(HttpStatusCode.Created, plain.Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_is_made_twice(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        var name = Unique();
        await world.AddAsync(Person(name, externalId: "E-1"));

        var sameName = await world.PostAsync("/Users", Person(name.ToUpperInvariant()));
        var sameExternal = await world.PostAsync("/Users", Person(Unique(), externalId: "E-1"));

        Assert.Equal(HttpStatusCode.Conflict, sameName.Status);
        Assert.Equal("uniqueness", sameName.ScimType);
        Assert.Equal(HttpStatusCode.Conflict, sameExternal.Status);
        Assert.Equal("uniqueness", sameExternal.ScimType);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Somebody_who_is_here_already_is_tied_to_the_program_by_address_or_by_name_and_mobile(
        Engine engine
    )
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        var one = await world.People.NewPersonAsync(world.Organisation, "Ife", "Balogun");
        var other = TestPeople.Done(
            await world
                .People.Get<CareMail.Accounts.AddPerson>()
                .RunAsync(
                    TestPeople.Operator,
                    new CareMail.Accounts.NewPerson(world.Organisation.Id, "Tom", "Reed") { Mobile = "07700900118" },
                    "test"
                )
        );
        var withMobile = Person(Unique(), "Tom", "Reed");
        withMobile["phoneNumbers"] = new JsonArray(
            new JsonObject { ["value"] = "+44 7700 900118", ["type"] = "mobile" }
        );
        var namesake = Person(Unique(), "Tom", "Reed");
        namesake["phoneNumbers"] = new JsonArray(new JsonObject { ["value"] = "07700 900119", ["type"] = "mobile" });

        var byAddress = await world.AddAsync(Person(one.Address.ToString(), "Ife", "Balogun", "E-2"));
        var somebodyElse = await world.AddAsync(namesake);
        var byMobile = await world.AddAsync(withMobile);

        Assert.Equal(one.AccountId.ToString(), byAddress["id"]!.GetValue<string>());
        Assert.Equal(other.AccountId.ToString(), byMobile["id"]!.GetValue<string>());
        Assert.NotEqual(other.AccountId.ToString(), somebodyElse["id"]!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_token_sees_and_changes_its_own_organisation_and_the_sites_below_it_and_no_other(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var head = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(OrganisationKind.CareSite, head.Id);
        using var world = await ScimWorld.OnAsync(server, head);
        using var other = await ScimWorld.OnAsync(server);
        using var local = await ScimWorld.OnAsync(server, head, Role.LocalAdmin);
        var atSite = await people.NewPersonAsync(site, "Sam", "Site");
        await world.AddAsync(Person(Unique(), externalId: "E-same"));
        var theirs = await other.AddAsync(Person(Unique(), externalId: "E-same"));
        var id = theirs["id"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("/Users/" + atSite.AccountId)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await local.GetAsync("/Users/" + atSite.AccountId)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/Users/" + id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("PUT", "/Users/" + id, Person("x"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.PatchAsync(id, Op("replace", "title", "Mine"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("DELETE", "/Users/" + id)).Status);
        Assert.Empty(await world.FoundAsync($"id eq \"{id}\""));
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/Groups/" + other.Organisation.Id)).Status);
        var taken = await world.PostAsync("/Users", Person(theirs["emails"]![0]!["value"]!.GetValue<string>()));
        Assert.Equal("uniqueness", taken.ScimType);
        var there = Person(Unique());
        there[Enterprise] = new JsonObject { ["organization"] = other.Organisation.Ods };
        Assert.Equal("invalidValue", (await world.PostAsync("/Users", there)).ScimType);
        there = Person(Unique());
        there[Enterprise] = new JsonObject { ["organization"] = site.Ods.ToLowerInvariant() };
        Assert.Equal(site.Ods, (await world.AddAsync(there))[Enterprise]!["organization"]!.GetValue<string>());
    }

    [Fact]
    public async Task Put_replaces_what_it_says_and_clears_what_it_does_not()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique(), externalId: "E-9");
        person["title"] = "Carer";
        person[Enterprise] = new JsonObject { ["department"] = "Day", ["costCenter"] = "11" };
        var made = await world.AddAsync(person);
        person.Remove("title");
        person[Enterprise] = new JsonObject { ["department"] = "Night" };

        var replaced = await world.SendAsync("PUT", "/Users/" + made["id"]!, person);

        Assert.Equal(HttpStatusCode.OK, replaced.Status);
        Assert.False(replaced.Json.ContainsKey("title"));
        Assert.Equal("Night", replaced.Json[Enterprise]!["department"]!.GetValue<string>());
        Assert.Null(replaced.Json[Enterprise]!["costCenter"]);
        Assert.NotEqual(made["meta"]!["version"]!.GetValue<string>(), replaced.ETag);
        person.Remove("userName");
        Assert.Equal("invalidValue", (await world.SendAsync("PUT", "/Users/" + made["id"]!, person)).ScimType);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await world.SendAsync("PUT", "/Users/" + Guid.NewGuid(), person)).Status
        );
    }

    [Fact]
    public async Task Put_does_not_take_somebody_elses_name_or_external_id()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var name = Unique();
        await world.AddAsync(Person(name, externalId: "E-1"));
        var other = await world.AddAsync(Person(Unique(), externalId: "E-2"));

        var takesName = await world.SendAsync("PUT", "/Users/" + other["id"]!, Person(name, externalId: "E-2"));
        var takesId = await world.SendAsync("PUT", "/Users/" + other["id"]!, Person(Unique(), externalId: "E-1"));

        Assert.Equal(HttpStatusCode.Conflict, takesName.Status);
        Assert.Equal("uniqueness", takesId.ScimType);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_deleted_person_is_not_there_any_more_and_may_sign_in_no_more(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var world = await ScimWorld.OnAsync(server);
        var person = await world.People.PersonAsync(world.Organisation, "Dee", "Gone");
        var id = person.Id.ToString();

        var deleted = await world.SendAsync("DELETE", "/Users/" + id);

        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Equal("", deleted.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/Users/" + id)).Status);
        Assert.Empty(await world.FoundAsync($"id eq \"{id}\""));
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("DELETE", "/Users/" + id)).Status);
        var account = await world.People.Get<AccountRecords>().FindAsync(person.Id);
        Assert.NotEqual(AccountState.Active, account!.State);
    }

    [Fact]
    public async Task A_version_that_is_known_is_not_sent_again_and_one_that_is_old_changes_nothing()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var made = await world.PostAsync("/Users", Person(Unique()));
        var path = "/Users/" + made.Id;
        var change = PatchOf(Op("replace", "title", "Cook"));

        var same = await world.SendAsync("GET", path, header: ("If-None-Match", made.ETag!));
        var changed = await world.SendAsync("PATCH", path, change, ("If-Match", made.ETag!));
        var late = await world.SendAsync(
            "PATCH",
            path,
            PatchOf(Op("replace", "title", "Gardener")),
            ("If-Match", made.ETag!)
        );
        var fresh = await world.SendAsync("GET", path, header: ("If-None-Match", made.ETag!));
        var lateDelete = await world.SendAsync("DELETE", path, header: ("If-Match", made.ETag!));

        Assert.Equal(HttpStatusCode.NotModified, same.Status);
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.NotEqual(made.ETag, changed.ETag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, lateDelete.Status);
        Assert.Equal("Cook", fresh.Json["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_answer_has_the_attributes_that_were_asked_for()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique(), externalId: "E-3");
        person["title"] = "Cook";
        var id = (await world.AddAsync(person))["id"]!.GetValue<string>();

        var only = (
            await world.GetAsync($"/Users/{id}?attributes=TITLE,name.givenName,{Enterprise}:organization")
        ).Json;
        var without = (await world.GetAsync($"/Users/{id}?excludedAttributes=title,name.familyName,id")).Json;
        var groups = (await world.GetAsync($"/Users/{id}?attributes=groups")).Json;
        var both = await world.GetAsync($"/Users/{id}?attributes=title&excludedAttributes=name");

        Assert.Equal(
            [Enterprise, "id", "name", "schemas", "title"],
            only.Select(m => m.Key).Order(StringComparer.Ordinal).OrderBy(k => k != Enterprise)
        );
        Assert.Equal(["givenName"], only["name"]!.AsObject().Select(m => m.Key));
        Assert.False(without.ContainsKey("title"));
        Assert.True(without.ContainsKey("id"));
        Assert.Null(without["name"]!["familyName"]);
        Assert.Equal("Okoro", (await world.GetAsync($"/Users/{id}")).Json["name"]!["familyName"]!.GetValue<string>());
        Assert.False((await world.GetAsync($"/Users/{id}")).Json.ContainsKey("groups"));
        Assert.Equal(world.Organisation.Id.ToString(), groups["groups"]![0]!["value"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, both.Status);
    }

    [Fact]
    public async Task The_service_describes_itself_and_lets_nothing_be_filtered_or_changed_there()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));

        var config = (await world.GetAsync("/ServiceProviderConfig")).Json;
        var types = (await world.GetAsync("/ResourceTypes")).Json;
        var schemas = (await world.GetAsync("/Schemas")).Json;
        var one = (await world.GetAsync("/Schemas/" + User)).Json;

        foreach (var feature in new[] { "patch", "bulk", "filter", "sort", "etag" })
        {
            Assert.True(config[feature]!["supported"]!.GetValue<bool>());
        }

        Assert.False(config["changePassword"]!["supported"]!.GetValue<bool>());
        Assert.Equal("oauthbearertoken", config["authenticationSchemes"]![0]!["type"]!.GetValue<string>());
        Assert.Equal(["User", "Group"], types["Resources"]!.AsArray().Select(t => t!["name"]!.GetValue<string>()));
        Assert.Equal(3, schemas["totalResults"]!.GetValue<int>());
        var userName = one["attributes"]!.AsArray().Single(a => a!["name"]!.GetValue<string>() == "userName")!;
        Assert.True(userName["required"]!.GetValue<bool>());
        Assert.Equal("server", userName["uniqueness"]!.GetValue<string>());
        foreach (var place in new[] { "/ServiceProviderConfig", "/ResourceTypes", "/Schemas" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync(place + "?filter=id%20pr")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("DELETE", place)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/Schemas/urn:none")).Status);
        Assert.Equal(HttpStatusCode.NotImplemented, (await world.GetAsync("/Me")).Status);
    }

    [Fact]
    public async Task Everything_an_answer_holds_is_in_the_schema_it_names()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var made = await world.AddAsync();
        var schemas = (await world.GetAsync("/Schemas")).Json["Resources"]!.AsArray();
        var core = schemas.Single(s => s!["id"]!.GetValue<string>() == User)!["attributes"]!.AsArray();

        var known = core.Select(a => a!["name"]!.GetValue<string>())
            .Concat(["schemas", "id", "externalId", "meta", Enterprise]);

        Assert.Empty(made.Select(m => m.Key).Except(known));
        Assert.All(
            made["schemas"]!.AsArray(),
            id => Assert.Contains(schemas, s => s!["id"]!.GetValue<string>() == id!.GetValue<string>())
        );
    }

    [Fact]
    public async Task A_request_of_more_than_a_megabyte_is_not_read()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var person = Person(Unique());
        person["nickName"] = new string('x', 1 << 20);

        var answer = await world.PostAsync("/Users", person);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    [Fact]
    public async Task A_body_nested_ten_thousand_deep_is_refused()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        using var content = new StringContent(
            new string('[', 10_000) + new string(']', 10_000),
            System.Text.Encoding.UTF8,
            "application/scim+json"
        );

        var answer = await world.Http.PostAsync(new Uri("/scim/v2/Users", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
