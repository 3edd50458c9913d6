using CareMail.Access;
using CareMail.Provisioning.Bulk;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Scim;
using CareMail.Storage;

namespace CareMail.Provisioning.Api;

/// <summary>People, for programs in our own words.</summary>
internal static class ApiPeople
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/people", ListAsync)
            .Told(Act.ReadPeople, "people", "People with an account, by id")
            .Produces<ApiPeoplePage>();
        api.MapGet("/people/{person:guid}", OneAsync)
            .Told(Act.ReadPeople, "person", "One person")
            .Produces<ApiPerson>();
        api.MapPost("/people", AddAsync)
            .Told(Act.WritePeople, "addPerson", "Add somebody, or find them by your own id")
            .Produces<ApiPerson>(StatusCodes.Status201Created);
        api.MapPatch("/people/{person:guid}", ChangeAsync)
            .Told(
                Act.WritePeople,
                "changePerson",
                "Change what is known of somebody; another name brings a new address, and the old one goes on taking mail"
            )
            .Produces<ApiPerson>();
        Step(api, "leaver", "leaver", "Somebody has left: their rights end at once", Standing.Left);
        Step(api, "disable", "disablePerson", "Somebody is away for long: their mail keeps arriving", Standing.Away);
        Step(api, "enable", "enablePerson", "Somebody is back from an absence", Standing.Back);
        Step(
            api,
            "restore",
            "restorePerson",
            "Take back a leaver, or restore a deleted account within its days",
            Standing.AtWork
        );
        Done(
            api,
            "reset",
            "resetPerson",
            "Send somebody a temporary password by text message",
            new PersonChange { Resets = true }
        );
    }

    private static void Step(RouteGroupBuilder api, string path, string name, string summary, Standing standing) =>
        Done(api, path, name, summary, new PersonChange { Standing = standing });

    private static void Done(RouteGroupBuilder api, string path, string name, string summary, PersonChange change) =>
        api.MapPost(
                "/people/{person:guid}/" + path,
                (Guid person, HttpContext context, ApiCaller caller) => caller.ChangeAsync(context, person, change)
            )
            .Told(Act.WritePeople, name, summary)
            .Produces<ApiPerson>();

    private static async Task<IResult> ListAsync(
        HttpContext context,
        ApiCaller caller,
        PersonTable people,
        string? externalId,
        string? site,
        int? skip,
        int? take
    )
    {
        var who = await caller.ReaderAsync(context);
        var parameters = new Dapper.DynamicParameters(
            new { externalId = externalId ?? "", ods = (site ?? "").ToUpperInvariant() }
        );
        var where =
            (externalId is null ? "1 = 1" : "external_id = @externalId") + (site is null ? "" : " AND ods = @ods");
        var (from, count) = ApiCaller.PageOf(skip, take);
        var (total, found) = await people.SearchAsync(
            who.Reach,
            new PersonQuery(where, parameters, "account_id", from, count),
            context.RequestAborted
        );
        var next = from + found.Count < total ? $"/api/v1/people?skip={from + found.Count}&take={count}" : null;
        return Results.Ok(new ApiPeoplePage([.. found.Select(ApiPerson.Of)], total, next));
    }

    private static async Task<IResult> OneAsync(Guid person, HttpContext context, ApiCaller caller) =>
        ApiCaller.Answer(context, await caller.ReadableAsync(context, person));

    private static async Task<IResult> AddAsync(
        ApiNewPerson wanted,
        HttpContext context,
        ApiCaller caller,
        Database database,
        NewPeople newcomers,
        BringPerson bring
    )
    {
        var who = await caller.WriterAsync(context);
        var wish = wanted.Wish;
        if (BulkRules.Of(wish, wish.Texts, newcomers.Domain) is { Count: > 0 } errors)
        {
            throw ScimRefusedException.Wrong(string.Join(' ', errors));
        }

        var brought = ApiCaller.Done(
            await database.WriteAsync(tx => bring.RunAsync(tx, who, wish.Person), context.RequestAborted)
        );
        context.Response.Headers.Location = $"/api/v1/people/{brought.Person.AccountId}";
        return ApiCaller.Answer(
            context,
            brought.Person,
            brought.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> ChangeAsync(
        Guid person,
        ApiChange change,
        HttpContext context,
        ApiCaller caller,
        Database database,
        PeopleActs acts,
        BringPerson bring
    )
    {
        var (who, known) = await caller.WritableAsync(context, person);
        var wish = change.Wish;
        if (!BulkRules.AreTexts(wish.Texts))
        {
            throw ScimRefusedException.Wrong("A text is too long, or more than one line.");
        }

        var (first, last) = wish.NamesFor(known);
        var place = wish.Site.Length == 0 ? null : who.Place(wish.Site) ?? throw NoSuchSite();
        var plan = ApiCaller.Done(
            await acts.PlanAsync(
                who,
                known,
                new PersonChange
                {
                    GivenName = first,
                    FamilyName = last,
                    Place = place,
                },
                context.RequestAborted
            )
        );
        var outcome = await database.WriteUnlessRefusedAsync<BroughtPerson>(
            async tx =>
                await acts.DoAsync(tx, who, plan) is { } refusal
                    ? refusal
                    : await bring.TieAsync(tx, who, await acts.AgainAsync(tx, known), wish.Person),
            context.RequestAborted
        );
        return outcome.IsDone(out var brought, out var taken)
            ? ApiCaller.Answer(context, brought.Person)
            : throw (
                taken.Field == "ExternalId"
                    ? ScimRefusedException.Taken(taken.Sentence)
                    : ScimRefusedException.Of(taken)
            );
    }

    private static ScimRefusedException NoSuchSite() =>
        ScimRefusedException.Wrong("site must be the ODS code of a site of yours.");
}
