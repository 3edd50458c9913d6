using System.Text.Json.Nodes;
using CareMail.Protocols.Scim;
using CareMail.Provisioning.People;
using CareMail.Storage;

namespace CareMail.Provisioning.Scim;

/// <summary>Everything that can be asked about people and groups: single requests and those within a bulk alike.</summary>
internal sealed class ScimRequests(
    Database database,
    ScimUsers users,
    ScimGroups groups,
    ScimUserJson json,
    PersonTable people,
    PeopleSync sync,
    ScimLinks links
)
{
    public async Task<JsonObject> ListUsersAsync(ProgramReach caller, ScimQuery query, CancellationToken ct)
    {
        await sync.CatchUpAsync(ct);
        var shape = ScimShape.Of(ScimTypes.User, query.Attributes, query.Excluded);
        var sql = new ScimSql(database.Engine);
        var where = query.Filter is null ? "1 = 1" : sql.Where(query.Filter);
        // RFC 7644 §3.4.2.3: what cannot be sorted by leaves the usual order.
        var order = query.SortBy is null ? "account_id" : ScimSql.SortColumn(query.SortBy) ?? "account_id";
        var (total, found) = await people.SearchAsync(
            caller.Reach,
            new PersonQuery(
                where,
                sql.Parameters,
                order + (query.Descending ? " DESC" : ""),
                query.StartIndex - 1,
                query.Count
            ),
            ct
        );
        var resources = new List<JsonObject>();
        foreach (var person in found)
        {
            resources.Add(await ShapedAsync(caller, person, shape, ct));
        }

        return ScimAnswers.List(total, query.StartIndex, resources);
    }

    public async Task<JsonObject> ListGroupsAsync(ProgramReach caller, ScimQuery query, CancellationToken ct)
    {
        await sync.CatchUpAsync(ct);
        var shape = ScimShape.Of(ScimTypes.Group, query.Attributes, query.Excluded);
        var withMembers = shape.Wants("members");
        var asksMembers = query.Filter?.ToString().Contains("members", StringComparison.OrdinalIgnoreCase) == true;
        var found = new List<JsonObject>();
        foreach (var group in await groups.ListAsync(caller, ct))
        {
            var resource = await groups.WriteAsync(group, withMembers || asksMembers, ct);
            if (query.Filter is null || ScimMatch.Meets(resource, query.Filter, ScimTypes.Group))
            {
                found.Add(resource);
            }
        }

        var ordered = "displayName".Equals(query.SortBy, StringComparison.OrdinalIgnoreCase)
            ? found.OrderBy(g => g["displayName"]!.GetValue<string>(), StringComparer.OrdinalIgnoreCase).ToList()
            : found;
        if (query.Descending)
        {
            ordered.Reverse();
        }

        return ScimAnswers.List(
            ordered.Count,
            query.StartIndex,
            [.. ordered.Skip(query.StartIndex - 1).Take(query.Count).Select(shape.Apply)]
        );
    }

    /// <param name="path">Below /scim/v2: <c>/Users/…</c>.</param>
    /// <param name="version">The version the client knows (If-Match), or null.</param>
    public async Task<ScimAnswer> RunAsync(
        ProgramReach caller,
        string method,
        string path,
        JsonObject? data,
        string? version,
        CancellationToken ct,
        string? attributes = null,
        string? excluded = null
    )
    {
        await sync.CatchUpAsync(ct);
        var pieces = path.Trim('/').Split('/');
        var id = pieces.ElementAtOrDefault(1);
        if (pieces.Length > 2 || (id is null) != (method == "POST"))
        {
            throw new ScimRefusedException(StatusCodes.Status404NotFound, $"There is nothing at {path} for {method}.");
        }

        return pieces[0].ToUpperInvariant() switch
        {
            "USERS" => await UserAsync(
                caller,
                method,
                id,
                data,
                version,
                ScimShape.Of(ScimTypes.User, attributes, excluded),
                ct
            ),
            "GROUPS" => await GroupAsync(
                caller,
                method,
                id,
                data,
                ScimShape.Of(ScimTypes.Group, attributes, excluded),
                ct
            ),
            _ => throw new ScimRefusedException(StatusCodes.Status404NotFound, $"There is nothing at {path}."),
        };
    }

    private async Task<ScimAnswer> UserAsync(
        ProgramReach caller,
        string method,
        string? id,
        JsonObject? data,
        string? version,
        ScimShape shape,
        CancellationToken ct
    )
    {
        if (method == "POST")
        {
            var sent = data ?? throw Empty();
            ScimAnswers.MustBe(sent, ScimTypes.UserSchema);
            var made = await users.CreateAsync(caller, sent, ct);
            return await AnswerAsync(caller, made, StatusCodes.Status201Created, shape, ct);
        }

        var person = await users.FindAsync(caller, id!, ct);
        if (
            version is not null
            && version != "*"
            && !version.Split(',', StringSplitOptions.TrimEntries).Contains(ScimLinks.ETag(person.Version))
        )
        {
            throw new ScimRefusedException(StatusCodes.Status412PreconditionFailed, "The person was changed since.");
        }

        switch (method)
        {
            case "DELETE":
                await users.DeleteAsync(caller, person, ct);
                return new ScimAnswer(StatusCodes.Status204NoContent, null);
            case "PUT":
                var whole = data ?? throw Empty();
                ScimAnswers.MustBe(whole, ScimTypes.UserSchema);
                person = await users.ReplaceAsync(caller, person, whole, ct);
                break;
            case "PATCH":
                person = await users.PatchAsync(caller, person, Operations(data), ct);
                break;
            case "GET":
                break;
            default:
                throw new ScimRefusedException(StatusCodes.Status405MethodNotAllowed, $"{method} is not for a person.");
        }

        return await AnswerAsync(caller, person, StatusCodes.Status200OK, shape, ct);
    }

    private async Task<ScimAnswer> GroupAsync(
        ProgramReach caller,
        string method,
        string? id,
        JsonObject? data,
        ScimShape shape,
        CancellationToken ct
    )
    {
        if (method is "POST" or "DELETE")
        {
            // RFC 7644 §3.12: 501 for what we do not do.
            throw new ScimRefusedException(
                StatusCodes.Status501NotImplemented,
                "Groups are the sites and shared mailboxes of the organisation: they are made in CareMail."
            );
        }

        var group = await groups.FindAsync(caller, id!, ct);
        if (method is "PUT" or "PATCH")
        {
            await users.GoesOnAsync(caller, ct);
            var resource = await groups.WriteAsync(group, withMembers: true, ct);
            if (method == "PUT")
            {
                var whole = data ?? throw Empty();
                ScimAnswers.MustBe(whole, ScimTypes.GroupSchema);
                resource = ScimTypes.Group.Accept(whole);
            }
            else
            {
                ScimPatch.Apply(resource, Operations(data), ScimTypes.Group);
            }

            await groups.ChangeMembersAsync(caller, group, resource, ct);
        }

        var after = await groups.WriteAsync(group, shape.Wants("members"), ct);
        return new ScimAnswer(StatusCodes.Status200OK, shape.Apply(after), links.Of("/Groups", group.Id));
    }

    private static List<ScimOperation> Operations(JsonObject? data)
    {
        var sent = data ?? throw Empty();
        ScimAnswers.MustBe(sent, ScimAnswers.PatchSchema);
        var operations =
            sent.FirstOrDefault(m => m.Key.Equals("Operations", StringComparison.OrdinalIgnoreCase)).Value as JsonArray;
        return operations is { Count: > 0 and <= ScimBulk.Operations }
            ? [.. operations.Select(ScimOperation.Read)]
            : throw new ScimRefusedException(
                StatusCodes.Status400BadRequest,
                $"Operations has one to {ScimBulk.Operations} operations.",
                "invalidSyntax"
            );
    }

    private async Task<ScimAnswer> AnswerAsync(
        ProgramReach caller,
        PersonRow person,
        int status,
        ScimShape shape,
        CancellationToken ct
    ) => new(status, await ShapedAsync(caller, person, shape, ct), links.User(person.AccountId), person.Version);

    private async Task<JsonObject> ShapedAsync(
        ProgramReach caller,
        PersonRow person,
        ScimShape shape,
        CancellationToken ct
    )
    {
        var resource = json.Write(person);
        if (shape.Wants("groups"))
        {
            resource["groups"] = await groups.OfPersonAsync(person, caller, ct);
        }

        return shape.Apply(resource);
    }

    private static ScimRefusedException Empty() =>
        new(StatusCodes.Status400BadRequest, "The request has no body.", "invalidSyntax");
}
