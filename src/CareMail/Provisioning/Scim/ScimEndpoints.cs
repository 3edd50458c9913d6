using System.Text.Json.Nodes;
using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Scim;

/// <summary>RFC 7644 §3.2, table 2: the addresses of SCIM and what they lead to.</summary>
internal static class ScimEndpoints
{
    public static void Map(WebApplication app)
    {
        var scim = app.MapGroup(ProgramAnswers.ScimPath).AddEndpointFilter(RefusalsAsync).ExcludeFromDescription();
        scim.AllowsPrograms(Act.UseScim);
        scim.MapGet("/ServiceProviderConfig", (ScimDiscovery d, HttpRequest r) => One(r, d.Config()));
        scim.MapGet("/ResourceTypes", (ScimDiscovery d, HttpRequest r) => All(r, d.Types()));
        scim.MapGet("/ResourceTypes/{name}", (string name, ScimDiscovery d) => Named(d.Types(), name));
        scim.MapGet("/Schemas", (ScimDiscovery d, HttpRequest r) => All(r, d.Schemas()));
        scim.MapGet("/Schemas/{name}", (string name, ScimDiscovery d) => Named(d.Schemas(), name));
        // RFC 7644 §3.11: who asks is a program, and no resource.
        scim.MapMethods(
            "/Me",
            ["GET"],
            IResult () =>
                throw new ScimRefusedException(StatusCodes.Status501NotImplemented, "A token is nobody's own.")
        );
        scim.MapGet("/Users", ListUsersAsync);
        scim.MapPost("/Users/.search", SearchUsersAsync);
        scim.MapGet("/Groups", ListGroupsAsync);
        scim.MapPost("/Groups/.search", SearchGroupsAsync);
        scim.MapPost("/Users", OneAsync);
        scim.MapPost("/Groups", OneAsync);
        scim.MapMethods("/Users/{resource}", ["GET", "PUT", "PATCH", "DELETE"], OneAsync);
        scim.MapMethods("/Groups/{resource}", ["GET", "PUT", "PATCH", "DELETE"], OneAsync);
        scim.MapPost("/Bulk", BulkAsync);
        scim.Map(
            "/{**path}",
            IResult (HttpRequest request) =>
                throw new ScimRefusedException(
                    StatusCodes.Status404NotFound,
                    $"There is nothing here for {request.Method}."
                )
        );
    }

    private static async Task<IResult> ListUsersAsync(HttpContext context, Places places, ScimRequests requests) =>
        ScimAnswers.Json(
            await requests.ListUsersAsync(
                await CallerAsync(context, places),
                ScimQuery.Of(context.Request),
                context.RequestAborted
            )
        );

    private static async Task<IResult> SearchUsersAsync(HttpContext context, Places places, ScimRequests requests) =>
        ScimAnswers.Json(
            await requests.ListUsersAsync(
                await CallerAsync(context, places),
                ScimQuery.Of(await ScimAnswers.ReadAsync(context.Request)),
                context.RequestAborted
            )
        );

    private static async Task<IResult> ListGroupsAsync(HttpContext context, Places places, ScimRequests requests) =>
        ScimAnswers.Json(
            await requests.ListGroupsAsync(
                await CallerAsync(context, places),
                ScimQuery.Of(context.Request),
                context.RequestAborted
            )
        );

    private static async Task<IResult> SearchGroupsAsync(HttpContext context, Places places, ScimRequests requests) =>
        ScimAnswers.Json(
            await requests.ListGroupsAsync(
                await CallerAsync(context, places),
                ScimQuery.Of(await ScimAnswers.ReadAsync(context.Request)),
                context.RequestAborted
            )
        );

    private static async Task<IResult> OneAsync(HttpContext context, Places places, ScimRequests requests)
    {
        var request = context.Request;
        var hasBody = request.Method is "POST" or "PUT" or "PATCH";
        var answer = await requests.RunAsync(
            await CallerAsync(context, places),
            request.Method,
            request.Path.Value![ProgramAnswers.ScimPath.Length..],
            hasBody ? await ScimAnswers.ReadAsync(request) : null,
            request.Method == "GET" || request.Headers.IfMatch.Count == 0 ? null : request.Headers.IfMatch.ToString(),
            context.RequestAborted,
            request.Query["attributes"],
            request.Query["excludedAttributes"]
        );
        // RFC 7644 §3.14: nothing is sent that the client has already.
        return
            request.Method == "GET"
            && answer.ETag is { } tag
            && request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : ScimAnswers.Of(answer, context);
    }

    private static async Task<IResult> BulkAsync(HttpContext context, Places places, ScimRequests requests)
    {
        var caller = await CallerAsync(context, places);
        var sent = await ScimAnswers.ReadAsync(context.Request);
        ScimAnswers.MustBe(sent, ScimAnswers.BulkSchema);
        if (sent["Operations"] is not JsonArray { Count: > 0 } operations)
        {
            throw new ScimRefusedException(StatusCodes.Status400BadRequest, "Operations is missing.", "invalidSyntax");
        }

        // RFC 7644 §3.7.4.
        if (operations.Count > ScimBulk.Operations)
        {
            throw new ScimRefusedException(
                StatusCodes.Status413PayloadTooLarge,
                $"At most {ScimBulk.Operations} operations are done in one request."
            );
        }

        int? failOnErrors =
            sent["failOnErrors"] is JsonValue value && value.TryGetValue<int>(out var most) ? most : null;
        var bulk = new ScimBulk(
            (method, path, data, version) =>
                requests.RunAsync(caller, method, path, data, version, context.RequestAborted)
        );
        var answers = await bulk.RunAsync(operations, failOnErrors);
        return ScimAnswers.Json(
            new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkResponse"),
                ["Operations"] = answers,
            }
        );
    }

    private static async Task<ProgramReach> CallerAsync(HttpContext context, Places places)
    {
        var actor = context.ProgramActor();
        return new ProgramReach(
            actor,
            context.User.Program()!.OrganisationId,
            await places.OfAsync(actor, Act.UseScim, context.RequestAborted)
        );
    }

    private static IResult One(HttpRequest request, JsonObject resource)
    {
        RefuseFilter(request);
        return ScimAnswers.Json(resource);
    }

    private static IResult All(HttpRequest request, IReadOnlyList<JsonObject> resources)
    {
        RefuseFilter(request);
        return ScimAnswers.Json(ScimAnswers.List(resources.Count, 1, resources));
    }

    /// <summary>RFC 7644 §4: a filter on what describes the service is forbidden.</summary>
    private static void RefuseFilter(HttpRequest request)
    {
        if (request.Query.ContainsKey("filter"))
        {
            throw new ScimRefusedException(StatusCodes.Status403Forbidden, "There is nothing to filter here.");
        }
    }

    private static IResult Named(IReadOnlyList<JsonObject> resources, string name) =>
        ScimAnswers.Json(
            resources.FirstOrDefault(r => r["id"]!.GetValue<string>().Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw ScimRefusedException.NotFound(name)
        );

    private static async ValueTask<object?> RefusalsAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        try
        {
            return await next(context);
        }
        catch (Exception thrown) when (ScimAnswers.Refusal(thrown) is { } refusal)
        {
            return ScimAnswers.Json(refusal.Body, refusal.Status);
        }
    }
}
