using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Provisioning;

public class ApiTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string All = "people:read people:write bulk";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task People_are_added_once_found_changed_and_taken_out(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine), scopes: All);
        var wanted = new JsonObject
        {
            ["externalId"] = "H-1",
            ["firstName"] = "Zoë",
            ["lastName"] = "Adeyemi",
            ["jobTitle"] = "Carer",
        };

        var (made, person) = await SendAsync(world, "POST", "/people", wanted);
        var (again, same) = await SendAsync(world, "POST", "/people", wanted);
        var (_, list) = await SendAsync(world, "GET", "/people?externalId=H-1");
        var id = person["id"]!.GetValue<string>();
        var tag = made.Headers.ETag!.ToString();
        var (changed, cook) = await SendAsync(
            world,
            "PATCH",
            "/people/" + id,
            new JsonObject { ["jobTitle"] = "Cook" },
            tag
        );
        var (late, problem) = await SendAsync(
            world,
            "PATCH",
            "/people/" + id,
            new JsonObject { ["jobTitle"] = "Boss" },
            tag
        );

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"/api/v1/people/{id}", made.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(id, same["id"]!.GetValue<string>());
        Assert.Equal(1, list["total"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("Cook", cook["jobTitle"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal("application/problem+json", late.Content.Headers.ContentType!.MediaType);
        Assert.Equal("The person was changed since.", problem["detail"]!.GetValue<string>());
        var nurse = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var (left, after) = await SendAsync(world, "POST", $"/people/{nurse.Id}/leaver");
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        Assert.False(after["active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Each_scope_opens_its_own_doors_and_no_others()
    {
        using var reads = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), scopes: "people:read");
        using var scim = await ScimWorld.OnAsync(reads.Server, reads.Organisation);

        var (write, problem) = await SendAsync(reads, "POST", "/people", new JsonObject { ["firstName"] = "A" });
        var (read, _) = await SendAsync(reads, "GET", "/people");
        var (notScim, _) = await SendAsync(scim, "GET", "/people");

        Assert.Equal(HttpStatusCode.Forbidden, write.StatusCode);
        Assert.Contains("scopes", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, notScim.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reads.GetAsync("/Users")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_of_another_organisation_is_read_or_changed(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine), scopes: All);
        using var other = await ScimWorld.OnAsync(world.Server, scopes: All);
        var stranger = await other.People.PersonAsync(other.Organisation, "Str", "Anger");
        var box = await other.People.SharedMailboxAsync(other.Organisation, stranger);
        var mine = await world.People.PersonAsync(world.Organisation, "My", "Own");
        var right = new JsonObject { ["right"] = "member" };

        foreach (
            var (method, path, body) in new (string, string, JsonObject?)[]
            {
                ("GET", $"/people/{stranger.Id}", null),
                ("PATCH", $"/people/{stranger.Id}", new JsonObject { ["jobTitle"] = "x" }),
                ("POST", $"/people/{stranger.Id}/leaver", null),
                ("POST", $"/people/{stranger.Id}/enable", null),
                ("PUT", $"/mailboxes/{box.MailboxId}/people/{stranger.Id}", right),
                ("GET", $"/bulk/{Guid.NewGuid()}", null),
            }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(world, method, path, body)).Answer.StatusCode);
        }

        var (letIn, _) = await SendAsync(world, "PUT", $"/mailboxes/{box.MailboxId}/people/{mine.Id}", right);
        Assert.Equal(HttpStatusCode.BadRequest, letIn.StatusCode);
        Assert.Null(await world.People.Get<MailboxAccess>().RightAsync(mine.Id, box.MailboxId));
    }

    [Fact]
    public async Task Somebody_is_let_into_a_shared_mailbox_and_no_more()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), scopes: All);
        var owner = await world.People.PersonAsync(world.Organisation, "Own", "Er");
        var box = await world.People.SharedMailboxAsync(world.Organisation, owner);
        var mine = await world.People.PersonAsync(world.Organisation, "My", "Own");
        var path = $"/mailboxes/{box.MailboxId}/people/{mine.Id}";

        var (granted, _) = await SendAsync(world, "PUT", path, new JsonObject { ["right"] = "member" });
        var (wrong, _) = await SendAsync(world, "PUT", path, new JsonObject { ["right"] = "king" });
        var right = await world.People.Get<MailboxAccess>().RightAsync(mine.Id, box.MailboxId);
        var (revoked, _) = await SendAsync(world, "DELETE", path);

        Assert.Equal(HttpStatusCode.NoContent, granted.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(AccessRight.Member, right);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Null(await world.People.Get<MailboxAccess>().RightAsync(mine.Id, box.MailboxId));
    }

    [Fact]
    public async Task A_file_is_sent_started_and_read_back()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite), scopes: All);
        using var content = new StringContent(
            "action,id,first_name,last_name\ncreate,1,Ann,Ash\nhire,2,Bo,Beech\n",
            Encoding.UTF8,
            "text/csv"
        );

        using var sent = await world.Http.PostAsync(new Uri("/api/v1/bulk", UriKind.Relative), content);
        var read = (await sent.Content.ReadFromJsonAsync<JsonObject>())!;
        var id = read["id"]!.GetValue<string>();
        var (started, _) = await SendAsync(world, "POST", $"/bulk/{id}/start");
        JsonObject file;
        do
        {
            file = (await SendAsync(world, "GET", $"/bulk/{id}")).Json;
        } while (file["state"]!.GetValue<string>() == "running");
        var result = await world.Http.GetStringAsync(new Uri($"/api/v1/bulk/{id}/result", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        Assert.Equal(3, read["errors"]![0]!["line"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal((1, 0), (file["done"]!.GetValue<int>(), file["failed"]!.GetValue<int>()));
        Assert.Contains("create,1,Ann,Ash,done: New account: ann.ash", result, StringComparison.Ordinal);
        Assert.Contains("wrong: action is one of", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_interface_describes_itself()
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        var text = await server.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));

        var paths = JsonNode.Parse(text)!["paths"]!.AsObject().Select(p => p.Key).ToList();
        Assert.Contains("/api/v1/people/{person}", paths);
        Assert.Contains("/api/v1/bulk/{bulk}/start", paths);
        Assert.DoesNotContain(paths, p => p.StartsWith("/scim", StringComparison.Ordinal));
    }

    private static async Task<(HttpResponseMessage Answer, JsonObject Json)> SendAsync(
        ScimWorld world,
        string method,
        string path,
        JsonObject? body = null,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        var answer = await world.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer, text.StartsWith('{') ? (JsonObject)JsonNode.Parse(text)! : []);
    }
}
