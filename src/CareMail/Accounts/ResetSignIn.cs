using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>
/// A temporary password for somebody who lost their sign-in: told once, for the message that brings it to them. Password
/// and factors are gone; browsers and mail programs stop at once, and start again when the person has chosen a password and
/// a factor of their own. Mail keeps arriving.
/// </summary>
public sealed class ResetSignIn(Database database, Acts acts, AccountRecords accounts, DevicePasswords devices)
{
    /// <param name="removeDevices">The mail programs' passwords are lost too.</param>
    public async Task<Outcome<TemporarySignIn>> RunAsync(
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
            return new Refusal("This person has not signed in yet: invite them again.");
        }

        var prepared = await accounts.PrepareTemporaryAsync(ct: ct);
        var until = await database.WriteAsync(
            async tx =>
            {
                var runsOut = await accounts.SetTemporaryAsync(tx, accountId, prepared);
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
                return runsOut;
            },
            ct
        );
        return new TemporarySignIn(person.UserName, prepared.Password, until);
    }
}
