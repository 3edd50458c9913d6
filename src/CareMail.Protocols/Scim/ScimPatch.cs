using System.Text.Json.Nodes;

namespace CareMail.Protocols.Scim;

/// <summary>RFC 7644 §3.5.2: one operation of a PATCH.</summary>
/// <param name="Op">add, remove or replace, in lower case.</param>
public sealed record ScimOperation(string Op, ScimPath? Path, JsonNode? Value)
{
    /// <exception cref="ScimFaultException">invalidSyntax, or what the path is refused with.</exception>
    public static ScimOperation Read(JsonNode? node)
    {
        if (
            node is not JsonObject sent
            || Text(sent, "op")?.ToLowerInvariant() is not { } op
            || op is not ("add" or "remove" or "replace")
        )
        {
            throw new ScimFaultException(
                ScimFaultType.InvalidSyntax,
                "An operation has an op: add, remove or replace."
            );
        }

        var path = Text(sent, "path");
        return new ScimOperation(op, path is null ? null : ScimPath.Parse(path), Member(sent, "value")?.DeepClone());
    }

    private static JsonNode? Member(JsonObject sent, string name) =>
        sent.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string? Text(JsonObject sent, string name) =>
        Member(sent, name) switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw new ScimFaultException(ScimFaultType.InvalidSyntax, $"{name} must be text."),
        };
}

/// <summary>
/// Works operations into a resource, in order. The caller keeps the resource it had and takes the outcome only as a whole:
/// RFC 7644 §3.5.2 wants all operations, or none.
/// </summary>
public static class ScimPatch
{
    /// <param name="resource">In our spelling; it is changed.</param>
    public static void Apply(JsonObject resource, IEnumerable<ScimOperation> operations, ScimResourceType type)
    {
        foreach (var operation in operations)
        {
            Apply(resource, operation, type);
        }
    }

    private static void Apply(JsonObject resource, ScimOperation operation, ScimResourceType type)
    {
        if (operation.Path is { } path)
        {
            At(resource, operation, path, type);
            return;
        }

        // RFC 7644 §3.5.2.2: to remove, one must say what.
        if (operation.Op == "remove")
        {
            throw new ScimFaultException(ScimFaultType.NoTarget, "To remove something, say its path.");
        }

        var members =
            operation.Value as JsonObject
            ?? throw new ScimFaultException(
                ScimFaultType.InvalidValue,
                "Without a path the value is an object of attributes."
            );
        foreach (var (name, value) in members)
        {
            if (type.Extension(name) is { } extension)
            {
                foreach (var (sub, inner) in value as JsonObject ?? [])
                {
                    Member(resource, operation, new ScimPath(extension.Id, sub, null, null), inner, type);
                }
            }
            // Microsoft Entra ID writes paths as member names: "name.givenName", "urn:…:User:department".
            else
            {
                Member(resource, operation, ScimPath.Parse(name), value, type);
            }
        }
    }

    /// <summary>One attribute of a value without path: unknown and read-only ones are ignored, as when creating.</summary>
    private static void Member(
        JsonObject resource,
        ScimOperation operation,
        ScimPath path,
        JsonNode? value,
        ScimResourceType type
    )
    {
        if (type.Find(path.Schema, path.Attribute) is { Attribute.Mutability: not ScimMutability.ReadOnly })
        {
            At(resource, operation with { Value = value?.DeepClone() }, path, type);
        }
    }

    private static void At(JsonObject resource, ScimOperation operation, ScimPath path, ScimResourceType type)
    {
        if (type.Find(path.Schema, path.Attribute) is not { } found)
        {
            // The URI of an extension alone: its last piece was read as an attribute.
            var whole = $"{path.Schema}:{path.Attribute}" + (path.Sub is null ? "" : "." + path.Sub);
            if (type.Extension(whole) is { } extension)
            {
                Extension(resource, operation, extension, type);
                return;
            }

            throw new ScimFaultException(ScimFaultType.InvalidPath, $"There is no attribute {path.Attribute}.");
        }

        var (within, attribute) = found;
        if (attribute.Mutability is ScimMutability.ReadOnly || attribute.Name == "schemas")
        {
            throw new ScimFaultException(ScimFaultType.Mutability, $"{attribute.Name} cannot be changed.");
        }

        var place = within is null ? resource : Within(resource, within);
        if (path.Filter is not null)
        {
            Filtered(place, operation, path, attribute);
        }
        else if (path.Sub is not null)
        {
            Sub(place, operation, path.Sub, attribute);
        }
        else
        {
            Whole(place, operation, attribute);
        }

        if (within is not null && place.Count == 0)
        {
            resource.Remove(within.Id);
        }
    }

