using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>Seals what has committed, every few seconds, and publishes the head once a day.</summary>
internal sealed class AuditSealer(
    AuditChain chain,
    AuditHeads heads,
    Database database,
    Leases leases,
    TimeProvider time,
    ILogger<AuditSealer> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                AuditLog.SealingFailed(log, broken);
            }
        }
    }

    internal async Task RunOnceAsync(CancellationToken ct = default)
    {
        // Asking costs nothing; taking a lease is a commit.
        var waiting = await database.ReadAsync(AuditTable.CountUnsealedAsync, ct);
        if (waiting > 0 && await leases.TryTakeAsync("audit-sealer", Every * 12, ct))
        {
            await chain.SealAsync(ct);
        }

        if (await database.ReadAsync(AuditTable.HeadAsync, ct) is { Sequence: { } sequence, Mac: { } mac })
        {
            heads.Publish(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), sequence, mac);
        }
    }
}
