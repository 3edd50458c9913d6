using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity.Doors;
using CareMail.Mailboxes;
using CareMail.Provisioning.Bulk;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Scim;
using CareMail.Storage;

namespace CareMail.Provisioning.Api;

/// <summary>
/// <c>/api/v1</c> for programs of an organisation: the same acts as SCIM and the pages, in our own words. Refusals are
/// problem details (RFC 9457), a write may say the version it knows (If-Match).
/// </summary>
internal static class ApiEndpoints
{
    private const int Page = 200;

    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter(RefusalsAsync);
        Read(api.MapGet("/people", ListAsync))
            .WithName("people")
            .WithSummary("People with an account, by id")
            .Produces<ApiPeople>();
        Read(api.MapGet("/people/{person:guid}", PersonAsync))
            .WithName("person")
            .WithSummary("One person")
            .Produces<ApiPerson>();
        Write(api.MapPost("/people", AddAsync))
            .WithName("addPerson")
            .WithSummary("Add somebody, or find them by your own id")
            .Produces<ApiPerson>(StatusCodes.Status201Created);
        Write(api.MapPatch("/people/{person:guid}", ChangeAsync))
            .WithName("changePerson")
            .WithSummary("Change what is known of somebody")
            .Produces<ApiPerson>();
        Write(api.MapPost("/people/{person:guid}/leaver", LeaveAsync))
            .WithName("leaver")
            .WithSummary("Somebody has left")
            .Produces<ApiPerson>();
        Write(api.MapPost("/people/{person:guid}/disable", LeaveAsync))
            .WithName("disablePerson")
            .WithSummary("Somebody may not sign in for now")
            .Produces<ApiPerson>();
        Write(api.MapPost("/people/{person:guid}/enable", EnableAsync))
            .WithName("enablePerson")
            .WithSummary("Somebody may sign in again")
            .Produces<ApiPerson>();
        Read(api.MapGet("/mailboxes", MailboxesAsync))
            .WithName("mailboxes")
            .WithSummary("Shared mailboxes and who is let in")
            .Produces<IReadOnlyList<ApiMailbox>>();
        Write(api.MapPut("/mailboxes/{box:guid}/people/{person:guid}", GrantAsync))
            .WithName("grantMailbox")
            .WithSummary("Let somebody into a shared mailbox")
            .Produces(StatusCodes.Status204NoContent);
        Write(api.MapDelete("/mailboxes/{box:guid}/people/{person:guid}", RevokeAsync))
            .WithName("revokeMailbox")
            .WithSummary("Let somebody into a shared mailbox no more")
            .Produces(StatusCodes.Status204NoContent);
        Bulk(api.MapPost("/bulk", UploadAsync))
            .WithName("readFile")
            .WithSummary("Send a CSV file of people; nothing happens before it is started")
            .Accepts<string>("text/csv")
            .Produces<ApiBulk>(StatusCodes.Status202Accepted);
        Bulk(api.MapGet("/bulk/{bulk:guid}", BulkAsync))
            .WithName("file")
            .WithSummary("How far a file is, and what is wrong with its rows")
            .Produces<ApiBulk>();
        Bulk(api.MapPost("/bulk/{bulk:guid}/start", StartAsync))
            .WithName("startFile")
            .WithSummary("Do the good rows of a file")
            .Produces<ApiBulk>(StatusCodes.Status202Accepted);
        Bulk(api.MapGet("/bulk/{bulk:guid}/result", ResultAsync))
            .WithName("fileResult")
            .WithSummary("The file with what came of each row")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
    }

    private static RouteHandlerBuilder Read(RouteHandlerBuilder endpoint) =>
        Told(endpoint).AllowsPrograms(Act.ReadPeople);

    private static RouteHandlerBuilder Write(RouteHandlerBuilder endpoint) =>
        Told(endpoint).AllowsPrograms(Act.WritePeople);

    private static RouteHandlerBuilder Bulk(RouteHandlerBuilder endpoint) => Told(endpoint).AllowsPrograms(Act.UseBulk);

    private static RouteHandlerBuilder Told(RouteHandlerBuilder endpoint) =>
        endpoint
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<ProgramReach> WhoAsync(HttpContext context, Places places, Act act)
    {
        var actor = context.ProgramActor();
        return new ProgramReach(
            actor,
            context.User.Program()!.OrganisationId,
            await places.OfAsync(actor, act, context.RequestAborted)
        );
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        Places places,
        PeopleSync sync,
        PersonTable people,
        string? externalId,
        string? site,
        int? skip,
        int? take
    )
    {
        var ct = context.RequestAborted;
        var who = await WhoAsync(context, places, Act.ReadPeople);
        await sync.CatchUpAsync(ct);
        var parameters = new Dapper.DynamicParameters(
            new { externalId = externalId ?? "", ods = (site ?? "").ToUpperInvariant() }
        );
        var where =
            (externalId is null ? "1 = 1" : "external_id = @externalId") + (site is null ? "" : " AND ods = @ods");
        var (from, count) = (Math.Max(0, skip ?? 0), Math.Clamp(take ?? Page, 1, Page));
        var (total, found) = await people.SearchAsync(
            who.Reach,
            new PersonQuery(where, parameters, "account_id", from, count),
            ct
        );
        var next = from + found.Count < total ? $"/api/v1/people?skip={from + found.Count}&take={count}" : null;
        return Results.Ok(new ApiPeople([.. found.Select(ApiPerson.Of)], total, next));
    }

    private static async Task<IResult> PersonAsync(
        Guid person,
        HttpContext context,
        Places places,
        ScimUsers users,
        PeopleSync sync
    )
    {
        await sync.CatchUpAsync(context.RequestAborted);
        var who = await WhoAsync(context, places, Act.ReadPeople);
        return Answer(context, await users.FindAsync(who, person.ToString(), context.RequestAborted));
    }

    private static async Task<IResult> AddAsync(
        ApiNewPerson wanted,
        HttpContext context,
        Places places,
        Database database,
        PeopleActs acts,
        BringPerson bring
    )
    {
        var ct = context.RequestAborted;
        var who = await WhoAsync(context, places, Act.WritePeople);
        await GoesOnAsync(acts, who, ct);
        var wish = new BulkWish(
            BulkRules.Create,
            Text(wanted.ExternalId),
            Text(wanted.FirstName),
            Text(wanted.LastName),
            Text(wanted.Mobile),
            Text(wanted.Email),
            Text(wanted.JobTitle),
            Text(wanted.Site),
            Text(wanted.Department),
            ""
        );
        string[] cells =
        [
            wish.Id,
            wish.FirstName,
            wish.LastName,
            wish.Mobile,
            wish.Email,
            wish.JobTitle,
            wish.Site,
            wish.Department,
        ];
        if (BulkRules.Of(wish, cells, acts.Domain) is { Count: > 0 } errors)
        {
            throw ScimRefusedException.Wrong(string.Join(' ', errors));
        }

        var outcome = await database.WriteAsync(
            tx =>
                bring.RunAsync(
                    tx,
                    who,
                    new WishedPerson(wish.Id, wish.FirstName, wish.LastName)
                    {
                        Mobile = wish.Mobile,
                        Email = wish.Email,
                        JobTitle = wish.JobTitle,
                        Site = wish.Site,
                        Department = wish.Department,
                    }
                ),
            ct
        );
        if (!outcome.IsDone(out var brought, out var refusal))
        {
            throw ScimRefusedException.Of(refusal);
        }

        context.Response.Headers.Location = $"/api/v1/people/{brought.Person.AccountId}";
        return Answer(context, brought.Person, brought.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ChangeAsync(
        Guid person,
        ApiChange change,
        HttpContext context,
        Places places,
        Database database,
        PeopleActs acts,
        ScimUsers users,
        PeopleSync sync,
        BringPerson bring
    )
    {
        var (who, known) = await WritableAsync(person, context, places, acts, users, sync);
        string[] cells = [Text(change.ExternalId), Text(change.JobTitle), Text(change.Department)];
        if (cells.Any(c => c.Length > BulkLimits.Cell || c.Any(char.IsControl)))
        {
            throw ScimRefusedException.Wrong("A text is too long, or more than one line.");
        }

        var outcome = await database.WriteAsync(
            tx =>
                bring.TieAsync(
                    tx,
                    who,
                    known,
                    new WishedPerson(cells[0], "", "") { JobTitle = cells[1], Department = cells[2] }
                ),
            context.RequestAborted
        );
        return outcome.IsDone(out var brought, out var refusal)
            ? Answer(context, brought.Person)
            : throw ScimRefusedException.Taken(refusal.Sentence);
    }

    private static async Task<IResult> LeaveAsync(
        Guid person,
        HttpContext context,
        Places places,
        PeopleActs acts,
        ScimUsers users,
        PeopleSync sync
    )
    {
        var (who, known) = await WritableAsync(person, context, places, acts, users, sync);
        return Answer(context, await users.ChangeStateAsync(who, known, active: false, context.RequestAborted));
    }

    private static async Task<IResult> EnableAsync(
        Guid person,
        HttpContext context,
        Places places,
        PeopleActs acts,
        ScimUsers users,
        PeopleSync sync
    )
    {
        var (who, known) = await WritableAsync(person, context, places, acts, users, sync);
        return Answer(context, await users.ChangeStateAsync(who, known, active: true, context.RequestAborted));
    }

    private static async Task<IResult> MailboxesAsync(HttpContext context, Places places, MailboxAccess mailboxes)
    {
        var ct = context.RequestAborted;
        var found = new List<ApiMailbox>();
        foreach (var site in (await WhoAsync(context, places, Act.ReadPeople)).Places)
        {
            foreach (var mailbox in await mailboxes.OfOrganisationAsync(site.Id, MailboxKind.Shared, ct))
            {
                var rights = await mailboxes.AccountsOfAsync(mailbox.Id, ct);
                found.Add(
                    new ApiMailbox(
                        mailbox.Id,
                        mailbox.DisplayName,
                        site.Ods,
                        [
                            .. rights.Select(r => new ApiAccess(
                                r.AccountId,
                                r.Right is AccessRight.Owner ? "owner" : "member"
                            )),
                        ]
                    )
                );
            }
        }

        return Results.Ok(found);
    }

    private static async Task<IResult> GrantAsync(
        Guid box,
        Guid person,
        ApiRight wanted,
        HttpContext context,
        Places places,
        PeopleActs acts,
        ScimUsers users,
        PeopleSync sync,
        GrantMailbox grant
    )
    {
        var (who, known) = await WritableAsync(person, context, places, acts, users, sync);
        var right = wanted.Right switch
        {
            "owner" => AccessRight.Owner,
            "member" => AccessRight.Member,
            _ => throw ScimRefusedException.Wrong("right is owner or member."),
        };
        return Nothing(
            (await grant.RunAsync(who.Actor, box, known.AccountId, right, Reason, context.RequestAborted)).Refusal
        );
    }

    private static async Task<IResult> RevokeAsync(
        Guid box,
        Guid person,
        HttpContext context,
        Places places,
        PeopleActs acts,
        ScimUsers users,
        PeopleSync sync,
        RevokeMailbox revoke
    )
    {
        var (who, known) = await WritableAsync(person, context, places, acts, users, sync);
        return Nothing(
            (await revoke.RunAsync(who.Actor, box, known.AccountId, Reason, context.RequestAborted)).Refusal
        );
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context,
        UploadPeople upload,
        BulkTable bulks,
        string? name
    )
    {
        var ct = context.RequestAborted;
        if (context.Request.ContentLength > BulkLimits.Bytes)
        {
            throw new ScimRefusedException(
                StatusCodes.Status413PayloadTooLarge,
                $"A file has at most {BulkLimits.Bytes >> 20} MB."
            );
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, ct);
        var program = context.User.Program()!;
        var outcome = await upload.RunAsync(
            context.ProgramActor(),
            new UploadedPeople(program.OrganisationId, name ?? "people.csv", bytes.ToArray(), program.TokenId),
            ct
        );
        return outcome.IsDone(out var file, out var refusal)
            ? await ShowAsync(file, bulks, StatusCodes.Status202Accepted, ct)
            : throw ScimRefusedException.Of(refusal);
    }

    private static async Task<IResult> BulkAsync(Guid bulk, HttpContext context, StartBulk start, BulkTable bulks) =>
        await ShowAsync(await FileAsync(bulk, context, start), bulks, StatusCodes.Status200OK, context.RequestAborted);

    private static async Task<IResult> StartAsync(Guid bulk, HttpContext context, StartBulk start, BulkTable bulks)
    {
        await FileAsync(bulk, context, start);
        return (await start.RunAsync(context.ProgramActor(), bulk, context.RequestAborted)).IsDone(
            out var file,
            out var no
        )
            ? await ShowAsync(file, bulks, StatusCodes.Status202Accepted, context.RequestAborted)
            : throw new ScimRefusedException(StatusCodes.Status409Conflict, no.Sentence);
    }

    private static async Task<IResult> ResultAsync(Guid bulk, HttpContext context, StartBulk start, BulkTable bulks)
    {
        var file = await FileAsync(bulk, context, start);
        return Results.Stream(
            stream => BulkEndpoints.WriteAsync(stream, file, bulks, context.RequestAborted),
            "text/csv; charset=utf-8"
        );
    }

    private static async Task<BulkFile> FileAsync(Guid bulk, HttpContext context, StartBulk start) =>
        (await start.FindAsync(context.ProgramActor(), bulk, context.RequestAborted)).IsDone(out var file, out _)
            ? file
            : throw ScimRefusedException.NotFound(bulk.ToString());

    private static async Task<IResult> ShowAsync(BulkFile file, BulkTable bulks, int status, CancellationToken ct)
    {
        var counts = await bulks.CountAsync(file.Id, ct);
        var wrong = await bulks.RowsAsync(file.Id, RowState.Wrong, 0, BulkLimits.Slice, ct);
        return Results.Json(ApiBulk.Of(file, counts, wrong), statusCode: status);
    }

    /// <summary>Somebody of theirs, in the version they know; refused while the brake is on.</summary>
    private static async Task<(ProgramReach Who, PersonRow Person)> WritableAsync(
        Guid person,
        HttpContext context,
        Places places,
        PeopleActs acts,
        ScimUsers users,
        PeopleSync sync
    )
    {
        var ct = context.RequestAborted;
        await sync.CatchUpAsync(ct);
        var who = await WhoAsync(context, places, Act.WritePeople);
        var known = await users.FindAsync(who, person.ToString(), ct);
        await GoesOnAsync(acts, who, ct);
        var match = context.Request.Headers.IfMatch.ToString();
        return match.Length == 0 || match == "*" || match == ScimLinks.ETag(known.Version)
            ? (who, known)
            : throw new ScimRefusedException(StatusCodes.Status412PreconditionFailed, "The person was changed since.");
    }

    private static async Task GoesOnAsync(PeopleActs acts, ProgramReach who, CancellationToken ct)
    {
        if (await acts.StoppedAsync(who.FeedId, ct) is { } stopped)
        {
            throw new ScimRefusedException(StatusCodes.Status403Forbidden, stopped);
        }
    }

    private const string Reason = "by a program";

    private static IResult Answer(HttpContext context, PersonRow person, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ETag = ScimLinks.ETag(person.Version);
        return Results.Json(ApiPerson.Of(person), statusCode: status);
    }

    private static IResult Nothing(Refusal? refusal) =>
        refusal is null ? Results.NoContent() : throw ScimRefusedException.Of(refusal);

    private static string Text(string? given) => given?.Trim() ?? "";

    private static async ValueTask<object?> RefusalsAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        try
        {
            return await next(context);
        }
        catch (ScimRefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: refused.Status);
        }
    }
}
