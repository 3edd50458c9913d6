using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CareMail.Protocols.Scim;

namespace CareMail.Provisioning.Scim;

/// <summary>Reads what clients send and writes what they are told.</summary>
internal static class ScimAnswers
{
    public const string PatchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    public const string BulkSchema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
    public const string SearchSchema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
    private const int Depth = 32;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = Depth };

    /// <summary>RFC 7644 §3.1 and §8.1: application/scim+json, and application/json for old clients.</summary>
    public static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (type is not (ProgramAnswers.ScimType or "application/json"))
        {
            throw new ScimRefusedException(StatusCodes.Status415UnsupportedMediaType, "Send application/scim+json.");
        }

        if (request.ContentLength > ScimBulk.Bytes)
        {
            throw TooLarge();
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (bytes.Length + read > ScimBulk.Bytes)
            {
                throw TooLarge();
            }

            bytes.Write(buffer, 0, read);
        }

        try
        {
            return JsonNode.Parse(bytes.ToArray(), documentOptions: Reading) is JsonObject sent && IsWhole(sent)
                ? sent
                : throw Malformed();
        }
        catch (Exception bad) when (bad is JsonException or ArgumentException)
        {
            throw Malformed();
        }
    }

    /// <summary>Looks at every member once: a name given twice is found only then.</summary>
    private static bool IsWhole(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.All(m => IsWhole(m.Value)),
            JsonArray a => a.All(IsWhole),
            _ => true,
        };

    /// <summary>RFC 7643 §3: the message says what it is.</summary>
    public static void MustBe(JsonObject sent, string schema)
    {
        if (
            sent["schemas"] is not JsonArray schemas
            || !schemas.Any(s => s is JsonValue v && v.TryGetValue<string>(out var id) && id == schema)
        )
        {
            throw new ScimRefusedException(
                StatusCodes.Status400BadRequest,
                $"schemas must name {schema}.",
                "invalidSyntax"
            );
        }
    }

    public static IResult Json(JsonObject body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(), ProgramAnswers.ScimType, System.Text.Encoding.UTF8, status);

    public static IResult Of(ScimAnswer answer, HttpContext context)
    {
        if (answer.Location is not null)
        {
            context.Response.Headers.Location =
                answer.Status == StatusCodes.Status201Created ? answer.Location : default;
            context.Response.Headers.ContentLocation = answer.Location;
        }

        if (answer.ETag is { } tag)
        {
            context.Response.Headers.ETag = tag;
        }

        return answer.Body is null ? Results.StatusCode(answer.Status) : Json(answer.Body, answer.Status);
    }

    public static JsonObject List(long total, int startIndex, IReadOnlyList<JsonObject> resources)
    {
        var list = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
            ["totalResults"] = total,
            ["itemsPerPage"] = resources.Count,
            ["startIndex"] = startIndex,
        };
        if (resources.Count > 0)
        {
            list["Resources"] = new JsonArray([.. resources]);
        }

        return list;
    }

    /// <summary>What a refusal looks like; null for what is no refusal but a mistake of ours.</summary>
    public static (int Status, JsonObject Body)? Refusal(Exception thrown) =>
        thrown switch
        {
            ScimRefusedException r => (r.Status, Error(r.Status, r.Message, r.Type)),
            ScimFaultException f => (
                StatusCodes.Status400BadRequest,
                Error(StatusCodes.Status400BadRequest, f.Message, f.Spelled)
            ),
            _ => null,
        };

    private static JsonObject Error(int status, string detail, string? type)
    {
        var error = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error"),
            ["status"] = status.ToString(CultureInfo.InvariantCulture),
        };
        if (type is not null)
        {
            error["scimType"] = type;
        }

        error["detail"] = detail;
        return error;
    }

    private static ScimRefusedException Malformed() =>
        new(StatusCodes.Status400BadRequest, "This is no JSON object that could be read.", "invalidSyntax");

    private static ScimRefusedException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, $"At most {ScimBulk.Bytes} bytes are read.");
}
