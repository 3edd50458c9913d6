using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Organisations;

namespace CareMail.Accounts.Tasks;

/// <summary>The words by which the helpdesk knows somebody who is locked out.</summary>
public sealed class ChangeAccountSecret(
    OwnChange change,
    AccountRecords accounts,
    AccountSecrets secrets,
    OrganisationTable organisations
)
{
    public async Task<Outcome<AccountSummary>> RunAsync(Actor actor, string secret, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(secret);
        if (await accounts.FindAsync(actor.AccountId ?? Guid.Empty, ct) is not { } me)
        {
            return new Refusal("Nobody is signed in here.");
        }

        var organisation = (await organisations.FindAsync(me.OrganisationId, ct))?.Name ?? "";
        if (SecretRules.Check(secret, me.FirstName, me.LastName, organisation) is { } bad)
        {
            return bad;
        }

        if (await secrets.WasChosenAsync(me.Id, secret, ct))
        {
            return new Refusal("You have, or had, that secret: choose one that is not among your last five.", "Secret");
        }

        return await change.RunAsync(
            actor,
            Act.ChangeSecret,
            async (tx, _) =>
            {
                await secrets.ChooseAsync(tx, me.Id, secret);
                return null;
            },
            ct: ct
        );
    }
}
