using CareMail.Access;
using CareMail.Identity;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>
/// Gives somebody a role at an organisation. Nobody gives themselves one, or one they could not hand out; one that reaches
/// everybody is not given by one person alone, except by whoever has the machine.
/// </summary>
public sealed class GiveRole(Database database, Acts acts, AccountRecords accounts)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        RoleGrant grant,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(grant);
        return (await CheckAsync(actor, accountId, grant, ct) ?? Acts.NoReason(reason)) is { } no ? no
            : !Permissions.MayHandOutAlone(actor, grant.Role)
                ? new Refusal("A role that reaches everybody needs a second person: ask for it under Approvals.")
            : await RoleChange.RunAsync(
                database,
                acts,
                accounts,
                new RoleChange.Wanted(actor, Act.GiveRole, accountId, grant, reason),
                ct
            );
    }

    /// <summary>Null if the actor may give this role to this person there.</summary>
    public Task<Refusal?> CheckAsync(Actor actor, Guid accountId, RoleGrant grant, CancellationToken ct = default) =>
        RoleChange.CheckAsync(acts, actor, Act.GiveRole, accountId, grant, ct);
}

/// <summary>Takes a role from somebody.</summary>
public sealed class TakeRole(Database database, Acts acts, AccountRecords accounts)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        RoleGrant grant,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(grant);
        return
            (await RoleChange.CheckAsync(acts, actor, Act.TakeRole, accountId, grant, ct) ?? Acts.NoReason(reason))
                is { } no
            ? no
            : await RoleChange.RunAsync(
                database,
                acts,
                accounts,
                new RoleChange.Wanted(actor, Act.TakeRole, accountId, grant, reason),
                ct
            );
    }
}

internal static class RoleChange
{
    public sealed record Wanted(Actor Actor, Act Act, Guid AccountId, RoleGrant Grant, string? Reason);

    /// <summary>The person and the organisation must both be the actor's to look after.</summary>
    public static async Task<Refusal?> CheckAsync(
        Acts acts,
        Actor actor,
        Act act,
        Guid accountId,
        RoleGrant grant,
        CancellationToken ct
    )
    {
        if (!(await acts.OnPersonAsync(actor, act, accountId, ct)).IsDone(out _, out var noPerson))
        {
            return noPerson;
        }

        if (!(await acts.AtOrganisationAsync(actor, act, grant.OrganisationId, ct)).IsDone(out _, out var noPlace))
        {
            return noPlace;
        }

        return !Permissions.MayHandOutRole(actor, grant.Role) ? new Refusal("That role is not yours to give or take.")
            : grant.Role is Role.Person ? new Refusal("Everybody is a person.")
            : null;
    }

    public static async Task<Outcome<AccountSummary>> RunAsync(
        Database database,
        Acts acts,
        AccountRecords accounts,
        Wanted wanted,
        CancellationToken ct
    )
    {
        var gives = wanted.Act is Act.GiveRole;
        var changed = await database.WriteAsync(
            async tx =>
            {
                var done = gives
                    ? await accounts.GiveRoleAsync(tx, wanted.AccountId, wanted.Grant)
                    : await accounts.TakeRoleAsync(tx, wanted.AccountId, wanted.Grant);
                if (done)
                {
                    var role = wanted.Grant.Role.Spell();
                    await acts.RecordAsync(
                        tx,
                        wanted.Actor,
                        wanted.Act,
                        wanted.AccountId,
                        wanted.Grant.OrganisationId,
                        wanted.Reason,
                        gives ? null : role,
                        gives ? role : null
                    );
                }

                return done;
            },
            ct
        );
        var person = await accounts.FindAsync(wanted.AccountId, ct);
        return changed && person is not null
            ? person
            : new Refusal(gives ? "This person has that role already." : "This person has not that role.");
    }
}
