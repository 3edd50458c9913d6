using System.Net;
using System.Text.Json.Nodes;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Provisioning.People;
using CareMail.Storage;
using CareMail.Tests.Support;
using static CareMail.Tests.Provisioning.ScimWorld;

namespace CareMail.Tests.Provisioning;

/// <summary>RFC 7644 §3.5.2 and §3.7: changing a part, and many at once.</summary>
public class ScimPatchTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Add_replace_and_remove_change_what_their_path_says(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var id = (await world.AddAsync())["id"]!.GetValue<string>();

        var added = await world.PatchAsync(
            id,
            Op("Add", "title", "Cook"),
            Op("add", Enterprise + ":department", "Kitchen"),
            Op(
                "add",
                null,
                new JsonObject
                {
                    ["userType"] = "Bank",
                    [Enterprise] = new JsonObject { ["division"] = "South" },
                }
            )
        );
        var replaced = await world.PatchAsync(
            id,
            Op("Replace", User + ":title", "Chef"),
            Op("replace", null, new JsonObject { [Enterprise + ":costCenter"] = "77", ["nickName"] = "ignored" })
        );
        var removed = await world.PatchAsync(id, Op("remove", "title"), Op("remove", Enterprise + ":department"));

        Assert.Equal(HttpStatusCode.OK, added.Status);
        Assert.Equal("Bank", added.Json["userType"]!.GetValue<string>());
        Assert.Equal("South", added.Json[Enterprise]!["division"]!.GetValue<string>());
        Assert.Equal("Chef", replaced.Json["title"]!.GetValue<string>());
        Assert.Equal("77", replaced.Json[Enterprise]!["costCenter"]!.GetValue<string>());
        Assert.False(removed.Json.ContainsKey("title"));
        Assert.Null(removed.Json[Enterprise]!["department"]);
        Assert.Equal("South", removed.Json[Enterprise]!["division"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_patch_is_done_whole_or_not_at_all()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var id = (await world.AddAsync())["id"]!.GetValue<string>();

        var answer = await world.PatchAsync(id, Op("add", "title", "Cook"), Op("replace", "id", "another"));

        Assert.Equal("mutability", answer.ScimType);
        Assert.False((await world.GetAsync("/Users/" + id)).Json.ContainsKey("title"));
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_leaves_version_and_time_alone()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var made = await world.PostAsync("/Users", Person(Unique()));

        var again = await world.PatchAsync(made.Id, Op("replace", "active", true), Op("remove", "title"));

        Assert.Equal(made.ETag, again.ETag);
        Assert.Equal(
            made.Json["meta"]!["lastModified"]!.GetValue<string>(),
            again.Json["meta"]!["lastModified"]!.GetValue<string>()
        );
    }

    [Theory]
    [InlineData("""{"op":"remove"}""", "noTarget")]
    [InlineData("""{"op":"move","path":"title","value":"x"}""", "invalidSyntax")]
    [InlineData("""{"op":["add"],"path":"title"}""", "invalidSyntax")]
    [InlineData("""{"op":"add","path":7}""", "invalidSyntax")]
    [InlineData("""{"op":"add","path":"shoeSize","value":"9"}""", "invalidPath")]
    [InlineData("""{"op":"add","path":"title[","value":"9"}""", "invalidPath")]
    [InlineData("""{"op":"add","path":"title[x eq \"1\"]","value":"9"}""", "invalidPath")]
    [InlineData("""{"op":"add","path":"../../etc","value":"9"}""", "invalidPath")]
    [InlineData("""{"op":"replace","path":"name.middleName","value":"9"}""", "invalidPath")]
    [InlineData("""{"op":"replace","path":"meta.created","value":"9"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"displayName","value":"Boss"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"boss@x"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"schemas","value":["urn:none"]}""", "mutability")]
    [InlineData("""{"op":"remove","path":"userName"}""", "mutability")]
    [InlineData("""{"op":"replace","path":"title","value":{"a":1}}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"title","value":7}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"active","value":"maybe"}""", "invalidValue")]
    [InlineData("""{"op":"replace","value":"title"}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"phoneNumbers[type co \"x\"].value","value":"1"}""", "noTarget")]
    [InlineData("""{"op":"replace","path":"userName","value":"a\nb"}""", "invalidValue")]
    [InlineData("""7""", "invalidSyntax")]
    public async Task A_wrong_operation_is_refused_with_the_word_for_it(string operation, string scimType)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var id = (await world.AddAsync())["id"]!.GetValue<string>();
        var patch = new JsonObject
        {
            ["schemas"] = new JsonArray(Patch),
            ["Operations"] = new JsonArray(JsonNode.Parse(operation)),
        };

        var answer = await world.SendAsync("PATCH", "/Users/" + id, patch);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(scimType, answer.ScimType);
    }

    [Fact]
    public async Task A_patch_says_that_it_is_one()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        var id = (await world.AddAsync())["id"]!.GetValue<string>();
        var patch = PatchOf(Op("add", "title", "Cook"));
        patch["schemas"] = new JsonArray(User);

        Assert.Equal("invalidSyntax", (await world.SendAsync("PATCH", "/Users/" + id, patch)).ScimType);
        Assert.Equal("invalidSyntax", (await world.SendAsync("PATCH", "/Users/" + id, PatchOf())).ScimType);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Not_active_shuts_the_account_and_active_opens_it_again(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var person = await world.People.PersonAsync(world.Organisation, "Ali", "Back");
        var id = person.Id.ToString();
        using var browser = new TestBrowser(world.Server);
        await browser.SignInAsync(person);

        // As Microsoft Entra ID spells it.
        var off = await world.PatchAsync(id, Op("Replace", "active", "False"));
        var page = await browser.GetAsync("/account");
        var on = await world.PatchAsync(id, Op("replace", null, new JsonObject { ["active"] = true }));

        Assert.False(off.Json["active"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.Redirect, page.Status);
        Assert.True(on.Json["active"]!.GetValue<bool>());
        Assert.Contains(
            await world.People.ActsOnAsync(person.Id),
            a => a.Actor is null && a.Reason!.StartsWith("HR system", StringComparison.Ordinal)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Somebody_who_never_signed_in_is_taken_out_and_comes_back_as_they_were(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var person = Person(Unique(), externalId: "E-back");
        var id = (await world.AddAsync(person))["id"]!.GetValue<string>();
        var accounts = world.People.Get<AccountRecords>();

        var deleted = await world.SendAsync("DELETE", "/Users/" + id);
        var gone = (await accounts.FindAsync(Guid.Parse(id)))!.State;
        var again = await world.AddAsync(person);
        var off = await world.PatchAsync(id, Op("replace", "active", false));
        var on = await world.PatchAsync(id, Op("replace", "active", true));

        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Equal(AccountState.Left, gone);
        Assert.Equal(id, again["id"]!.GetValue<string>());
        Assert.True(again["active"]!.GetValue<bool>());
        Assert.False(off.Json["active"]!.GetValue<bool>());
        Assert.True(on.Json["active"]!.GetValue<bool>());
        Assert.Equal(AccountState.New, (await accounts.FindAsync(Guid.Parse(id)))!.State);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_feed_that_closes_too_many_is_stopped_until_an_administrator_lets_it_go_on(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add((await world.People.PersonAsync(world.Organisation, "Many", "Leaver")).Id.ToString());
        }

        var answers = new List<ScimReply>();
        foreach (var id in ids)
        {
            answers.Add(await world.PatchAsync(id, Op("replace", "active", false)));
        }

        // Three of a small place are nothing strange; the fourth is more than a tenth.
        Assert.Equal([200, 200, 200, 403, 403, 403], answers.Select(a => (int)a.Status));
        Assert.Contains("stopped", answers[3].Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync("/Users", Person(Unique()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("/Users")).Status);
        var resume = world.People.Get<ResumeFeed>();
        var silent = await resume.RunAsync(world.Admin.Actor, world.Organisation.Id, " ", default);
        TestPeople.Done(await resume.RunAsync(world.Admin.Actor, world.Organisation.Id, "A ward closed", default));

        Assert.Contains("Say why", TestPeople.Refused(silent), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await world.PatchAsync(ids[3], Op("replace", "active", false))).Status);
        var acts = await world.People.ActsOnAsync(world.Organisation.Id);
        Assert.Contains(acts, a => a.Act == "feed.pause");
        Assert.Contains(acts, a => a is { Act: "feed.resume", Reason: "A ward closed" });
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_shared_mailbox_is_two_groups_that_a_program_fills(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var owner = await world.People.PersonAsync(world.Organisation, "Own", "Er");
        var mailbox = await world.People.SharedMailboxAsync(world.Organisation, owner);
        var member = (await world.AddAsync())["id"]!.GetValue<string>();
        var path = "/Groups/" + mailbox.MailboxId;
        JsonArray Member() => [new JsonObject { ["value"] = member }];

        var added = await world.SendAsync("PATCH", path, PatchOf(Op("add", "members", Member())));
        var rights = await world.People.Get<MailboxAccess>().AccountsOfAsync(mailbox.MailboxId);
        var listed = await world.GetAsync(
            "/Groups?filter=" + Uri.EscapeDataString($"members.value eq \"{member}\"") + "&excludedAttributes=members"
        );
        var removed = await world.SendAsync("PATCH", path, PatchOf(Op("remove", $"members[value eq \"{member}\"]")));
        var lastOwner = await world.SendAsync("PATCH", path + "-owners", PatchOf(Op("remove", "members")));

        Assert.Equal(member, added.Json["members"]![0]!["value"]!.GetValue<string>());
        Assert.Contains(rights, r => r.AccountId.ToString() == member && r.Right is AccessRight.Member);
        Assert.Equal(
            [mailbox.MailboxId.ToString(), world.Organisation.Id.ToString()],
            listed.Json["Resources"]!
                .AsArray()
                .Select(g => g!["id"]!.GetValue<string>())
                .OrderBy(g => g != mailbox.MailboxId.ToString())
        );
        Assert.Null(listed.Json["Resources"]![0]!["members"]);
        Assert.Null(removed.Json["members"]);
        Assert.Equal(HttpStatusCode.BadRequest, lastOwner.Status);
        Assert.Equal(HttpStatusCode.NotImplemented, (await world.SendAsync("DELETE", path)).Status);
    }

    [Fact]
    public async Task Nobody_of_another_organisation_is_let_into_a_group()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        using var other = await ScimWorld.OnAsync(world.Server);
        var owner = await world.People.PersonAsync(world.Organisation, "Own", "Er");
        var mailbox = await world.People.SharedMailboxAsync(world.Organisation, owner);
        var stranger = (await other.AddAsync())["id"]!.GetValue<string>();
        JsonObject LetIn() => Op("add", "members", new JsonArray(new JsonObject { ["value"] = stranger }));

        var answer = await world.SendAsync("PATCH", "/Groups/" + mailbox.MailboxId, PatchOf(LetIn()));
        var site = await world.SendAsync("PATCH", "/Groups/" + world.Organisation.Id, PatchOf(LetIn()));

        Assert.Equal("invalidValue", answer.ScimType);
        Assert.Equal("invalidValue", site.ScimType);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_bulk_is_done_in_order_and_ids_of_what_it_makes_can_be_named_before(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var boss = Person(Unique("boss"), "Bea", "Boss");
        var hand = Person(Unique("hand"), "Han", "Hand");
        hand[Enterprise] = new JsonObject { ["manager"] = new JsonObject { ["value"] = "bulkId:boss" } };
        boss[Enterprise] = new JsonObject { ["manager"] = new JsonObject { ["value"] = "bulkId:hand" } };

        var answer = await world.PostAsync(
            "/Bulk",
            Bulk(
                Operation("POST", "/Users", hand, "hand"),
                Operation("POST", "/Users", boss, "boss"),
                Operation("PATCH", "/Users/bulkId:boss", PatchOf(Op("add", "title", "Head"))),
                Operation("DELETE", "/Users/" + Guid.NewGuid())
            )
        );

        var done = answer.Json["Operations"]!.AsArray();
        Assert.Equal(["201", "201", "200", "404"], done.Take(4).Select(o => o!["status"]!.GetValue<string>()));
        Assert.Equal("hand", done[0]!["bulkId"]!.GetValue<string>());
        Assert.Equal("404", done[3]!["response"]!["status"]!.GetValue<string>());
        var handId = done[0]!["location"]!.GetValue<string>().Split('/')[^1];
        var bossId = done[1]!["location"]!.GetValue<string>().Split('/')[^1];
        Assert.Equal(
            bossId,
            (await world.GetAsync("/Users/" + handId)).Json[Enterprise]!["manager"]!["value"]!.GetValue<string>()
        );
        var head = (await world.GetAsync("/Users/" + bossId)).Json;
        Assert.Equal(handId, head[Enterprise]!["manager"]!["value"]!.GetValue<string>());
        Assert.Equal("Head", head["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_bulk_stops_after_as_many_errors_as_it_says_and_has_a_largest_size()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        JsonObject Wrong() => Operation("DELETE", "/Users/" + Guid.NewGuid());
        var stopping = Bulk(Wrong(), Wrong(), Wrong());
        stopping["failOnErrors"] = 1;

        var stopped = await world.PostAsync("/Bulk", stopping);
        var large = await world.PostAsync("/Bulk", Bulk([.. Enumerable.Range(0, 201).Select(_ => Wrong())]));
        var unnamed = await world.PostAsync("/Bulk", Bulk(Operation("POST", "/Users", Person(Unique()))));
        var unknown = await world.PostAsync(
            "/Bulk",
            Bulk(Operation("PATCH", "/Users/bulkId:none", PatchOf(Op("add", "title", "x"))))
        );

        Assert.Single(stopped.Json["Operations"]!.AsArray());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);
        Assert.Equal("invalidSyntax", unnamed.Json["Operations"]![0]!["response"]!["scimType"]!.GetValue<string>());
        Assert.Equal("409", unknown.Json["Operations"]![0]!["status"]!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_administrators_and_a_program_at_one_account_leave_one_outcome(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        var made = await world.PostAsync("/Users", Person(Unique()));
        var titles = Enumerable.Range(0, 8).Select(i => "Title " + i).ToList();

        var answers = await Task.WhenAll(
            titles.Select(t =>
                world.SendAsync(
                    "PATCH",
                    "/Users/" + made.Id,
                    PatchOf(Op("replace", "title", t)),
                    ("If-Match", made.ETag!)
                )
            )
        );

        var after = (await world.GetAsync("/Users/" + made.Id)).Json;
        Assert.Contains(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Contains(after["title"]!.GetValue<string>(), titles);
        Assert.DoesNotContain(answers, a => (int)a.Status >= 500);
    }

    private static JsonObject Bulk(params JsonObject[] operations) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"),
            ["Operations"] = new JsonArray([.. operations]),
        };

    private static JsonObject Operation(string method, string path, JsonObject? data = null, string? bulkId = null)
    {
        var operation = new JsonObject { ["method"] = method, ["path"] = path };
        if (data is not null)
        {
            operation["data"] = data;
        }

        if (bulkId is not null)
        {
            operation["bulkId"] = bulkId;
        }

        return operation;
    }
}
