using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CareMail.Access;
using CareMail.Organisations;
using CareMail.Provisioning.Tokens;
using CareMail.Tests.Support;

namespace CareMail.Tests.Provisioning;

/// <summary>An organisation with an administrator and a program that came in by a token.</summary>
internal sealed class ScimWorld : IDisposable
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string Patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private readonly HttpClient _http;

    private ScimWorld(
        RunningServer server,
        TestPeople people,
        Organisation organisation,
        TestPerson admin,
        IssuedToken token
    )
    {
        (Server, People, Organisation, Admin, Token) = (server, people, organisation, admin, token);
        _http = new HttpClient { BaseAddress = server.Http.BaseAddress };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
    }

    public RunningServer Server { get; }
    public TestPeople People { get; }
    public Organisation Organisation { get; }
    public TestPerson Admin { get; }
    public IssuedToken Token { get; }
    public HttpClient Http => _http;

    public static async Task<ScimWorld> OnAsync(
        RunningServer server,
        Organisation? at = null,
        Role role = Role.PrimaryAdmin,
        string scopes = "scim"
    )
    {
        var people = new TestPeople(server.Services);
        var organisation = at ?? await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", role);
        return new ScimWorld(server, people, organisation, admin, await TokenAsync(people, admin, scopes));
    }

    public static async Task<IssuedToken> TokenAsync(
        TestPeople people,
        TestPerson admin,
        string scopes = "scim",
        int days = 90
    ) =>
        TestPeople.Done(
            await people
                .Get<CreateToken>()
                .RunAsync(admin.Actor, new NewToken(admin.Organisation.Id, "HR system", scopes.Split(' '), days))
        );

    /// <summary>A new person as a client sends them.</summary>
    public static JsonObject Person(
        string userName,
        string given = "Amina",
        string family = "Okoro",
        string? externalId = null
    )
    {
        var person = new JsonObject
        {
            ["schemas"] = new JsonArray(User),
            ["userName"] = userName,
            ["name"] = new JsonObject { ["givenName"] = given, ["familyName"] = family },
        };
        if (externalId is not null)
        {
            person["externalId"] = externalId;
        }

        return person;
    }

    public static string Unique(string name = "amina") => $"{name}.{Guid.NewGuid():N}@trust.example";

    public Task<ScimReply> GetAsync(string path) => SendAsync("GET", path);

    public Task<ScimReply> PostAsync(string path, JsonObject body) => SendAsync("POST", path, body);

    /// <summary>Makes somebody who must be made.</summary>
    public async Task<JsonObject> AddAsync(JsonObject person)
    {
        var made = await PostAsync("/Users", person);
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return made.Json;
    }

    public Task<JsonObject> AddAsync(string given = "Amina", string family = "Okoro") =>
        AddAsync(Person(Unique(), given, family));

    public Task<ScimReply> PatchAsync(string id, params JsonObject[] operations) =>
        SendAsync("PATCH", "/Users/" + id, PatchOf(operations));

    public static JsonObject PatchOf(params JsonObject[] operations) =>
        new() { ["schemas"] = new JsonArray(Patch), ["Operations"] = new JsonArray([.. operations]) };

    public static JsonObject Op(string op, string? path, JsonNode? value = null)
    {
        var operation = new JsonObject { ["op"] = op };
        if (path is not null)
        {
            operation["path"] = path;
        }

        if (value is not null)
        {
            operation["value"] = value;
        }

        return operation;
    }

    public async Task<ScimReply> SendAsync(
        string method,
        string path,
        JsonNode? body = null,
        (string Name, string Value)? header = null,
        string type = "application/scim+json"
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type);
        }

        if (header is { } h)
        {
            request.Headers.TryAddWithoutValidation(h.Name, h.Value);
        }

        using var answer = await _http.SendAsync(request);
        return new ScimReply(
            answer.StatusCode,
            await answer.Content.ReadAsStringAsync(),
            answer.Headers.Location?.ToString(),
            answer.Headers.ETag?.ToString(),
            answer.Content.Headers.ContentType?.MediaType
        );
    }

    public async Task<IReadOnlyList<string>> FoundAsync(string filter)
    {
        var list = await GetAsync("/Users?filter=" + Uri.EscapeDataString(filter));
        Assert.True(list.Status == HttpStatusCode.OK, list.Text);
        return [.. (list.Json["Resources"] as JsonArray ?? []).Select(r => r!["id"]!.GetValue<string>())];
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record ScimReply(HttpStatusCode Status, string Text, string? Location, string? ETag, string? Type)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

    public string? ScimType => Json["scimType"]?.GetValue<string>();

    public string Id => Json["id"]!.GetValue<string>();
}
