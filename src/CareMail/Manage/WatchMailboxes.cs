using System.Globalization;
using CareMail.Accounts;
using CareMail.Identity.Tasks;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Manage;

/// <summary>
/// Every quarter of an hour: is there a shared mailbox whose mail nobody opens, and one whose access nobody has gone through
/// for half a year? Its owners are told by text message, once an episode; the mail stays where it is.
/// </summary>
internal sealed class WatchMailboxes(
    Database database,
    MailboxWatch watch,
    MailboxAccess access,
    OwnSignIn people,
    NoticeQueue notices,
    DatedPolicy policy,
    WorkingHours hours,
    Leases leases,
    TimeProvider time,
    ILogger<WatchMailboxes> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    /// <summary>Owners who did nothing are asked again after so long.</summary>
    private static readonly TimeSpan RemindAgain = TimeSpan.FromDays(14);

    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await leases.TryTakeAsync("watch-mailboxes", Every * 2, stoppingToken))
                {
                    await RunOnceAsync(stoppingToken);
                }
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                ManageLog.WatchFailed(log, failed);
            }
        }
    }

    internal async Task RunOnceAsync(CancellationToken ct = default)
    {
        var now = time.GetUtcNow();
        var today = await policy.OnAsync(now, ct);
        await RaiseAlarmsAsync(now, TimeSpan.FromHours(today.Number(SharedMailboxPolicy.UnwatchedHours)), ct);
        await AskForReviewsAsync(now, today.Number(SharedMailboxPolicy.ReviewDays), ct);
    }

    private async Task RaiseAlarmsAsync(DateTimeOffset now, TimeSpan allowed, CancellationToken ct)
    {
        var waiting = (await watch.WaitingAsync(now - allowed, ct))
            .Where(mail => hours.Between(mail.Since, now) >= allowed)
            .ToDictionary(mail => mail.MailboxId);
        var known = await UnwatchedTable.OpenAsync(database, ct);
        foreach (var mailbox in known.Where(mailbox => !waiting.ContainsKey(mailbox)))
        {
            await database.WriteAsync(tx => UnwatchedTable.EndAsync(tx, mailbox, now), ct);
        }

        foreach (var mail in waiting.Values.Where(mail => !known.Contains(mail.MailboxId)))
        {
            var numbers = await OwnersNumbersAsync(mail.MailboxId, ct);
            await database.WriteAsync(
                async tx =>
                {
                    if (await UnwatchedTable.BeginAsync(tx, mail.MailboxId, mail.Since, now))
                    {
                        var since = BritishDay.Of(mail.Since).ToString("dddd d MMMM", British);
                        await TellAsync(
                            tx,
                            NoticeKind.MailWaits,
                            mail.MailboxId,
                            numbers,
                            new() { ["mailbox"] = mail.DisplayName, ["since"] = since }
                        );
                    }
                },
                ct
            );
        }
    }

    private async Task AskForReviewsAsync(DateTimeOffset now, int days, CancellationToken ct)
    {
        var reviews = (await ReviewTable.AllAsync(database, ct)).ToDictionary(row => row.MailboxId);
        foreach (var mailbox in await watch.SharedMadeBeforeAsync(now.AddDays(-days), ct))
        {
            var review = reviews.GetValueOrDefault(mailbox.Id);
            if (
                (review?.Reviewed ?? mailbox.Made).AddDays(days) > now
                || (review?.Reminded is { } reminded && reminded + RemindAgain > now)
            )
            {
                continue;
            }

            var numbers = await OwnersNumbersAsync(mailbox.Id, ct);
            await database.WriteAsync(
                async tx =>
                {
                    await ReviewTable.RemindedAsync(tx, mailbox.Id, mailbox.Made, now);
                    await TellAsync(
                        tx,
                        NoticeKind.ReviewAccess,
                        mailbox.Id,
                        numbers,
                        new() { ["mailbox"] = mailbox.DisplayName }
                    );
                },
                ct
            );
        }
    }

    private async Task TellAsync(
        WriteTransaction tx,
        NoticeKind kind,
        Guid mailbox,
        IReadOnlyList<string> numbers,
        Dictionary<string, string> values
    )
    {
        foreach (var number in numbers)
        {
            await notices.QueueAsync(tx, new NewNotice(kind, mailbox, number) { Values = values });
        }
    }

    private async Task<IReadOnlyList<string>> OwnersNumbersAsync(Guid mailboxId, CancellationToken ct)
    {
        var numbers = new List<string>();
        foreach (var owner in await access.AccountsOfAsync(mailboxId, ct))
        {
            if (
                owner.Right is AccessRight.Owner
                && (await people.ProfileAsync(owner.AccountId, ct))?.Mobile is { } mobile
                && UkMobile.Find(mobile) is { } number
            )
            {
                numbers.Add(number.International);
            }
        }

        return numbers;
    }
}

internal static partial class ManageLog
{
    [LoggerMessage(1, LogLevel.Warning, "Shared mailboxes could not be looked at; the next round tries again.")]
    public static partial void WatchFailed(ILogger log, Exception exception);
}
