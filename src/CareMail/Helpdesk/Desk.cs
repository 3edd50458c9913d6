using CareMail.Access;
using CareMail.Audit;
using CareMail.Identity;
using CareMail.Joining;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>What every act at the desk shares: whose case it is, that nobody else changed it, what is written down.</summary>
internal sealed class Desk(
    Database database,
    AccountRecords accounts,
    OrganisationTable organisations,
    AuditTrail audit,
    DatedPolicy policy,
    HelpdeskLimits limits,
    TimeProvider time
)
{
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The case, if the actor may do this with it; to others it is not there.</summary>
    public async Task<HelpCase?> FindAsync(Actor actor, Act act, Guid id, CancellationToken ct) =>
        await CaseTable.FindAsync(database, id, ct) is { } found
        && Permissions.May(actor, act, await TargetAsync(found.OrganisationId, ct))
            ? found
            : null;

    public async Task<Target> TargetAsync(Guid? organisationId, CancellationToken ct) =>
        organisationId is { } id
            ? new Target(id, (await organisations.FindAsync(id, ct))?.HeadquartersId)
            : new Target();

    /// <summary>The person, if the actor may do this to them.</summary>
    public async Task<AccountSummary?> PersonAsync(Actor actor, Act act, Guid accountId, CancellationToken ct) =>
        await accounts.FindAsync(accountId, ct) is { } person
        && Permissions.May(actor, act, await TargetAsync(person.OrganisationId, ct) with { AccountId = person.Id })
            ? person
            : null;

    public async Task<TimeSpan> PassLifeAsync(CancellationToken ct) =>
        TimeSpan.FromMinutes((await policy.OnAsync(Now, ct)).Number(HelpdeskPolicy.PassMinutes));

    public async Task<DateTimeOffset> DueAsync(DateTimeOffset opened, CancellationToken ct) =>
        opened + TimeSpan.FromHours((await policy.OnAsync(opened, ct)).Number(HelpdeskPolicy.AnswerHours));

    public async Task<TimeSpan> KeptAsync(CancellationToken ct) =>
        TimeSpan.FromDays((await policy.OnAsync(Now, ct)).Number(HelpdeskPolicy.KeptDays));

    /// <summary>
    /// One act on one case: whose it is, that it is as the agent saw it, the change, the event and the audit in one
    /// transaction; a refusal takes all of it back.
    /// </summary>
    public async Task<Outcome<HelpCase>> RunAsync(
        Actor actor,
        Guid id,
        long version,
        Func<WriteTransaction, HelpCase, Task<Outcome<Done>>> change,
        Act act = Act.WorkOnCases,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await FindAsync(actor, act, id, ct) is null)
        {
            return CaseRules.NotYours;
        }

        return await database.WriteOrRefuseAsync<HelpCase>(
            async tx =>
            {
                if (await CaseTable.TakeAsync(tx, id) is not { IsOpen: true } taken || taken.Version != version + 1)
                {
                    return CaseRules.Changed;
                }

                if (!(await change(tx, taken)).IsDone(out var done, out var no))
                {
                    return no;
                }

                await RecordAsync(tx, actor, taken, done);
                return taken;
            },
            ct
        );
    }

    /// <summary>The event in the case, and the act in the audit trail.</summary>
    public async Task RecordAsync(WriteTransaction tx, Actor actor, HelpCase c, Done done)
    {
        await CaseTable.AddEventAsync(tx, c.Id, done.Kind, Now, actor.AccountId, done.Words);
        await audit.RecordAsync(
            tx,
            new AuditEntry(
                actor.AccountId,
                "case." + EventNames.Spell(done.Kind),
                c.Id,
                c.OrganisationId,
                actor.Origin,
                null,
                c.Reference,
                done.Words
            )
        );
    }

    public Refusal? WrongWords(string? words, string missing, string field = "Words") =>
        string.IsNullOrWhiteSpace(words) ? new Refusal(missing, field)
        : words.Length > limits.LongestWords
            ? new Refusal($"Shorten your words to {limits.LongestWords} characters", field)
        : null;
}

/// <summary>What an act was, for the case's timeline.</summary>
internal sealed record Done(CaseEventKind Kind, string? Words = null);

/// <summary>How events are spelled in the audit trail.</summary>
internal static class EventNames
{
    public static string Spell(CaseEventKind kind) =>
        kind switch
        {
            CaseEventKind.Opened => "open",
            CaseEventKind.Taken => "take",
            CaseEventKind.Note => "note",
            CaseEventKind.Passed => "passed",
            CaseEventKind.Failed => "failed",
            CaseEventKind.Identified => "identify",
            CaseEventKind.Unlocked => "unlock",
            CaseEventKind.Reset => "reset",
            CaseEventKind.Resecured => "resecure",
            CaseEventKind.MobileAsked => "mobile_asked",
            CaseEventKind.MobileMoved => "mobile_moved",
            CaseEventKind.MobileDenied => "mobile_denied",
            CaseEventKind.Rung => "rung",
            CaseEventKind.NotReached => "not_reached",
            CaseEventKind.OwnerMade => "owner_made",
            CaseEventKind.Answered => "answer",
            CaseEventKind.WroteAgain => "wrote_again",
            CaseEventKind.AboutPerson => "about_person",
            CaseEventKind.Settled => "settle",
            CaseEventKind.Undelivered => "undelivered",
        };
}
