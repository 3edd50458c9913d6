using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Identity.Applications;
using CareMail.Notices;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Manage.Applications;

/// <summary>Tells those who answer for a system when a password of it ends, and when to say that it is still needed.</summary>
internal sealed class WatchApplications(
    Database database,
    CareMailSettings settings,
    MailApplications applications,
    AccountRecords accounts,
    NoticeQueue notices,
    TimeProvider time
)
{
    private const int AskedBefore = 30;

    /// <summary>Who did nothing is asked again after so long.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromDays(14);

    public async Task RunOnceAsync(CancellationToken ct = default)
    {
        var now = time.GetUtcNow();
        foreach (var password in await applications.EndingAsync(now.AddDays(ApplicationLimits.Warnings.Max()), ct))
        {
            // The narrowest that has been reached, once each.
            var due = ApplicationLimits.Warnings.Where(days => password.Ends - now <= TimeSpan.FromDays(days)).Min();
            if (
                !(password.Warned <= due) && await applications.FindAsync(password.ApplicationId, ct) is { } application
            )
            {
                await WarnAsync(application, password, due, ct);
            }
        }

        var asked = now.AddDays(AskedBefore - ApplicationLimits.ConfirmDays);
        foreach (var application in await applications.ConfirmedBeforeAsync(asked, ct))
        {
            if (application.Reminded is not { } reminded || reminded + AskAgain <= now)
            {
                await AskAsync(application, ct);
            }
        }
    }

    private async Task WarnAsync(
        MailApplication application,
        ApplicationPassword password,
        int days,
        CancellationToken ct
    )
    {
        var owners = await OwnersAsync(application.Id, ct);
        await database.WriteAsync(
            async tx =>
            {
                await MailApplications.WarnedAsync(tx, password.Id, days);
                await TellAsync(
                    tx,
                    NoticeKind.ApplicationPasswordEnds,
                    application,
                    owners,
                    new()
                    {
                        ["mailbox"] = application.DisplayName,
                        ["name"] = password.Name,
                        ["day"] = Day(password.Ends),
                    }
                );
            },
            ct
        );
    }

    private async Task AskAsync(MailApplication application, CancellationToken ct)
    {
        var owners = await OwnersAsync(application.Id, ct);
        await database.WriteAsync(
            async tx =>
            {
                await applications.RemindedAsync(tx, application.Id);
                await TellAsync(
                    tx,
                    NoticeKind.ConfirmApplication,
                    application,
                    owners,
                    new()
                    {
                        ["mailbox"] = application.DisplayName,
                        ["day"] = Day(application.StopsAt),
                        ["link"] = new Uri(settings.Url, $"/manage/applications/{application.Id}").ToString(),
                    }
                );
            },
            ct
        );
    }

    private async Task TellAsync(
        WriteTransaction tx,
        NoticeKind kind,
        MailApplication application,
        IReadOnlyList<string> owners,
        Dictionary<string, string> values
    )
    {
        foreach (var owner in owners)
        {
            await notices.QueueAsync(tx, new NewNotice(kind, application.Id, owner) { Values = values });
        }
    }

    private async Task<IReadOnlyList<string>> OwnersAsync(Guid id, CancellationToken ct)
    {
        var people = await accounts.FindAsync([.. await applications.OwnersAsync(id, ct)], ct);
        return [.. people.Values.Where(p => p.State is AccountState.Active).Select(p => p.UserName)];
    }

    private static string Day(DateTimeOffset at) => BritishDay.Spell(BritishDay.Of(at));
}
