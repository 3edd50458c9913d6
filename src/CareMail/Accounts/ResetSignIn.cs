using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>
/// A new password, authenticator secret and recovery codes for somebody who lost theirs: told once. Browsers are signed
/// out at once. Mail programs keep their passwords, unless it is said that they are lost too.
/// </summary>
public sealed class ResetSignIn(
    Database database,
    Acts acts,
    AccountRecords accounts,
    DevicePasswords devices,
    Addresses addresses
)
{
    public async Task<Outcome<SignInSecrets>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        bool removeDevices = false,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, Act.ResetSignIn, accountId, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        if (Acts.NoReason(reason) is { } silent)
        {
            return silent;
        }

        if (person.State is AccountState.New)
        {
            return new Refusal("This account was never activated: activate it first.");
        }

        var prepared = await accounts.PrepareAsync(person.UserName, addresses.Domain, ct: ct);
        await database.WriteAsync(
            async tx =>
            {
                await accounts.SetSignInAsync(tx, accountId, prepared);
                var removed = removeDevices ? await devices.RemoveAsync(tx, accountId) : [];
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ResetSignIn,
                    accountId,
                    person.OrganisationId,
                    reason,
                    oldValue: removed.Count == 0 ? null : "device passwords: " + string.Join(", ", removed)
                );
            },
            ct
        );
        return prepared.Secrets;
    }
}
