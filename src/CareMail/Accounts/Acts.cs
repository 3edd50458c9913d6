using CareMail.Access;
using CareMail.Audit;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>What every use case here does first and last: ask the permission table, and record the act.</summary>
public sealed class Acts(AccountRecords accounts, OrganisationTable organisations, AuditTrail audit)
{
    /// <summary>Somebody, if the actor may do this to them. To others they are not there, rather than forbidden.</summary>
    public async Task<Outcome<AccountSummary>> OnPersonAsync(Actor actor, Act act, Guid accountId, CancellationToken ct)
    {
        var none = new Refusal("There is no such person, or they are not yours to look after.");
        if (await accounts.FindAsync(accountId, ct) is not { } person)
        {
            return none;
        }

        var target = await TargetAsync(person.OrganisationId, ct) with { AccountId = accountId };
        return Permissions.May(actor, act, target) ? person : none;
    }

    public async Task<Outcome<Organisation>> AtOrganisationAsync(
        Actor actor,
        Act act,
        Guid organisationId,
        CancellationToken ct
    )
    {
        var none = new Refusal("There is no such organisation, or it is not yours to look after.");
        return
            await organisations.FindAsync(organisationId, ct) is { } organisation
            && Permissions.May(actor, act, new Target(organisation.Id, organisation.HeadquartersId))
            ? organisation
            : none;
    }

    public async Task<Target> TargetAsync(Guid organisationId, CancellationToken ct) =>
        new(organisationId, (await organisations.FindAsync(organisationId, ct))?.HeadquartersId);

    public Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        Guid subject,
        Guid organisation,
        string? reason,
        string? oldValue = null,
        string? newValue = null
    ) => audit.RecordAsync(tx, Entry(actor, act, subject, organisation, reason, oldValue, newValue));

    /// <summary>The same act done to many of one organisation.</summary>
    public Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        Guid organisation,
        string? reason,
        IEnumerable<(Guid Subject, string NewValue)> done
    ) =>
        audit.RecordAsync(
            tx,
            [.. done.Select(d => Entry(actor, act, d.Subject, organisation, reason, null, d.NewValue))]
        );

    private static AuditEntry Entry(
        Actor actor,
        Act act,
        Guid subject,
        Guid organisation,
        string? reason,
        string? oldValue,
        string? newValue
    ) =>
        new(
            actor.AccountId,
            act.Spell(),
            subject,
            organisation,
            actor.Origin,
            oldValue,
            newValue,
            // A program and the operator have no account: which it was stands with the reason.
            actor.AccountId
                is null
                ? $"{actor.Name}: {reason}".TrimEnd(' ', ':')
                : reason
        );

    public static Refusal? NoReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? new Refusal("Say why: it is kept with what you did.", "reason") : null;
}
