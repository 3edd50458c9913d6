using System.Globalization;
using System.Text.Json.Nodes;

namespace CareMail.Provisioning.Scim;

/// <summary>
/// RFC 7644 §3.7: many requests in one. Each is done for itself, in order; <c>bulkId:…</c> stands for the id of something
/// made in the same request, and may be named before it is made.
/// </summary>
internal sealed class ScimBulk(Func<string, string, JsonObject?, string?, Task<ScimAnswer>> run)
{
    public const int Operations = 200;
    public const int Bytes = 1 << 20;
    private const string Prefix = "bulkId:";

    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<int, JsonObject> _answers = [];
    private int _errors;

    public async Task<JsonArray> RunAsync(JsonArray operations, int? failOnErrors)
    {
        var waiting = operations.Select((node, at) => (Node: node as JsonObject, At: at)).ToList();
        while (waiting.Count > 0)
        {
            // What names something that is not made yet waits for it; if all wait, they wait for each other.
            var ready = waiting.Where(o => Missing(o.Node, waiting.Select(w => w.Node)).Count == 0).ToList();
            var round = ready.Count > 0 ? ready : [waiting[0]];
            foreach (var (node, at) in round)
            {
                if (failOnErrors is { } most && _errors >= most)
                {
                    return Answers();
                }

                waiting.Remove((node, at));
                await OneAsync(node, at, waiting);
            }
        }

        return Answers();
    }

    private JsonArray Answers() => [.. _answers.OrderBy(a => a.Key).Select(a => a.Value)];

    private async Task OneAsync(JsonObject? node, int at, List<(JsonObject? Node, int At)> waiting)
    {
        var answer = new JsonObject();
        _answers[at] = answer;
        try
        {
            var method = Text(node, "method")?.ToUpperInvariant();
            var path = Text(node, "path");
            var bulkId = Text(node, "bulkId");
            answer["method"] = method;
            if (bulkId is not null)
            {
                answer["bulkId"] = bulkId;
            }

            if (method is not ("POST" or "PUT" or "PATCH" or "DELETE") || path is null)
            {
                throw new ScimRefusedException(400, "An operation has a method and a path.", "invalidSyntax");
            }

            if (method == "POST" && bulkId is null)
            {
                throw new ScimRefusedException(400, "A POST needs a bulkId.", "invalidSyntax");
            }

            var data = node!["data"]?.DeepClone() as JsonObject;
            // They wait for each other: the one is made without the manager that is not there yet, and told later.
            var circular = data is null ? null : TakeCircular(data);
            var made = await run(method, Resolve(path), ResolveAll(data), Text(node, "version"));
            answer["status"] = made.Status.ToString(CultureInfo.InvariantCulture);
            answer["location"] = made.Location;
            if (made.ETag is { } tag)
            {
                answer["version"] = tag;
            }

            if (method == "POST" && bulkId is not null && made.Location is not null)
            {
                _made[bulkId] = made.Location[(made.Location.LastIndexOf('/') + 1)..];
            }

            if (circular is not null)
            {
                waiting.Add((Later(path, bulkId!, circular), at + 100_000));
            }
        }
        catch (Exception refused) when (ScimAnswers.Refusal(refused) is { } error)
        {
            _errors++;
            answer["status"] = error.Status.ToString(CultureInfo.InvariantCulture);
            answer["response"] = error.Body;
        }
    }

    private JsonObject? TakeCircular(JsonObject data)
    {
        if (
            data[ScimTypes.Enterprise] is JsonObject enterprise
            && enterprise["manager"] is JsonObject manager
            && Text(manager, "value") is { } value
            && value.StartsWith(Prefix, StringComparison.Ordinal)
            && !_made.ContainsKey(value[Prefix.Length..])
        )
        {
            enterprise.Remove("manager");
            return manager;
        }

        return null;
    }

    private static JsonObject Later(string path, string bulkId, JsonObject manager) =>
        new()
        {
            ["method"] = "PATCH",
            ["path"] = $"{path.TrimEnd('/')}/{Prefix}{bulkId}",
            ["data"] = new JsonObject
            {
                ["schemas"] = new JsonArray(ScimAnswers.PatchSchema),
                ["Operations"] = new JsonArray(
                    new JsonObject
                    {
                        ["op"] = "add",
                        ["path"] = ScimTypes.Enterprise + ":manager",
                        ["value"] = manager.DeepClone(),
                    }
                ),
            },
        };

    /// <summary>Names of things that this operation needs and that others of those waiting would make.</summary>
    private List<string> Missing(JsonObject? node, IEnumerable<JsonObject?> waiting)
    {
        var coming = waiting
            .Where(w => !ReferenceEquals(w, node))
            .Select(w => Text(w, "bulkId"))
            .OfType<string>()
            .ToHashSet();
        return
        [
            .. Named(node?["data"])
                .Append(Text(node, "path") ?? "")
                .SelectMany(Ids)
                .Where(id => !_made.ContainsKey(id) && coming.Contains(id)),
        ];
    }

    private static IEnumerable<string> Named(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(m => Named(m.Value)),
            JsonArray a => a.SelectMany(Named),
            JsonValue v when v.TryGetValue<string>(out var text) => [text],
            _ => [],
        };

    private static IEnumerable<string> Ids(string text)
    {
        var at = text.IndexOf(Prefix, StringComparison.Ordinal);
        return at < 0 ? [] : [text[(at + Prefix.Length)..]];
    }

    private string Resolve(string text)
    {
        var at = text.IndexOf(Prefix, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        return _made.TryGetValue(text[(at + Prefix.Length)..], out var id)
            ? text[..at] + id
            : throw new ScimRefusedException(409, $"Nothing was made for {text}.", "invalidValue");
    }

    private JsonObject? ResolveAll(JsonObject? data) => data is null ? null : (JsonObject)Resolved(data)!;

    private JsonNode? Resolved(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject([.. o.Select(m => KeyValuePair.Create(m.Key, Resolved(m.Value)))]),
            JsonArray a => new JsonArray([.. a.Select(Resolved)]),
            JsonValue v when v.TryGetValue<string>(out var text) && text.StartsWith(Prefix, StringComparison.Ordinal) =>
                JsonValue.Create(Resolve(text)),
            _ => node?.DeepClone(),
        };

    private static string? Text(JsonObject? node, string name) =>
        node?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
