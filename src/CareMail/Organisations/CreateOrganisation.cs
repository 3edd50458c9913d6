using CareMail.Access;
using CareMail.Audit;
using CareMail.Storage;

namespace CareMail.Organisations;

/// <summary>Takes an organisation into the service.</summary>
public sealed class CreateOrganisation(Database database, OrganisationTable organisations, AuditTrail audit)
{
    private const int LongestName = 100;

    public async Task<Outcome<Organisation>> RunAsync(
        Actor actor,
        NewOrganisation wanted,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (!Permissions.May(actor, Act.CreateOrganisation, default))
        {
            return new Refusal("Your account does not have the right to add organisations.");
        }

        if (!(await CheckAsync(wanted, ct)).IsDone(out var good, out var refusal))
        {
            return refusal;
        }

        return await database.WriteAsync(tx => MakeAsync(tx, actor, good, reason), ct);
    }

    /// <summary>What is wanted, as it is stored; or what is wrong with it.</summary>
    public async Task<Outcome<NewOrganisation>> CheckAsync(NewOrganisation wanted, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (OdsCode.Read(wanted.Ods) is not { } ods)
        {
            return new Refusal("Enter an ODS code: up to nine letters and digits.", nameof(wanted.Ods));
        }

        if (wanted.Name.Trim() is not { Length: > 0 and <= LongestName } name)
        {
            return new Refusal("Enter the organisation's name, at most 100 characters.", nameof(wanted.Name));
        }

        if (wanted.Allowance is { } allowance && (allowance.People < 1 || allowance.SharedMailboxes < 0))
        {
            return new Refusal("An organisation has at least one person.", nameof(wanted.Allowance));
        }

        return wanted.HeadquartersId is { } above && await organisations.FindAsync(above, ct) is null
            ? new Refusal("There is no such headquarters.", nameof(wanted.HeadquartersId))
            : wanted with
            {
                Ods = ods,
                Name = name,
                Town = wanted.Town.Trim(),
            };
    }

    /// <summary>As part of a larger act, which asked whether the actor may, and checked what is wanted.</summary>
    public async Task<Outcome<Organisation>> MakeAsync(
        WriteTransaction tx,
        Actor actor,
        NewOrganisation wanted,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(wanted);
        if (await organisations.InsertAsync(tx, wanted) is not { } made)
        {
            return new Refusal("An organisation with that ODS code is here already.", nameof(wanted.Ods));
        }

        await audit.RecordAsync(
            tx,
            new AuditEntry(
                actor.AccountId,
                Act.CreateOrganisation.Spell(),
                made.Id,
                made.Id,
                actor.Origin,
                NewValue: $"{made.Ods} {made.Name}",
                Reason: reason
            )
        );
        return made;
    }
}
