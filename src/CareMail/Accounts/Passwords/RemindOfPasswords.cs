using System.Globalization;
using CareMail.Accounts.Pages;
using CareMail.Identity.Passwords;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Accounts.Passwords;

/// <summary>Tells people by text message, some days before, that their password ends: each reminder once.</summary>
internal sealed class RemindOfPasswords(
    Database database,
    PasswordReminders reminders,
    NoticeQueue notices,
    Leases leases,
    ILogger<RemindOfPasswords> log
) : BackgroundService
{
    // A day has one reminder at most; looked at more often, so that a restart loses none.
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>How many were sent.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct = default)
    {
        await reminders.SweepAsync(ct);
        var sent = 0;
        await foreach (var some in reminders.DueAsync(ct))
        {
            // Who has no mobile sees the day on their own page and is asked when they sign in.
            foreach (var ending in some.Where(e => e.Mobile is not null))
            {
                sent += await database.WriteAsync(tx => RemindAsync(tx, ending), ct) ? 1 : 0;
            }
        }

        return sent;
    }

    private async Task<bool> RemindAsync(WriteTransaction tx, EndingPassword ending)
    {
        if (!await reminders.SentAsync(tx, ending))
        {
            return false;
        }

        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.PasswordEnds, ending.AccountId, ending.Mobile!)
            {
                Values = new Dictionary<string, string>
                {
                    ["day"] = AccountTime.Day(ending.LastDay),
                    ["left"] =
                        ending.DaysLeft == 1
                            ? "tomorrow"
                            : string.Create(CultureInfo.InvariantCulture, $"in {ending.DaysLeft} days"),
                },
                UsefulUntil = new DateTimeOffset(ending.LastDay.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            }
        );
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                if (await leases.TryTakeAsync("password-reminders", Every * 2, stoppingToken))
                {
                    await RunOnceAsync(stoppingToken);
                }
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                AccountsLog.RemindersFailed(log, failed);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
