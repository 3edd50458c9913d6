using CareMail.Identity.Devices;
using CareMail.Identity.Sessions;
using CareMail.Identity.SignIn;

namespace CareMail.Identity;

/// <summary>Writes last uses every minute and at the end, and clears away what ran out.</summary>
internal sealed class Upkeep(
    LastUses uses,
    Attempts attempts,
    SessionTable sessions,
    Endings endings,
    IdentityLimits limits,
    TimeProvider time,
    ILogger<Upkeep> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task RunOnceAsync(CancellationToken ct)
    {
        await uses.WriteAsync(ct);
        await attempts.SweepAsync(ct);
        var now = time.GetUtcNow();
        endings.End(await sessions.SweepAsync(now, now - limits.SessionIdle, ct));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await uses.WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                log.UpkeepFailed(failed);
            }
        }
    }
}
