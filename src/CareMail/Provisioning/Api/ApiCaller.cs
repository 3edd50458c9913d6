using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Scim;

namespace CareMail.Provisioning.Api;

/// <summary>Which program asks, how far it reaches, and the person it asks about.</summary>
internal sealed class ApiCaller(Places places, PeopleSync sync, ScimUsers users)
{
    public async Task<ProgramReach> WhoAsync(HttpContext context, Act act)
    {
        var actor = context.ProgramActor();
        return new ProgramReach(
            actor,
            context.User.Program()!.OrganisationId,
            await places.OfAsync(actor, act, context.RequestAborted)
        );
    }

    /// <summary>It reads what it wrote.</summary>
    public async Task<ProgramReach> ReaderAsync(HttpContext context)
    {
        await sync.CatchUpAsync(context.RequestAborted);
        return await WhoAsync(context, Act.ReadPeople);
    }

    public async Task<PersonRow> ReadableAsync(HttpContext context, Guid person) =>
        await users.FindAsync(await ReaderAsync(context), person.ToString(), context.RequestAborted);

    /// <summary>Refused while the brake is on.</summary>
    public async Task<ProgramReach> WriterAsync(HttpContext context)
    {
        var who = await WhoAsync(context, Act.WritePeople);
        await users.GoesOnAsync(who, context.RequestAborted);
        return who;
    }

    /// <summary>Somebody of theirs, in the version they know.</summary>
    public async Task<(ProgramReach Who, PersonRow Person)> WritableAsync(HttpContext context, Guid person)
    {
        await sync.CatchUpAsync(context.RequestAborted);
        var who = await WhoAsync(context, Act.WritePeople);
        var known = await users.FindAsync(who, person.ToString(), context.RequestAborted);
        await users.GoesOnAsync(who, context.RequestAborted);
        var match = context.Request.Headers.IfMatch.ToString();
        return match.Length == 0 || match == "*" || match == ScimLinks.ETag(known.Version)
            ? (who, known)
            : throw new ScimRefusedException(StatusCodes.Status412PreconditionFailed, "The person was changed since.");
    }

    /// <summary>Does it to the person, and answers with them as they are then.</summary>
    public async Task<IResult> ChangeAsync(HttpContext context, Guid person, PersonChange change)
    {
        var (who, known) = await WritableAsync(context, person);
        return Answer(context, await users.ChangeAsync(who, known, change, context.RequestAborted));
    }

    public static IResult Answer(HttpContext context, PersonRow person, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ETag = ScimLinks.ETag(person.Version);
        return Results.Json(ApiPerson.Of(person), statusCode: status);
    }

    public static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var done, out var refusal) ? done : throw ScimRefusedException.Of(refusal);

    public static (int Skip, int Take) PageOf(int? skip, int? take) =>
        (Math.Max(0, skip ?? 0), Math.Clamp(take ?? Page, 1, Page));

    private const int Page = 200;
}
