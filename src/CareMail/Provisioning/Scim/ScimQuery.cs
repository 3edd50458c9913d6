using System.Globalization;
using System.Text.Json.Nodes;
using CareMail.Protocols.Scim;

namespace CareMail.Provisioning.Scim;

/// <summary>What a list is asked for: in the address, or as the body of a .search (RFC 7644 §3.4.2, §3.4.3).</summary>
internal sealed record ScimQuery(
    ScimFilter? Filter,
    string? SortBy,
    bool Descending,
    int StartIndex,
    int Count,
    string? Attributes,
    string? Excluded
)
{
    /// <summary>Most resources of one answer; told at /ServiceProviderConfig.</summary>
    public const int Most = 200;
    private const int Usual = 100;

    public static ScimQuery Of(HttpRequest request)
    {
        string? Asked(string name) => request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
        return Of(
            Asked("filter"),
            Asked("sortBy"),
            Asked("sortOrder"),
            Number(Asked("startIndex")),
            Number(Asked("count")),
            Asked("attributes"),
            Asked("excludedAttributes")
        );
    }

    public static ScimQuery Of(JsonObject search)
    {
        ScimAnswers.MustBe(search, ScimAnswers.SearchSchema);
        return Of(
            Text(search, "filter"),
            Text(search, "sortBy"),
            Text(search, "sortOrder"),
            Whole(search, "startIndex"),
            Whole(search, "count"),
            Joined(search, "attributes"),
            Joined(search, "excludedAttributes")
        );
    }

    private static ScimQuery Of(
        string? filter,
        string? sortBy,
        string? sortOrder,
        int? startIndex,
        int? count,
        string? attributes,
        string? excluded
    ) =>
        new(
            string.IsNullOrWhiteSpace(filter) ? null : ScimFilter.Parse(filter),
            sortBy,
            "descending".Equals(sortOrder, StringComparison.OrdinalIgnoreCase),
            // RFC 7644 §3.4.2.4: less than one is one; a negative count is none.
            Math.Max(1, startIndex ?? 1),
            Math.Clamp(count ?? Usual, 0, Most),
            attributes,
            excluded
        );

    private static int? Number(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw ScimRefusedException.Wrong("startIndex and count are whole numbers.");

    private static int? Whole(JsonObject search, string name) =>
        search[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<int>(out var number) => number,
            _ => throw ScimRefusedException.Wrong($"{name} is a whole number."),
        };

    private static string? Text(JsonObject search, string name) =>
        search[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw ScimRefusedException.Wrong($"{name} is text."),
        };

    private static string? Joined(JsonObject search, string name) =>
        search[name] is JsonArray names
            ? string.Join(',', names.OfType<JsonValue>().Select(n => n.TryGetValue<string>(out var text) ? text : ""))
            : Text(search, name);
}
