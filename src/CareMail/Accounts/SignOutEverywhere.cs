using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Identity.Sessions;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>
/// For the day a phone or a tablet is lost: every browser is signed out, every mail program's password stops, at once. The
/// person stays in the browser where they say so.
/// </summary>
public sealed class SignOutEverywhere(
    Database database,
    Acts acts,
    WebSessions sessions,
    DevicePasswords devices,
    Identity.Tablets.Tablets tablets
)
{
    public async Task<Outcome<AccountSummary>> RunAsync(Actor actor, Guid? stays, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (
            !(await acts.OnPersonAsync(actor, Act.EndSessions, actor.AccountId ?? Guid.Empty, ct)).IsDone(
                out var me,
                out var no
            )
        )
        {
            return no;
        }

        await database.WriteAsync(
            async tx =>
            {
                await sessions.EndOthersAsync(tx, me.Id, stays);
                await tablets.ForgetAsync(tx, me.Id);
                var removed = await devices.RemoveAsync(tx, me.Id);
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.EndSessions,
                    me.Id,
                    me.OrganisationId,
                    null,
                    oldValue: removed.Count == 0 ? null : "device passwords: " + string.Join(", ", removed),
                    newValue: "everywhere"
                );
            },
            ct
        );
        return me;
    }
}
