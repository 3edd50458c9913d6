using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Identity.External;
using CareMail.Organisations;

namespace CareMail.Accounts.External;

/// <summary>
/// Ties one's account to oneself at another service. Both sign-ins are the person's own and fresh; where the provider names
/// workplaces, the account's must be among them.
/// </summary>
public sealed class LinkExternal(
    OwnChange change,
    AccountRecords accounts,
    OrganisationTable organisations,
    ExternalLinks links
)
{
    /// <summary>Why this person may not use an account at that organisation; null if they may.</summary>
    public async Task<Refusal?> CheckAsync(
        ExternalPerson person,
        Guid accountId,
        bool placesAreNamed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        var account = await accounts.FindAsync(accountId, ct);
        var at = account is null ? null : await organisations.FindAsync(account.OrganisationId, ct);
        return at is not null && person.MayWorkAt(at.Ods, placesAreNamed)
            ? null
            : new Refusal("The other service does not say that you work where your account here is.");
    }

    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        ExternalPerson person,
        bool placesAreNamed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(person);
        return await CheckAsync(person, actor.AccountId ?? Guid.Empty, placesAreNamed, ct) is { } no
            ? no
            : await change.RunAsync(
                actor,
                Act.ChangeFactors,
                async (tx, me) =>
                    await links.AddAsync(tx, me.Id, person)
                        ? null
                        : new Refusal("That person of the other service has an account here already."),
                newValue: "sign-in by " + person.Issuer,
                ct: ct
            );
    }

    public Task<Outcome<AccountSummary>> RemoveAsync(Actor actor, CancellationToken ct = default) =>
        change.RunAsync(
            actor,
            Act.ChangeFactors,
            async (tx, me) => await links.RemoveAsync(tx, me.Id) > 0 ? null : new Refusal("There is no such link."),
            oldValue: "sign-in by another service",
            ct: ct
        );
}
