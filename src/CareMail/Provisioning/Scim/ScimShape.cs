using System.Text.Json.Nodes;
using CareMail.Protocols.Scim;

namespace CareMail.Provisioning.Scim;

/// <summary>Which attributes an answer has: RFC 7644 §3.9, by each attribute's "returned" of RFC 7643 §2.2.</summary>
internal sealed class ScimShape
{
    private readonly ScimResourceType _type;
    private readonly HashSet<string>? _only;
    private readonly HashSet<string> _without;

    private ScimShape(ScimResourceType type, HashSet<string>? only, HashSet<string> without) =>
        (_type, _only, _without) = (type, only, without);

    /// <exception cref="ScimFaultException">Both cannot be asked for.</exception>
    public static ScimShape Of(ScimResourceType type, string? attributes, string? excluded)
    {
        var only = Names(attributes);
        var without = Names(excluded) ?? [];
        return only is not null && without.Count > 0
            ? throw new ScimFaultException(
                ScimFaultType.InvalidSyntax,
                "Ask for attributes or for excludedAttributes, not for both."
            )
            : new ScimShape(type, only, without);
    }

    /// <summary>Whether the attribute would be in the answer: what costs to read is read only then.</summary>
    public bool Wants(string name) => Shows(name, _type.Find(null, name)!.Value.Attribute);

    public JsonObject Apply(JsonObject resource)
    {
        var shaped = new JsonObject();
        foreach (var (name, value) in resource)
        {
            if (value is null)
            {
                continue;
            }

            if (_type.Extension(name) is { } extension)
            {
                Put(shaped, name, Inner((JsonObject)value, name + ":", extension.Attribute, IsNamed(name)));
            }
            else if (_type.Find(null, name) is { } found && Shows(name, found.Attribute))
            {
                var whole = _only is null || IsNamed(name) || found.Attribute.Returned is ScimReturned.Always;
                Put(
                    shaped,
                    name,
                    whole
                    && !_without.Any(w => Bare(w).StartsWith(name.ToLowerInvariant() + ".", StringComparison.Ordinal))
                        ? value.DeepClone()
                        : Narrow(value, name, found.Attribute, whole)
                );
            }
        }

        return shaped;
    }

    private JsonNode Narrow(JsonNode value, string name, ScimAttribute attribute, bool whole) =>
        value switch
        {
            JsonArray several => new JsonArray([.. several.Select(v => Narrow(v!, name, attribute, whole))]),
            JsonObject one => Inner(one, name + ".", attribute.Sub, whole),
            _ => value.DeepClone(),
        };

    private JsonObject Inner(JsonObject value, string prefix, Func<string, ScimAttribute?> find, bool whole)
    {
        var inner = new JsonObject();
        foreach (var (name, sub) in value)
        {
            if (
                find(name) is { Returned: not ScimReturned.Never }
                && sub is not null
                && ShowsInner(prefix + name, whole)
            )
            {
                inner[name] = sub.DeepClone();
            }
        }

        return inner;
    }

    private bool ShowsInner(string path, bool whole) =>
        (whole || _only is null || IsNamed(path) || Begins(path)) && !_without.Contains(Key(path));

    private bool Shows(string name, ScimAttribute attribute) =>
        attribute.Returned switch
        {
            ScimReturned.Always => true,
            ScimReturned.Never => false,
            ScimReturned.Request => _only is not null && (IsNamed(name) || Begins(name)),
            ScimReturned.Default => _only is null ? !_without.Contains(Key(name)) : IsNamed(name) || Begins(name),
        };

    private bool IsNamed(string path) => _only?.Contains(Key(path)) == true;

    /// <summary>Something of it is asked for: <c>name.givenName</c> asks for a part of <c>name</c>.</summary>
    private bool Begins(string path) =>
        _only?.Any(o => o.StartsWith(Key(path) + ".", StringComparison.Ordinal)) == true;

    private static void Put(JsonObject into, string name, JsonNode value)
    {
        if (value is not JsonObject { Count: 0 })
        {
            into[name] = value;
        }
    }

    private static HashSet<string>? Names(string? asked) =>
        string.IsNullOrWhiteSpace(asked)
            ? null
            : [.. asked.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Key)];

    /// <summary>Case does not count, and the core schema may stand before a name or not.</summary>
    private static string Key(string name) => Bare(name.ToLowerInvariant());

    private static string Bare(string key)
    {
        foreach (var core in new[] { ScimTypes.UserSchema, ScimTypes.GroupSchema })
        {
            if (key.StartsWith(core + ":", StringComparison.OrdinalIgnoreCase))
            {
                return key[(core.Length + 1)..];
            }
        }

        return key;
    }
}
