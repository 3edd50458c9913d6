using CareMail.Access;
using CareMail.Hosting;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>An organisation to be made, and who is to look after it first.</summary>
public sealed record NewBody(NewOrganisation Organisation, string FirstName, string LastName)
{
    /// <summary>Their own, outside the service.</summary>
    public string? Email { get; init; }
    public string? Mobile { get; init; }
}

public sealed record FoundedOrganisation(Organisation Organisation, AddedPerson Administrator);

/// <summary>
/// Makes any organisation that does not join by itself (a hospital, a practice, a board, an association, a sponsor), with
/// its allowance and its first administrator, who gets in like everybody else: user name by e-mail, temporary password by text.
/// </summary>
public sealed class FoundOrganisation(
    Database database,
    CreateOrganisation create,
    AddPerson addPerson,
    Welcome welcome,
    CareMailSettings settings
)
{
    public async Task<Outcome<FoundedOrganisation>> RunAsync(
        Actor actor,
        NewBody wanted,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (!Permissions.May(actor, Act.CreateOrganisation, default))
        {
            return new Refusal("Your account does not have the right to add organisations.");
        }

        if (Acts.NoReason(reason) is { } missing)
        {
            return missing;
        }

        if (!(await create.CheckAsync(wanted.Organisation, ct)).IsDone(out var organisation, out var refusal))
        {
            return refusal;
        }

        if (NameRules.OfPerson(wanted.FirstName, wanted.LastName) is { } badName)
        {
            return badName;
        }

        if (!PersonalEmail.Read(wanted.Email, settings.Domain, nameof(wanted.Email)).IsDone(out var email, out refusal))
        {
            return refusal;
        }

        if (!UkMobile.Read(wanted.Mobile, nameof(wanted.Mobile)).IsDone(out var mobile, out refusal))
        {
            return refusal;
        }

        try
        {
            return await database.WriteAsync(
                async tx =>
                {
                    var made = Done(await create.MakeAsync(tx, actor, organisation, reason));
                    var person = new NewPerson(made.Id, wanted.FirstName, wanted.LastName)
                    {
                        Roles = RolesAt(made.Kind),
                        Mobile = mobile.National,
                    };
                    var added = Done(await addPerson.RunAsync(tx, actor, person, made, reason));
                    await welcome.QueueAsync(
                        tx,
                        new WelcomedPerson(added.AccountId, added.DisplayName, added.Address.ToString(), made.Name)
                        {
                            Email = email.ToString(),
                            Mobile = mobile.International,
                            About = made.Id,
                        }
                    );
                    return new FoundedOrganisation(made, added);
                },
                ct
            );
        }
        catch (RefusedActException refused)
        {
            return refused.Refusal;
        }
    }

    private static IReadOnlyList<Role> RolesAt(OrganisationKind kind) =>
        kind switch
        {
            OrganisationKind.CareProvider => [Role.PrimaryAdmin],
            OrganisationKind.Association => [Role.LocalAdmin, Role.Association],
            OrganisationKind.Sponsor => [Role.LocalAdmin, Role.Sponsor],
            _ => [Role.LocalAdmin],
        };

    // A refusal takes back what was written before it.
    private static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var value, out var refusal) ? value : throw new RefusedActException(refusal);

    private sealed class RefusedActException(Refusal refusal) : Exception(refusal.Sentence)
    {
        public Refusal Refusal { get; } = refusal;
    }
}
