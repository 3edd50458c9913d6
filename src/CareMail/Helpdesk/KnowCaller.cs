using CareMail.Access;
using CareMail.Identity.Tasks;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>Whether the caller passed, and when they may try again if they may not now.</summary>
public sealed record CallerAnswer(SecretVerdict Verdict, DateTimeOffset? ClosedUntil);

/// <summary>
/// Makes sure that the caller is the person: by letters of the Account Secret, or by another identification with what was
/// seen. A pass counts for this case, this person and some minutes.
/// </summary>
public sealed class KnowCaller
{
    private readonly Database _database;
    private readonly Desk _desk;
    private readonly SecretChecks _secrets;

    internal KnowCaller(Database database, Desk desk, SecretChecks secrets) =>
        (_database, _desk, _secrets) = (database, desk, secrets);

    /// <summary>
    /// The caller's letters, as the agent typed them. A wrong answer is kept whatever else happens; two agents who type at
    /// once are two tries.
    /// </summary>
    public async Task<Outcome<CallerAnswer>> ByLettersAsync(
        Actor actor,
        Guid id,
        IReadOnlyList<string> typed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await _desk.FindAsync(actor, Act.WorkOnCases, id, ct) is not { IsOpen: true } found)
        {
            return CaseRules.NotYours;
        }

        if (found.AccountId is not { } accountId)
        {
            return CaseRules.NoPerson;
        }

        if (await _desk.PersonAsync(actor, Act.CheckSecret, accountId, ct) is null)
        {
            return CaseRules.NotYours;
        }

        return await _database.WriteAsync<CallerAnswer>(
            async tx =>
            {
                var taken = (await CaseTable.TakeAsync(tx, id))!;
                var answer = await _secrets.CheckAsync(tx, actor, accountId, typed, taken.Reference);
                if (answer.Verdict is SecretVerdict.Passed && taken.AccountId == accountId && taken.IsOpen)
                {
                    await PassAsync(tx, taken, PassKind.Secret);
                }

                if (answer.Verdict is SecretVerdict.Passed or SecretVerdict.Failed)
                {
                    var kind = answer.Verdict is SecretVerdict.Passed ? CaseEventKind.Passed : CaseEventKind.Failed;
                    await _desk.RecordAsync(tx, actor, taken, new Done(kind));
                }

                return new CallerAnswer(answer.Verdict, answer.ClosedUntil);
            },
            ct
        );
    }

    /// <summary>Known in another way: which, what was seen, and why the letters would not do.</summary>
    public async Task<Outcome<string>> OtherwiseAsync(
        Actor actor,
        Guid id,
        long version,
        PassKind kind,
        string? seen,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (_desk.WrongWords(seen, "Write what you saw or heard", "Seen") is { } noSight)
        {
            return noSight;
        }

        if (_desk.WrongWords(reason, "Say why the Account Secret was not used", "Reason") is { } noReason)
        {
            return noReason;
        }

        if (await _desk.FindAsync(actor, Act.WorkOnCases, id, ct) is not { } found)
        {
            return CaseRules.NotYours;
        }

        if (found.AccountId is not { } accountId)
        {
            return CaseRules.NoPerson;
        }

        if (await NotAllowedAsync(actor, found, accountId, kind, ct) is { } refusal)
        {
            return refusal;
        }

        var outcome = await _desk.RunAsync(
            actor,
            id,
            version,
            async (tx, taken) =>
            {
                if (taken.AccountId != accountId)
                {
                    return CaseRules.Changed;
                }

                await PassAsync(tx, taken, kind);
                return new Done(CaseEventKind.Identified, $"{Spell(kind)}: {seen!.Trim()}\nWhy: {reason!.Trim()}");
            },
            ct: ct
        );
        return outcome.IsDone(out _, out var no) ? "You may change this account now, in this case." : no;
    }

    private async Task<Refusal?> NotAllowedAsync(
        Actor actor,
        HelpCase c,
        Guid accountId,
        PassKind kind,
        CancellationToken ct
    ) =>
        kind switch
        {
            PassKind.LocalPolicy => await _desk.PersonAsync(actor, Act.IdentifyPerson, accountId, ct) is null
                ? new Refusal(
                    "Only an administrator of this person’s own organisation knows people by local policy.",
                    "Kind"
                )
                : null,
            PassKind.SharedMailbox => await _desk.PersonAsync(actor, Act.CheckSecret, accountId, ct) is null
            || !CaseRules.MailboxVouches(c)
                ? new Refusal(
                    "This case is not a message of a colleague from the shared mailbox of the person’s home.",
                    "Kind"
                )
                : null,
            _ => new Refusal("Choose how you know the caller", "Kind"),
        };

    private Task<int> PassAsync(WriteTransaction tx, HelpCase c, PassKind kind) =>
        CaseTable.SetAsync(
            tx,
            c.Id,
            "pass_kind = @kind, pass_at = @now, pass_account = account_id",
            new { kind, now = _desk.Now }
        );

    internal static string Spell(PassKind kind) =>
        kind switch
        {
            PassKind.Secret => "Account Secret",
            PassKind.SharedMailbox => "The shared mailbox asked for them",
            PassKind.LocalPolicy => "Local policy",
        };
}
