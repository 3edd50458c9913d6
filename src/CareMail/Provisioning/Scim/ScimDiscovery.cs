using System.Text.Json.Nodes;
using CareMail.Protocols.Scim;

namespace CareMail.Provisioning.Scim;

/// <summary>RFC 7643 §5 to §7, RFC 7644 §4: what this service can do and what its resources look like.</summary>
internal sealed class ScimDiscovery(ScimLinks links)
{
    private const string ConfigSchema = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
    private const string TypeSchema = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
    private const string SchemaSchema = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    public JsonObject Config() =>
        new()
        {
            ["schemas"] = new JsonArray(ConfigSchema),
            ["patch"] = Supported(true),
            ["bulk"] = new JsonObject
            {
                ["supported"] = true,
                ["maxOperations"] = ScimBulk.Operations,
                ["maxPayloadSize"] = ScimBulk.Bytes,
            },
            ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ScimQuery.Most },
            ["changePassword"] = Supported(false),
            ["sort"] = Supported(true),
            ["etag"] = Supported(true),
            ["authenticationSchemes"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "oauthbearertoken",
                    ["name"] = "Token",
                    ["description"] = "A token that an administrator of the organisation made at /manage/tokens.",
                    ["specUri"] = "https://www.rfc-editor.org/rfc/rfc6750",
                    ["primary"] = true,
                }
            ),
            ["meta"] = new JsonObject
            {
                ["resourceType"] = "ServiceProviderConfig",
                ["location"] = links.Of("", "ServiceProviderConfig"),
            },
        };

    public IReadOnlyList<JsonObject> Types() => [.. ScimTypes.All.Select(Type)];

    public IReadOnlyList<JsonObject> Schemas() => [.. ScimTypes.All.SelectMany(t => t.Schemas).Select(Schema)];

    private JsonObject Type(ScimResourceType type) =>
        new()
        {
            ["schemas"] = new JsonArray(TypeSchema),
            ["id"] = type.Name,
            ["name"] = type.Name,
            ["endpoint"] = type.Endpoint,
            ["description"] = type.Schema.Description,
            ["schema"] = type.Schema.Id,
            ["schemaExtensions"] = new JsonArray([
                .. type.Extensions.Select(e => new JsonObject { ["schema"] = e.Id, ["required"] = false }),
            ]),
            ["meta"] = new JsonObject
            {
                ["resourceType"] = "ResourceType",
                ["location"] = links.Of("/ResourceTypes", type.Name),
            },
        };

    private JsonObject Schema(ScimSchema schema) =>
        new()
        {
            ["schemas"] = new JsonArray(SchemaSchema),
            ["id"] = schema.Id,
            ["name"] = schema.Name,
            ["description"] = schema.Description,
            ["attributes"] = new JsonArray([.. schema.Attributes.Select(Attribute)]),
            ["meta"] = new JsonObject { ["resourceType"] = "Schema", ["location"] = links.Of("/Schemas", schema.Id) },
        };

    private static JsonObject Attribute(ScimAttribute attribute)
    {
        var json = new JsonObject
        {
            ["name"] = attribute.Name,
            ["type"] = attribute.Kind is ScimKind.Text ? "string" : Camel(attribute.Kind.ToString()),
            ["multiValued"] = attribute.Many,
            ["description"] = attribute.Description,
            ["required"] = attribute.Required,
            ["mutability"] = Camel(attribute.Mutability.ToString()),
            ["returned"] = Camel(attribute.Returned.ToString()),
        };
        if (attribute.Kind is not (ScimKind.Complex or ScimKind.Boolean))
        {
            json["caseExact"] = attribute.CaseExact;
            json["uniqueness"] = attribute.Unique ? "server" : "none";
        }

        List(json, "canonicalValues", attribute.Canonical);
        List(json, "referenceTypes", attribute.References);
        if (attribute.Subs.Count > 0)
        {
            json["subAttributes"] = new JsonArray([.. attribute.Subs.Select(Attribute)]);
        }

        return json;
    }

    private static void List(JsonObject json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json[name] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        }
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static JsonObject Supported(bool yes) => new() { ["supported"] = yes };
}
