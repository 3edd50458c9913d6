namespace CareMail.Storage;

/// <summary>Reclaims space once a minute, in the background.</summary>
internal sealed class SpaceWorker(Compaction compaction, TimeProvider time, ILogger<Compaction> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await compaction.RunAsync(stoppingToken);
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                StorageLog.SpaceFailed(log, broken);
            }
        }
    }
}
