namespace CareMail.Mailboxes;

/// <summary>Once an hour destroys what only a hold kept that has ended.</summary>
internal sealed class HoldKeeper(MailboxHolds holds, TimeProvider time, ILogger<HoldKeeper> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var mailbox in await holds.EndedAsync(stoppingToken))
                {
                    await holds.DestroyKeptAsync(mailbox, stoppingToken);
                }
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                MailboxesLog.DestroyingFailed(log, broken);
            }
        }
    }
}
