using CareMail.Access;
using CareMail.Accounts.Passwords;
using CareMail.Identity;
using CareMail.Identity.Tasks;

namespace CareMail.Accounts.Tasks;

/// <summary>A password of one's own choosing. Every other browser is signed out; mail programs have passwords of their own.</summary>
public sealed class ChangePassword(OwnChange change, AccountRecords accounts, OwnSignIn own, PasswordCheck check)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        string password,
        string again,
        StaysIn stays,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await accounts.FindAsync(actor.AccountId ?? Guid.Empty, ct) is not { } me)
        {
            return new Refusal("Nobody is signed in here.");
        }

        if (await check.RunAsync(me, password, again, ct) is { } no)
        {
            return no;
        }

        var chosen = await own.PreparePasswordAsync(password, ct);
        return await change.RunAsync(
            actor,
            Act.ChangePassword,
            async (tx, _) =>
            {
                await own.SetPasswordAsync(tx, me.Id, chosen, stays);
                return null;
            },
            ct: ct
        );
    }
}
