using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>Makes a password for one mail program on one device. It is told once and never again.</summary>
public sealed class IssueDevicePassword(Database database, Acts acts, DevicePasswords devices)
{
    public async Task<Outcome<IssuedDevicePassword>> RunAsync(
        Actor actor,
        Guid accountId,
        string name,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        if (
            !(await acts.OnPersonAsync(actor, Act.IssueDevicePassword, accountId, ct)).IsDone(
                out var person,
                out var no
            )
        )
        {
            return no;
        }

        if (NameRules.OfDevice(name) is { } badName)
        {
            return badName;
        }

        if (person.State is not AccountState.Active)
        {
            return new Refusal("Only an active account can have mail programs.");
        }

        var issued = await database.WriteAsync(
            async tx =>
            {
                var made = await devices.IssueAsync(tx, accountId, name.Trim());
                if (made is not null)
                {
                    await acts.RecordAsync(
                        tx,
                        actor,
                        Act.IssueDevicePassword,
                        accountId,
                        person.OrganisationId,
                        reason,
                        newValue: made.Name
                    );
                }

                return made;
            },
            ct
        );
        return issued is null
            ? new Refusal($"You have {devices.PerAccount} mail programs. Remove one you no longer use first.", "Name")
            : issued;
    }
}

/// <summary>Removes a mail program's password: whatever signed in with it stops at once.</summary>
public sealed class RevokeDevicePassword(Database database, Acts acts, DevicePasswords devices)
{
    /// <returns>The name it had.</returns>
    public async Task<Outcome<string>> RunAsync(
        Actor actor,
        Guid accountId,
        Guid devicePasswordId,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        if (
            !(await acts.OnPersonAsync(actor, Act.RevokeDevicePassword, accountId, ct)).IsDone(
                out var person,
                out var no
            )
        )
        {
            return no;
        }

        var removed = await database.WriteAsync(
            async tx =>
            {
                var names = await devices.RemoveAsync(tx, accountId, devicePasswordId);
                foreach (var name in names)
                {
                    await acts.RecordAsync(
                        tx,
                        actor,
                        Act.RevokeDevicePassword,
                        accountId,
                        person.OrganisationId,
                        reason,
                        oldValue: name
                    );
                }

                return names;
            },
            ct
        );
        return removed is [var only] ? only : new Refusal("That mail program is not in your list any more.");
    }
}
