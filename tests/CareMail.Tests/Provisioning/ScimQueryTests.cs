using System.Net;
using System.Text.Json.Nodes;
using CareMail.Storage;
using CareMail.Tests.Support;
using static CareMail.Tests.Provisioning.ScimWorld;

namespace CareMail.Tests.Provisioning;

/// <summary>RFC 7644 §3.4.2 and §3.4.3: finding people.</summary>
public class ScimQueryTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_operator_finds_whom_it_should(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var ann = Person(Unique("ann"), "Ann", "Ash", "E-a");
        ann["title"] = "Cook 100%";
        var ben = Person(Unique("ben"), "Ben", "Beech", "e-A");
        ben[Enterprise] = new JsonObject { ["department"] = "Day" };
        var a = (await world.AddAsync(ann))["id"]!.GetValue<string>();
        var b = (await world.AddAsync(ben))["id"]!.GetValue<string>();
        var admin = world.Admin.Id.ToString();
        string[] all = [admin, a, b];
        var expected = new Dictionary<string, string[]>
        {
            ["name.givenName eq \"ANN\""] = [a],
            ["externalId eq \"E-a\""] = [a],
            ["externalId eq \"E-A\""] = [],
            ["name.familyName ne \"Ash\""] = [admin, b],
            ["title co \"100%\""] = [a],
            ["title co \"_\""] = [],
            ["title sw \"cook\""] = [a],
            ["title ew \"0%\""] = [a],
            ["title pr"] = [a],
            ["not (title pr)"] = [admin, b],
            ["title eq null"] = [admin, b],
            ["name.familyName gt \"ash\" and name.familyName lt \"obi\""] = [b],
            ["name.familyName ge \"ash\" and name.familyName le \"beech\""] = [a, b],
            [$"{Enterprise}:department eq \"day\""] = [b],
            [$"{User}:name.givenName eq \"ben\""] = [b],
            ["active eq true"] = all,
            ["active eq false"] = [],
            ["active ne false"] = all,
            [$"id eq \"{a}\""] = [a],
            [$"id ne \"{a}\""] = [admin, b],
            ["id eq \"nobody\""] = [],
            ["emails[type eq \"work\" and value co \"beech\"]"] = [b],
            ["emails.value sw \"ann.ash\""] = [a],
            ["emails co \"ben.beech\""] = [b],
            ["emails[type eq \"home\"]"] = [],
            ["meta.lastModified gt \"2001-01-01T00:00:00Z\""] = all,
            ["meta.created lt \"2001-01-01T00:00:00Z\""] = [],
            // and binds closer than or; brackets closest of all.
            ["title pr or name.givenName eq \"Ben\" and name.familyName eq \"Ash\""] = [a],
            ["(title pr or name.givenName eq \"Ben\") and name.familyName eq \"Beech\""] = [b],
            ["not (name.givenName eq \"Ann\") and not (name.givenName eq \"Ben\")"] = [admin],
        };

        foreach (var (filter, who) in expected)
        {
            Assert.Equal(
                (filter, string.Join(' ', who.Order())),
                (filter, string.Join(' ', (await world.FoundAsync(filter)).Order()))
            );
        }
    }

    [Theory]
    [InlineData("userName eq")]
    [InlineData("userName eq \"a\" or")]
    [InlineData("userName eq \"a\" or …")]
    [InlineData("userName like \"a\"")]
    [InlineData("userName 1 \"a\"")]
    [InlineData("userName eq a")]
    [InlineData("userName eq \"a")]
    [InlineData("(userName eq \"a\"")]
    [InlineData("userName eq \"a\")")]
    [InlineData("active gt true")]
    [InlineData("active eq \"true\"")]
    [InlineData("userName gt null")]
    [InlineData("nickName eq \"a\"")]
    [InlineData("password sw \"a\"")]
    [InlineData("phoneNumbers.value sw \"07\"")]
    [InlineData("emails[userName eq \"a\"]")]
    [InlineData("emails[emails[type eq \"a\"]]")]
    [InlineData("meta.created co \"2\"")]
    [InlineData("meta.created gt \"yesterday\"")]
    [InlineData("'; DROP TABLE identity_account; --")]
    public async Task A_filter_that_means_nothing_is_refused(string filter)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));

        var answer = await world.GetAsync("/Users?filter=" + Uri.EscapeDataString(filter));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalidFilter", answer.ScimType);
    }

    [Fact]
    public async Task A_filter_10_000_deep_or_of_10_000_terms_is_refused()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        string[] filters =
        [
            new string('(', 10_000) + "title pr" + new string(')', 10_000),
            string.Concat(Enumerable.Repeat("not (", 40)) + "title pr" + new string(')', 40),
            string.Join(" or ", Enumerable.Repeat("title pr", 10_000)),
            string.Join(" or ", Enumerable.Repeat("title pr", 100)),
        ];

        foreach (var filter in filters)
        {
            var search = new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:SearchRequest"),
                ["filter"] = filter,
            };
            var answer = await world.PostAsync("/Users/.search", search);

            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal("invalidFilter", answer.ScimType);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Pages_and_order_are_as_asked(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        foreach (var name in new[] { "Cy", "an", "Bo" })
        {
            await world.AddAsync(Person(Unique(), name, "Sortby"));
        }

        async Task<JsonObject> ListAsync(string query) =>
            (
                await world.GetAsync("/Users?filter=" + Uri.EscapeDataString("name.familyName eq \"Sortby\"") + query)
            ).Json;
        string Names(JsonObject list) =>
            string.Join(
                ' ',
                (list["Resources"] as JsonArray ?? []).Select(r => r!["name"]!["givenName"]!.GetValue<string>())
            );

        var sorted = await ListAsync("&sortBy=name.givenName");
        var falling = await ListAsync("&sortBy=NAME.GIVENNAME&sortOrder=descending");
        var second = await ListAsync("&sortBy=name.givenName&startIndex=2&count=1");
        var none = await ListAsync("&count=0");
        var odd = await ListAsync("&startIndex=0&count=-5");
        var beyond = await ListAsync("&startIndex=50");

        Assert.Equal("an Bo Cy", Names(sorted));
        Assert.Equal("Cy Bo an", Names(falling));
        Assert.Equal("Bo", Names(second));
        Assert.Equal(3, second["totalResults"]!.GetValue<int>());
        Assert.Equal(2, second["startIndex"]!.GetValue<int>());
        Assert.Equal(1, second["itemsPerPage"]!.GetValue<int>());
        Assert.Equal(
            (3, "", 0),
            (none["totalResults"]!.GetValue<int>(), Names(none), none["itemsPerPage"]!.GetValue<int>())
        );
        Assert.Equal((1, ""), (odd["startIndex"]!.GetValue<int>(), Names(odd)));
        Assert.Equal((3, ""), (beyond["totalResults"]!.GetValue<int>(), Names(beyond)));
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:ListResponse", sorted["schemas"]![0]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, (await world.GetAsync("/Users?count=many")).Status);
    }

    [Fact]
    public async Task A_search_in_the_body_finds_the_same_as_one_in_the_address()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var made = await world.AddAsync(Person(Unique(), "Ivo", "Searched"));
        var search = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:SearchRequest"),
            ["filter"] = "name.familyName eq \"Searched\"",
            ["attributes"] = new JsonArray("userName"),
            ["startIndex"] = 1,
            ["count"] = 10,
        };

        var found = (await world.PostAsync("/Users/.search", search)).Json;

        Assert.Equal(made["id"]!.GetValue<string>(), found["Resources"]![0]!["id"]!.GetValue<string>());
        Assert.Null(found["Resources"]![0]!["name"]);
        search.Remove("schemas");
        Assert.Equal("invalidSyntax", (await world.PostAsync("/Users/.search", search)).ScimType);
    }

    [Fact]
    public async Task What_is_done_on_a_page_is_seen_by_the_program_at_once()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));

        var added = await world.People.PersonAsync(world.Organisation, "Pat", "Paged");
        var seen = (await world.GetAsync("/Users/" + added.Id)).Json;
        TestPeople.Done(
            await world
                .People.Get<CareMail.Lifecycle.DisableAccount>()
                .RunAsync(TestPeople.Operator, added.Id, null, "a year abroad")
        );
        var away = (await world.GetAsync("/Users/" + added.Id)).Json;

        Assert.True(seen["active"]!.GetValue<bool>());
        Assert.False(away["active"]!.GetValue<bool>());
        Assert.NotEqual(seen["meta"]!["version"]!.GetValue<string>(), away["meta"]!["version"]!.GetValue<string>());
    }
}
