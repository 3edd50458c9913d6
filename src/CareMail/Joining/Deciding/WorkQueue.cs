using CareMail.Access;
using CareMail.Audit;
using CareMail.Storage;

namespace CareMail.Joining.Deciding;

/// <summary>What waits at the caseworkers' desk.</summary>
internal sealed record Waiting(
    IReadOnlyList<Application> Applications,
    IReadOnlyList<Application> ToRing,
    IReadOnlyList<Application> AskedBack,
    IReadOnlyList<Application> Provisional,
    IReadOnlyList<Application> Settled,
    IReadOnlyList<GuessAlarm> Alarms
);

/// <summary>The caseworkers' morning: everything that waits for them, the longest first.</summary>
internal sealed class WorkQueue(Database database, AuditTrail audit, TimeProvider time)
{
    private const int Most = 200;
    private const int SettledShown = 20;

    public async Task<Waiting> ReadAsync(CancellationToken ct = default) =>
        new(
            await ApplicationTable.ListAsync(database, [ApplicationState.Submitted], Most, ct),
            await ApplicationTable.RingWantedAsync(database, ct),
            await ApplicationTable.ListAsync(database, [ApplicationState.Asked], Most, ct),
            await ApplicationTable.ListAsync(database, [ApplicationState.Provisional], Most, ct),
            await ApplicationTable.SettledAsync(database, SettledShown, ct),
            await AlarmTable.UnseenAsync(database, ct)
        );

    public async Task<Outcome<string>> SawAlarmAsync(Actor actor, Guid id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Permissions.May(actor, Act.WorkOnApplications, default))
        {
            return Desk.NotYours;
        }

        await database.WriteAsync(
            async tx =>
            {
                await AlarmTable.SeenAsync(tx, id, actor.AccountId, time.GetUtcNow());
                await audit.RecordAsync(
                    tx,
                    new AuditEntry(actor.AccountId, "application.alarm_seen", id, null, actor.Origin)
                );
            },
            ct
        );
        return "seen";
    }
}
