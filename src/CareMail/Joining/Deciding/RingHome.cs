using CareMail.Access;
using CareMail.Joining.Applying;
using CareMail.Storage;

namespace CareMail.Joining.Deciding;

/// <summary>A code for a caseworker to read out: shown once.</summary>
public sealed record SpokenCode(string Code, DateTimeOffset Until);

/// <summary>What a caseworker does on the telephone: reads a code out, tells the contact CQC holds, writes down how they know.</summary>
internal sealed class RingHome
{
    private readonly Database _database;
    private readonly Applications _applications;
    private readonly ProveHome _proving;
    private readonly JoiningLimits _limits;
    private readonly TimeProvider _time;

    public RingHome(
        Database database,
        Applications applications,
        ProveHome proving,
        JoiningLimits limits,
        TimeProvider time
    ) => (_database, _applications, _proving, _limits, _time) = (database, applications, proving, limits, time);

    /// <summary>While somebody of the home is on the line. A code asked for again replaces the one before.</summary>
    public async Task<Outcome<SpokenCode>> ReadCodeAsync(Actor actor, Guid id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Permissions.May(actor, Act.WorkOnApplications, default))
        {
            return Desk.NotYours;
        }

        return await _database.WriteOrRefuseAsync<SpokenCode>(
            async tx =>
            {
                if (
                    await ApplicationTable.TakeAsync(tx, id)
                    is not { State: ApplicationState.Draft, RingWanted: not null } application
                )
                {
                    return new Refusal("Nobody waits for this call any more.");
                }

                var code = await _proving.NewCodeAsync(tx, id, _limits.SpokenCodeLife);
                await _applications.EventAsync(tx, id, EventKind.Rung, actor.AccountId);
                await _applications.RecordAsync(tx, "application.ring", application, actor.AccountId, actor.Origin);
                return new SpokenCode(code, _time.GetUtcNow() + _limits.SpokenCodeLife);
            },
            ct
        );
    }

    /// <summary>The contact CQC holds was rung, and told of the application.</summary>
    public Task<Outcome<Application>> ToldAsync(Actor actor, Guid id, long version, CancellationToken ct = default) =>
        NoteAsync(
            actor,
            id,
            version,
            "contact_told = @now",
            new { now = _time.GetUtcNow() },
            EventKind.ContactTold,
            "application.tell_contact",
            null,
            ct
        );

    /// <summary>The caseworker knows that the applicant is the home, and says how.</summary>
    public async Task<Outcome<Application>> ProvedAsync(
        Actor actor,
        Guid id,
        long version,
        string? words,
        CancellationToken ct = default
    ) =>
        Desk.WrongWords(words, _limits, "Write whom you rang, on which number, and how you know") is { } wrong
            ? wrong
            : await NoteAsync(
                actor,
                id,
                version,
                "proof = @proof, proved = @now, contact_told = @now",
                new { proof = Proof.Caseworker, now = _time.GetUtcNow() },
                EventKind.Proved,
                "application.prove",
                words!.Trim(),
                ct
            );

    private async Task<Outcome<Application>> NoteAsync(
        Actor actor,
        Guid id,
        long version,
        string assignments,
        object values,
        EventKind kind,
        string act,
        string? words,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Permissions.May(actor, Act.WorkOnApplications, default))
        {
            return Desk.NotYours;
        }

        return await _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                // Whatever is open may be rung about.
                if (await Desk.TakeAsync(tx, id, version, ApplicationStep.Reject) is not { } application)
                {
                    return Desk.Changed;
                }

                await ApplicationTable.SetAsync(tx, id, assignments, values);
                await _applications.EventAsync(
                    tx,
                    id,
                    kind,
                    actor.AccountId,
                    kind is EventKind.Proved ? $"{Proof.Caseworker}: {words}" : words
                );
                await _applications.RecordAsync(tx, act, application, actor.AccountId, actor.Origin, reason: words);
                return application;
            },
            ct
        );
    }
}
