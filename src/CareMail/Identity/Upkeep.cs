using CareMail.Identity.Applications;
using CareMail.Identity.Devices;
using CareMail.Identity.External;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Sessions;
using CareMail.Identity.SignIn;
using CareMail.Storage;

namespace CareMail.Identity;

/// <summary>
/// Every minute: writes last uses, clears away what ran out, and ends open connections whose sign-in another process (the
/// command line, another node) closed.
/// </summary>
internal sealed class Upkeep(
    LastUses uses,
    Activity activity,
    Attempts attempts,
    ChallengeTable challenges,
    FailedTries failed,
    TextCodes texts,
    Browsers browsers,
    ExternalLinks links,
    MailApplications applications,
    Database database,
    PasswordHashing hashing,
    SessionTable sessions,
    DevicePasswordTable devices,
    Endings endings,
    TimeProvider time,
    ILogger<Upkeep> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task RunOnceAsync(CancellationToken ct)
    {
        await uses.WriteAsync(ct);
        await activity.WriteAsync(ct);
        await attempts.SweepAsync(ct);
        await challenges.SweepAsync(ct);
        await failed.WriteAsync(ct);
        await failed.SweepAsync(ct);
        await texts.SweepAsync(ct);
        await browsers.SweepAsync(ct);
        await SweepResetsAsync(ct);
        var now = time.GetUtcNow();
        await sessions.SweepAsync(now, ct);
        await EndWhatIsGoneAsync(now, ct);
    }

    private Task<int> SweepResetsAsync(CancellationToken ct) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("DELETE FROM identity_reset WHERE ends <= @now", new { now = time.GetUtcNow() }),
            ct
        );

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await uses.WriteAsync(cancellationToken);
        await failed.WriteAsync(cancellationToken);
        await activity.WriteAsync(cancellationToken);
    }

    private async Task EndWhatIsGoneAsync(DateTimeOffset now, CancellationToken ct)
    {
        var watched = endings.Watched;
        if (watched.Count == 0)
        {
            return;
        }

        var programs = await devices.ValidAmongAsync(watched, ct);
        var browsers = await sessions.LiveAmongAsync(watched, now, ct);
        var external = await links.ValidAmongAsync(watched, ct);
        var systems = await applications.ValidAmongAsync(watched, ct);
        endings.End(watched.Except(programs).Except(browsers).Except(external).Except(systems));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Made beforehand, or the first name nobody has would take twice the time.
        await Task.Run(() => hashing.NobodysHash, stoppingToken);
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
