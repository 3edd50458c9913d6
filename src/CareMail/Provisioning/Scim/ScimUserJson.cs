using System.Text.Json.Nodes;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Scim;

/// <summary>A person as SCIM writes them, and what a client wants of a person.</summary>
internal sealed class ScimUserJson(ScimLinks links)
{
    public JsonObject Write(PersonRow person)
    {
        var user = new JsonObject
        {
            ["schemas"] = new JsonArray(ScimTypes.UserSchema),
            ["id"] = person.AccountId.ToString(),
        };
        Text(user, "externalId", person.ExternalId);
        user["userName"] = person.UserName;
        var name = new JsonObject { ["formatted"] = person.DisplayName, ["givenName"] = person.GivenName };
        Text(name, "familyName", person.FamilyName);
        user["name"] = name;
        user["displayName"] = person.DisplayName;
        Text(user, "title", person.Title);
        Text(user, "userType", person.UserType);
        user["active"] = person.Active;
        user["emails"] = new JsonArray(
            new JsonObject
            {
                ["value"] = person.Address,
                ["type"] = "work",
                ["primary"] = true,
            }
        );
        user[ScimTypes.Enterprise] = Enterprise(person);
        user["schemas"]!.AsArray().Add((JsonNode)ScimTypes.Enterprise);
        user["meta"] = Meta("User", person.Created, person.Modified, links.User(person.AccountId), person.Version);
        return user;
    }

    public static JsonObject Meta(
        string type,
        DateTimeOffset created,
        DateTimeOffset modified,
        string location,
        long version
    ) =>
        new()
        {
            ["resourceType"] = type,
            ["created"] = ScimLinks.Time(created),
            ["lastModified"] = ScimLinks.Time(modified),
            ["location"] = location,
            ["version"] = ScimLinks.ETag(version),
        };

    private JsonObject Enterprise(PersonRow person)
    {
        var enterprise = new JsonObject { ["organization"] = person.Ods };
        Text(enterprise, "employeeNumber", person.EmployeeNumber);
        Text(enterprise, "costCenter", person.CostCenter);
        Text(enterprise, "division", person.Division);
        Text(enterprise, "department", person.Department);
        if (person.ManagerId is { } manager)
        {
            enterprise["manager"] = new JsonObject { ["value"] = manager.ToString(), ["$ref"] = links.User(manager) };
        }

        return enterprise;
    }

    private static void Text(JsonObject into, string name, string value)
    {
        if (value.Length > 0)
        {
            into[name] = value;
        }
    }
}

/// <summary>What a client wants of a person: read from a resource that the schema has let through.</summary>
internal sealed class ScimWish(JsonObject user)
{
    private const int Longest = 200;

    private JsonObject Enterprise => user[ScimTypes.Enterprise] as JsonObject ?? [];

    public string UserName =>
        Text(user, "userName") is { Length: > 0 } name
            ? name
            : throw ScimRefusedException.Wrong("userName is required.");

    public string ExternalId => Text(user, "externalId");

    public string GivenName => Text(user["name"] as JsonObject ?? [], "givenName");

    public string FamilyName => Text(user["name"] as JsonObject ?? [], "familyName");

    public string Title => Text(user, "title");

    public string UserType => Text(user, "userType");

    /// <summary>Null: the client says nothing of it.</summary>
    public bool? Active => user["active"]?.GetValue<bool>();

    public string EmployeeNumber => Text(Enterprise, "employeeNumber");

    public string CostCenter => Text(Enterprise, "costCenter");

    public string Division => Text(Enterprise, "division");

    public string Department => Text(Enterprise, "department");

    public string Organization => Text(Enterprise, "organization");

    public string Manager => Text(Enterprise["manager"] as JsonObject ?? [], "value");

    public string? Mobile =>
        (user["phoneNumbers"] as JsonArray)
            ?.OfType<JsonObject>()
            .FirstOrDefault(p => Text(p, "type").Equals("mobile", StringComparison.OrdinalIgnoreCase))
            is { } mobile
            ? Text(mobile, "value")
            : null;

    private static string Text(JsonObject of, string name)
    {
        var text = of[name]?.GetValue<string>().Trim() ?? "";
        return text.Length <= Longest && !text.Any(char.IsControl)
            ? text
            : throw ScimRefusedException.Wrong($"{name} is too long, or more than one line.");
    }
}
