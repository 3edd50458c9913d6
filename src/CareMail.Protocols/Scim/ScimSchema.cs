using System.Text.Json;
using System.Text.Json.Nodes;

namespace CareMail.Protocols.Scim;

public enum ScimKind
{
    Text,
    Boolean,
    DateTime,
    Reference,
    Complex,
}

public enum ScimMutability
{
    ReadOnly,
    ReadWrite,
    Immutable,
    WriteOnly,
}

public enum ScimReturned
{
    Always,
    Never,
    Default,
    Request,
}

/// <summary>RFC 7643 §7: an attribute and its characteristics.</summary>
public sealed record ScimAttribute(string Name, string Description, ScimKind Kind = ScimKind.Text)
{
    public bool Many { get; init; }
    public bool Required { get; init; }
    public bool CaseExact { get; init; }
    public ScimMutability Mutability { get; init; } = ScimMutability.ReadWrite;
    public ScimReturned Returned { get; init; } = ScimReturned.Default;
    public bool Unique { get; init; }
    public IReadOnlyList<string> Canonical { get; init; } = [];
    public IReadOnlyList<string> References { get; init; } = [];
    public IReadOnlyList<ScimAttribute> Subs { get; init; } = [];

    public ScimAttribute? Sub(string name) => ScimSchema.Find(Subs, name);
}

/// <summary>The attributes of a resource, or of an extension of it.</summary>
public sealed record ScimSchema(string Id, string Name, string Description, IReadOnlyList<ScimAttribute> Attributes)
{
    public ScimAttribute? Attribute(string name) => Find(Attributes, name);

    internal static ScimAttribute? Find(IReadOnlyList<ScimAttribute> attributes, string name) =>
        attributes.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>RFC 7643 §6: a resource, its schema and its extensions.</summary>
public sealed record ScimResourceType(
    string Name,
    string Endpoint,
    ScimSchema Schema,
    IReadOnlyList<ScimSchema> Extensions
)
{
    /// <summary>RFC 7643 §3.1: what every resource has, whatever its schema.</summary>
    private static readonly ScimAttribute[] Common =
    [
        new("schemas", "", ScimKind.Reference)
        {
            Many = true,
            Required = true,
            CaseExact = true,
            Returned = ScimReturned.Always,
        },
        new("id", "")
        {
            CaseExact = true,
            Mutability = ScimMutability.ReadOnly,
            Returned = ScimReturned.Always,
        },
        new("externalId", "") { CaseExact = true },
        new("meta", "", ScimKind.Complex)
        {
            Mutability = ScimMutability.ReadOnly,
            Subs =
            [
                new("resourceType", "") { CaseExact = true },
                new("created", "", ScimKind.DateTime),
                new("lastModified", "", ScimKind.DateTime),
                new("location", "", ScimKind.Reference),
                new("version", "") { CaseExact = true },
            ],
        },
    ];

    public IEnumerable<ScimSchema> Schemas => [Schema, .. Extensions];

    /// <summary>The attribute of this name, and the extension it is in; null if there is none.</summary>
    public (ScimSchema? Extension, ScimAttribute Attribute)? Find(string? schema, string name)
    {
        if (schema is null || schema.Equals(Schema.Id, StringComparison.OrdinalIgnoreCase))
        {
            return (ScimSchema.Find(Common, name) ?? Schema.Attribute(name)) is { } found ? (null, found) : null;
        }

        return
            Extensions.FirstOrDefault(e => e.Id.Equals(schema, StringComparison.OrdinalIgnoreCase)) is { } extension
            && extension.Attribute(name) is { } attribute
            ? (extension, attribute)
            : null;
    }

    public ScimSchema? Extension(string id) =>
        Extensions.FirstOrDefault(e => e.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// What a client sent, with our spelling of every name, without what is read-only, unknown or unassigned (RFC 7643 §2.5:
    /// null and an empty array are the same as nothing).
    /// </summary>
    /// <exception cref="ScimFaultException">invalidSyntax or invalidValue.</exception>
    public JsonObject Accept(JsonObject sent)
    {
        var accepted = new JsonObject();
        foreach (var (name, value) in sent)
        {
            if (value is null)
            {
                continue;
            }

            if (Extension(name) is { } extension)
            {
                var within = value as JsonObject ?? throw Wrong(name, "an object");
                var inner = new JsonObject();
                foreach (var (subName, subValue) in within)
                {
                    if (extension.Attribute(subName) is { } attribute)
                    {
                        Put(inner, attribute, subValue);
                    }
                }

                if (inner.Count > 0)
                {
                    Set(accepted, extension.Id, inner);
                }
            }
            else if (Find(null, name)?.Attribute is { } attribute && attribute.Name != "schemas")
            {
                Put(accepted, attribute, value);
            }
        }

        return accepted;
    }

    private static void Put(JsonObject into, ScimAttribute attribute, JsonNode? value)
    {
        // RFC 7644 §3.3: what is read-only and sent all the same is ignored.
        if (attribute.Mutability is not ScimMutability.ReadOnly && Accept(attribute, value) is { } good)
        {
            Set(into, attribute.Name, good);
        }
    }

    private static void Set(JsonObject into, string name, JsonNode value)
    {
        if (!into.TryAdd(name, value))
        {
            throw new ScimFaultException(ScimFaultType.InvalidSyntax, $"{name} is given twice.");
        }
    }

    /// <summary>The value as it is stored; null if it is unassigned.</summary>
    internal static JsonNode? Accept(ScimAttribute attribute, JsonNode? value)
    {
        if (value is null)
        {
            return null;
        }

        if (!attribute.Many)
        {
            return One(attribute, value);
        }

        var several = value is JsonArray array ? array : [value.DeepClone()];
        var good = new JsonArray([.. several.Where(v => v is not null).Select(v => One(attribute, v!))]);
        return good.Count > 0 ? good : null;
    }

    private static JsonNode One(ScimAttribute attribute, JsonNode value) =>
        attribute.Kind switch
        {
            ScimKind.Complex => Complex(attribute, value),
            ScimKind.Boolean => Boolean(attribute, value),
            ScimKind.Text or ScimKind.Reference or ScimKind.DateTime => value.GetValueKind() is JsonValueKind.String
                ? JsonValue.Create(value.GetValue<string>())
                : throw Wrong(attribute.Name, "text"),
        };

    /// <summary>"True" and "False" as text are what Microsoft Entra ID sends; nothing else can be meant by them.</summary>
    private static JsonValue Boolean(ScimAttribute attribute, JsonNode value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.True => JsonValue.Create(true),
            JsonValueKind.False => JsonValue.Create(false),
            JsonValueKind.String when bool.TryParse(value.GetValue<string>(), out var spelled) => JsonValue.Create(
                spelled
            ),
            _ => throw Wrong(attribute.Name, "true or false"),
        };

    private static JsonObject Complex(ScimAttribute attribute, JsonNode value)
    {
        // A list of plain values, or a plain value for the one sub-attribute "value": what many clients send.
        if (value is JsonValue && attribute.Sub("value") is { } only)
        {
            return new JsonObject { [only.Name] = One(only, value) };
        }

        var sent = value as JsonObject ?? throw Wrong(attribute.Name, "an object");
        var accepted = new JsonObject();
        foreach (var (name, inner) in sent)
        {
            if (attribute.Sub(name) is { } sub)
            {
                Put(accepted, sub, inner);
            }
        }

        return accepted;
    }

    private static ScimFaultException Wrong(string name, string expected) =>
        new(ScimFaultType.InvalidValue, $"{name} must be {expected}.");
}
