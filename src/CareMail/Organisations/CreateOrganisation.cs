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

        if (OdsCode.Read(wanted.Ods) is not { } ods)
        {
            return new Refusal("Enter an ODS code: up to nine letters and digits.", nameof(wanted.Ods));
        }

        if (wanted.Name.Trim() is not { Length: > 0 and <= LongestName } name)
        {
            return new Refusal("Enter the organisation's name, at most 100 characters.", nameof(wanted.Name));
        }

        if (wanted.HeadquartersId is { } above && await organisations.FindAsync(above, ct) is null)
        {
            return new Refusal("There is no such headquarters.", nameof(wanted.HeadquartersId));
        }

        var made = await database.WriteAsync(
            async tx =>
            {
                var created = await organisations.InsertAsync(
                    tx,
                    wanted with
                    {
                        Ods = ods,
                        Name = name,
                        Town = wanted.Town.Trim(),
                    }
                );
                if (created is not null)
                {
                    await audit.RecordAsync(
                        tx,
                        new AuditEntry(
                            actor.AccountId,
                            Act.CreateOrganisation.Spell(),
                            created.Id,
                            created.Id,
                            actor.Origin,
                            NewValue: $"{ods} {name}",
                            Reason: reason
                        )
                    );
                }

                return created;
            },
            ct
        );
        return made is null
            ? new Refusal("An organisation with that ODS code is here already.", nameof(wanted.Ods))
            : made;
    }
}
