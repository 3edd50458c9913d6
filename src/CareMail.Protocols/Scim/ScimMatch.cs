using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CareMail.Protocols.Scim;

/// <summary>Whether a resource, or one value of a multi-valued attribute, meets a filter.</summary>
public static class ScimMatch
{
    /// <exception cref="ScimFaultException">invalidFilter: an attribute there is not, or a comparison it cannot be asked for.</exception>
    public static bool Meets(JsonObject resource, ScimFilter filter, ScimResourceType type) =>
        filter switch
        {
            ScimFilter.And f => Meets(resource, f.Left, type) && Meets(resource, f.Right, type),
            ScimFilter.Or f => Meets(resource, f.Left, type) || Meets(resource, f.Right, type),
            ScimFilter.Not f => !Meets(resource, f.Inner, type),
            ScimFilter.OfOne f => Values(resource, f.Name, type, out var attribute)
                .Any(v => v is JsonObject one && MeetsOne(one, f.Inner, attribute)),
            ScimFilter.Present f => Values(resource, f.Name, type, out _).Any(IsSomething),
            ScimFilter.Compare f => Holds([.. Values(resource, f.Name, type, out var a)], f, a),
            _ => throw new InvalidOperationException(),
        };

    /// <summary>The same for one value: names are its sub-attributes.</summary>
    public static bool MeetsOne(JsonObject value, ScimFilter filter, ScimAttribute attribute) =>
        filter switch
        {
            ScimFilter.And f => MeetsOne(value, f.Left, attribute) && MeetsOne(value, f.Right, attribute),
            ScimFilter.Or f => MeetsOne(value, f.Left, attribute) || MeetsOne(value, f.Right, attribute),
            ScimFilter.Not f => !MeetsOne(value, f.Inner, attribute),
            ScimFilter.Present f => IsSomething(value[SubOf(attribute, f.Name).Name]),
            ScimFilter.Compare f => Holds([value[SubOf(attribute, f.Name).Name]], f, SubOf(attribute, f.Name)),
            ScimFilter.OfOne f => throw Unknown(f.Name),
            _ => throw new InvalidOperationException(),
        };

    private static ScimAttribute SubOf(ScimAttribute attribute, ScimName name) =>
        name is { Schema: null, Sub: null } && attribute.Sub(name.Attribute) is { } sub ? sub : throw Unknown(name);

    private static IEnumerable<JsonNode?> Values(
        JsonObject resource,
        ScimName name,
        ScimResourceType type,
        out ScimAttribute attribute
    )
    {
        var (extension, found) = type.Find(name.Schema, name.Attribute) ?? throw Unknown(name);
        var node = (extension is null ? resource : resource[extension.Id] as JsonObject)?[found.Name];
        IEnumerable<JsonNode?> values = node is JsonArray several ? [.. several] : [node];
        attribute = found;
        if (found.Kind is ScimKind.Complex)
        {
            // RFC 7643 §2.4: "emails co …" asks about emails.value. What has no such sub-attribute is asked for as a whole.
            if (name.Sub is null && found.Sub("value") is null)
            {
                return values;
            }

            var sub = found.Sub(name.Sub ?? "value") ?? throw Unknown(name);
            attribute = sub;
            return values.Select(v => (v as JsonObject)?[sub.Name]);
        }

        return name.Sub is null ? values : throw Unknown(name);
    }

    private static bool Holds(JsonNode?[] values, ScimFilter.Compare f, ScimAttribute attribute)
    {
        var assigned = values.Where(IsSomething).ToList();
        return f switch
        {
            // RFC 7644 §3.4.2.2: what has no value equals null, and nothing else.
            { Value: null, Operator: ScimOperator.Eq } => assigned.Count == 0,
            { Value: null, Operator: ScimOperator.Ne } => assigned.Count > 0,
            { Value: null } => throw CannotAsk(f),
            { Operator: ScimOperator.Ne } => !assigned.Any(v =>
                Holds(v!, f with { Operator = ScimOperator.Eq }, attribute)
            ),
            _ => assigned.Any(v => Holds(v!, f, attribute)),
        };
    }

    private static bool Holds(JsonNode value, ScimFilter.Compare f, ScimAttribute attribute) =>
        (attribute.Kind, f.Value) switch
        {
            (ScimKind.Boolean, bool asked) when f.Operator is ScimOperator.Eq => value.GetValue<bool>() == asked,
            (ScimKind.DateTime, string asked) when ReadTime(asked) is { } then => ByOrder(
                ReadTime(value.GetValue<string>())?.CompareTo(then) ?? -1,
                f
            ),
            (ScimKind.Text or ScimKind.Reference, string asked) => ByText(
                value.GetValue<string>(),
                asked,
                f.Operator,
                attribute.CaseExact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
            ),
            _ => throw CannotAsk(f),
        };

    private static bool ByText(string value, string asked, ScimOperator op, StringComparison how) =>
        op switch
        {
            ScimOperator.Eq => value.Equals(asked, how),
            ScimOperator.Ne => !value.Equals(asked, how),
            ScimOperator.Co => value.Contains(asked, how),
            ScimOperator.Sw => value.StartsWith(asked, how),
            ScimOperator.Ew => value.EndsWith(asked, how),
            ScimOperator.Gt => string.Compare(value, asked, how) > 0,
            ScimOperator.Ge => string.Compare(value, asked, how) >= 0,
            ScimOperator.Lt => string.Compare(value, asked, how) < 0,
            ScimOperator.Le => string.Compare(value, asked, how) <= 0,
        };

    private static bool ByOrder(int order, ScimFilter.Compare f) =>
        f.Operator switch
        {
            ScimOperator.Eq => order == 0,
            ScimOperator.Ne => order != 0,
            ScimOperator.Gt => order > 0,
            ScimOperator.Ge => order >= 0,
            ScimOperator.Lt => order < 0,
            ScimOperator.Le => order <= 0,
            ScimOperator.Co or ScimOperator.Sw or ScimOperator.Ew => throw CannotAsk(f),
        };

    public static DateTimeOffset? ReadTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static bool IsSomething(JsonNode? value) =>
        value is not null
        && value.GetValueKind() is not JsonValueKind.Null
        && value is not JsonArray { Count: 0 }
        && value is not JsonObject { Count: 0 }
        && !(value.GetValueKind() is JsonValueKind.String && value.GetValue<string>().Length == 0);

    private static ScimFaultException Unknown(ScimName name) =>
        new(ScimFaultType.InvalidFilter, $"There is no attribute {name} to filter by.");

    private static ScimFaultException CannotAsk(ScimFilter.Compare f) =>
        new(ScimFaultType.InvalidFilter, $"{f.Name} cannot be compared like that.");
}