    private static void Extension(
        JsonObject resource,
        ScimOperation operation,
        ScimSchema extension,
        ScimResourceType type
    )
    {
        if (operation.Op == "remove")
        {
            resource.Remove(extension.Id);
            return;
        }

        Apply(
            resource,
            operation with
            {
                Path = null,
                Value = new JsonObject { [extension.Id] = operation.Value?.DeepClone() },
            },
            type
        );
    }

    private static JsonObject Within(JsonObject resource, ScimSchema extension)
    {
        if (resource[extension.Id] is not JsonObject inner)
        {
            resource[extension.Id] = inner = [];
        }

        return inner;
    }

    private static void Whole(JsonObject place, ScimOperation operation, ScimAttribute attribute)
    {
        if (operation.Op == "remove")
        {
            Remove(place, operation, attribute);
            return;
        }

        if (ScimResourceType.Accept(attribute, operation.Value) is not { } value)
        {
            // RFC 7643 §2.5: to assign nothing is to remove.
            Required(attribute);
            place.Remove(attribute.Name);
        }
        else if (operation.Op == "add" && attribute.Many && place[attribute.Name] is JsonArray have)
        {
            AddTo(have, (JsonArray)value);
        }
        else if (attribute.Kind is ScimKind.Complex && !attribute.Many && place[attribute.Name] is JsonObject old)
        {
            // RFC 7644 §3.5.2.1 and §3.5.2.3: sub-attributes given are set, the others stay.
            foreach (var (name, inner) in (JsonObject)value)
            {
                old[name] = inner?.DeepClone();
            }
        }
        else
        {
            place[attribute.Name] = value;
        }
    }

    /// <summary>All values, or those named: Microsoft Entra ID removes members with <c>path: members, value: [{value}]</c>.</summary>
    private static void Remove(JsonObject place, ScimOperation operation, ScimAttribute attribute)
    {
        Required(attribute);
        if (attribute.Many && operation.Value is not null && place[attribute.Name] is JsonArray have)
        {
            var named = ScimResourceType.Accept(attribute, operation.Value) as JsonArray ?? [];
            RemoveFrom(place, attribute, have, v => named.Any(n => IsSame(v, n)));
            return;
        }

        place.Remove(attribute.Name);
    }

    private static void Sub(JsonObject place, ScimOperation operation, string name, ScimAttribute attribute)
    {
        var sub =
            attribute.Sub(name)
            ?? throw new ScimFaultException(ScimFaultType.InvalidPath, $"{attribute.Name} has no {name}.");
        if (sub.Mutability is ScimMutability.ReadOnly)
        {
            throw new ScimFaultException(ScimFaultType.Mutability, $"{attribute.Name}.{sub.Name} cannot be changed.");
        }

        List<JsonObject> values = place[attribute.Name] switch
        {
            JsonArray several => [.. several.OfType<JsonObject>()],
            JsonObject one => [one],
            _ => [],
        };
        if (values.Count == 0 && operation.Op != "remove")
        {
            var made = new JsonObject();
            place[attribute.Name] = attribute.Many ? new JsonArray(made) : made;
            values = [made];
        }

        foreach (var value in values)
        {
            SetSub(value, operation, sub);
        }

        if (place[attribute.Name] is JsonObject { Count: 0 })
        {
            place.Remove(attribute.Name);
        }
    }

