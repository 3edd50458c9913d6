using System.Globalization;
using CareMail.Accounts;
using CareMail.Mailboxes;
using CareMail.Manage.Applications;
using CareMail.Notices;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Manage;

/// <summary>
/// Every quarter of an hour: is there a shared mailbox whose mail nobody opens, and one whose access nobody has gone through
/// for half a year? Its owners are told, once an episode: by text message, and those without a mobile by e-mail. Of mail that
/// waits the administrators are told too. The mail stays where it is.
/// </summary>
internal sealed class WatchMailboxes(
    Database database,
    MailboxWatch watch,
    AlarmAddresses reach,
    WatchApplications applications,
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
        await applications.RunOnceAsync(ct);
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
            var to = (await reach.OwnersAsync(mail.MailboxId, ct)).And(
                await reach.AdministratorsAsync(mail.OrganisationId, ct)
            );
            await database.WriteAsync(
                async tx =>
                {
                    if (await UnwatchedTable.BeginAsync(tx, mail.MailboxId, mail.Since, now))
                    {
                        var since = BritishDay.Of(mail.Since).ToString("dddd d MMMM", British);
                        await TellAsync(
                            tx,
                            (NoticeKind.MailWaits, NoticeKind.MailWaitsEmail),
                            mail.MailboxId,
                            to,
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

            var owners = await reach.OwnersAsync(mailbox.Id, ct);
            await database.WriteAsync(
                async tx =>
                {
                    await ReviewTable.RemindedAsync(tx, mailbox.Id, mailbox.Made, now);
                    await TellAsync(
                        tx,
                        (NoticeKind.ReviewAccess, NoticeKind.ReviewAccessEmail),
                        mailbox.Id,
                        owners,
                        new() { ["mailbox"] = mailbox.DisplayName }
                    );
                },
                ct
            );
        }
    }

    private async Task TellAsync(
        WriteTransaction tx,
        (NoticeKind Text, NoticeKind Email) kinds,
        Guid mailbox,
        Reached to,
        Dictionary<string, string> values
    )
    {
        foreach (var number in to.Numbers)
        {
            await notices.QueueAsync(tx, new NewNotice(kinds.Text, mailbox, number) { Values = values });
        }

        foreach (var address in to.Emails)
        {
            await notices.QueueAsync(tx, new NewNotice(kinds.Email, mailbox, address) { Values = values });
        }
    }
}

internal static partial class ManageLog
{
    [LoggerMessage(1, LogLevel.Warning, "Shared mailboxes could not be looked at; the next round tries again.")]
    public static partial void WatchFailed(ILogger log, Exception exception);
}