    private static void Filtered(JsonObject place, ScimOperation operation, ScimPath path, ScimAttribute attribute)
    {
        if (!attribute.Many || attribute.Kind is not ScimKind.Complex)
        {
            throw new ScimFaultException(ScimFaultType.InvalidPath, $"{attribute.Name} has no values to choose from.");
        }

        var have = place[attribute.Name] as JsonArray ?? [];
        var chosen = have.OfType<JsonObject>().Where(v => ScimMatch.MeetsOne(v, path.Filter!, attribute)).ToList();
        if (chosen.Count == 0)
        {
            // RFC 7644 §3.5.2.3: nothing to replace is an error; nothing to remove is done already.
            chosen =
                operation.Op == "remove" ? []
                : Made(place, path, attribute) is { } made ? [made]
                : throw new ScimFaultException(
                    ScimFaultType.NoTarget,
                    $"No value of {attribute.Name} meets the filter."
                );
        }

        if (path.Sub is not null)
        {
            var sub =
                attribute.Sub(path.Sub)
                ?? throw new ScimFaultException(ScimFaultType.InvalidPath, $"{attribute.Name} has no {path.Sub}.");
            chosen.ForEach(value => SetSub(value, operation, sub));
        }
        else if (operation.Op == "remove")
        {
            Required(attribute);
            RemoveFrom(place, attribute, have, v => chosen.Contains(v));
        }
        else
        {
            var one = (ScimResourceType.Accept(attribute, operation.Value) as JsonArray)?[0] as JsonObject ?? [];
            foreach (var value in chosen)
            {
                foreach (var (name, inner) in one)
                {
                    value[name] = inner?.DeepClone();
                }
            }
        }
    }

    /// <summary>
    /// <c>phoneNumbers[type eq "mobile"].value</c> where there is no mobile yet says enough to make one, and is what directory
    /// services send. Any other filter does not.
    /// </summary>
    private static JsonObject? Made(JsonObject place, ScimPath path, ScimAttribute attribute)
    {
        if (
            path.Sub is null
            || path.Filter is not ScimFilter.Compare { Operator: ScimOperator.Eq, Value: string or bool } only
            || attribute.Sub(only.Name.Attribute) is not { } by
        )
        {
            return null;
        }

        var made = new JsonObject
        {
            [by.Name] = only.Value is bool yes ? JsonValue.Create(yes) : JsonValue.Create((string)only.Value),
        };
        if (place[attribute.Name] is JsonArray have)
        {
            have.Add((JsonNode)made);
        }
        else
        {
            place[attribute.Name] = new JsonArray(made);
        }

        return made;
    }

    private static void SetSub(JsonObject value, ScimOperation operation, ScimAttribute sub)
    {
        var accepted = operation.Op == "remove" ? null : ScimResourceType.Accept(sub, operation.Value);
        if (accepted is null)
        {
            Required(sub);
            value.Remove(sub.Name);
        }
        else
        {
            value[sub.Name] = accepted.DeepClone();
        }
    }

    private static void AddTo(JsonArray have, JsonArray more)
    {
        foreach (var value in more)
        {
            // RFC 7644 §3.5.2.1: a value that is there already is not there twice.
            if (!have.Any(h => IsSame(h, value)))
            {
                have.Add(value?.DeepClone());
            }
        }

        // RFC 7643 §2.4: one is primary at most, and it is the one said last.
        if (more.OfType<JsonObject>().LastOrDefault(v => v["primary"]?.GetValue<bool>() == true) is { } primary)
        {
            foreach (var other in have.OfType<JsonObject>().Where(h => !IsSame(h, primary)))
            {
                other.Remove("primary");
            }
        }
    }

    private static void RemoveFrom(
        JsonObject place,
        ScimAttribute attribute,
        JsonArray have,
        Func<JsonNode?, bool> which
    )
    {
        foreach (var gone in have.Where(which).ToList())
        {
            have.Remove(gone);
        }

        if (have.Count == 0)
        {
            place.Remove(attribute.Name);
        }
    }

    private static bool IsSame(JsonNode? one, JsonNode? other) =>
        one is JsonObject a && other is JsonObject b && a["value"] is { } left && b["value"] is { } right
            ? JsonNode.DeepEquals(left, right) && (b["type"] is null || JsonNode.DeepEquals(a["type"], b["type"]))
            : JsonNode.DeepEquals(one, other);

    private static void Required(ScimAttribute attribute)
    {
        if (attribute.Required)
        {
            throw new ScimFaultException(ScimFaultType.Mutability, $"{attribute.Name} is required.");
        }
    }
}
