using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Notices;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Campaigns;

/// <summary>Writes to those who have not done it yet, every so many days; and notes each day how far a campaign has got.</summary>
internal sealed class CampaignPost(
    Database database,
    CampaignTable table,
    CampaignProgress progress,
    CampaignCourse course,
    TaskCensus census,
    AccountRecords accounts,
    NoticeQueue notices,
    CareMailSettings settings,
    TimeProvider time,
    ILogger<CampaignPost> log
) : BackgroundService
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private DateTimeOffset _last = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            // By the programme's clock, which may have been moved.
            if ((time.GetUtcNow() - _last).Duration() < Every)
            {
                continue;
            }

            try
            {
                await RunOnceAsync(stoppingToken);
                _last = time.GetUtcNow();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                CampaignsLog.RoundFailed(log, e);
            }
        }
    }

    /// <summary>How many letters were written.</summary>
    internal async Task<int> RunOnceAsync(CancellationToken ct = default)
    {
        var set = await table.AllAsync(ct);
        var today = BritishDay.Today(time);
        var written = 0;
        foreach (var campaign in set.Campaigns)
        {
            var days = set.Days.Where(d => d.Campaign == campaign.Key).ToList();
            if (!days.Any(d => d.From <= today))
            {
                continue;
            }

            var total = await progress.TotalAsync(campaign, set, ct);
            await course.NoteAsync(campaign.Key, today, total.People, total.Lacking, ct);
            written += await WriteToAllAsync(campaign, set, today, ct);
        }

        return written;
    }

    private async Task<int> WriteToAllAsync(Campaign campaign, CampaignSet set, DateOnly today, CancellationToken ct)
    {
        var written = 0;
        var after = Guid.Empty;
        while (await census.LackingAsync(campaign.Asks, after, AtOnce, ct) is { Count: > 0 } some)
        {
            after = some[^1].Id;
            foreach (var person in some)
            {
                var roles = campaign.Roles.Count == 0 ? [] : await accounts.RolesOfAsync(person.Id, ct);
                var asked = new CampaignPerson(person.Id, person.OrganisationId, roles);
                var standing = CampaignRules.StandingOf(campaign, asked, set.Days, set.Exemptions, today);
                if (
                    CampaignRules.IsFor(campaign, asked)
                    && standing is { ExemptUntil: null, Pressure: TaskPressure.None or TaskPressure.Pages }
                    && await WriteAsync(campaign, person, standing, ct)
                )
                {
                    written++;
                }
            }
        }

        return written;
    }

    private Task<bool> WriteAsync(Campaign campaign, LackingPerson person, TaskStanding standing, CancellationToken ct)
    {
        var every = TimeSpan.FromDays(
            standing.Pressure is TaskPressure.Pages ? campaign.SoftLettersDays : campaign.LettersDays
        );
        return database.WriteAsync(
            async tx =>
            {
                if (!await CampaignTable.MayWriteAsync(tx, campaign.Key, person.Id, time.GetUtcNow(), every))
                {
                    return false;
                }

                await notices.QueueAsync(
                    tx,
                    new NewNotice(NoticeKind.Campaign, person.Id, person.UserName)
                    {
                        Values = new Dictionary<string, string>
                        {
                            ["subject"] = Asked.Words(campaign.Asks),
                            ["words"] = CampaignLetter.Write(person.DisplayName, campaign, standing),
                            ["link"] = new Uri(settings.Url, "/account/checklist").ToString(),
                        },
                    }
                );
                return true;
            },
            ct
        );
    }
}

/// <summary>The words of a campaign's letter. Pure.</summary>
internal static class CampaignLetter
{
    public static string Write(string name, Campaign campaign, TaskStanding standing) =>
        string.Join(
            "\n\n",
            new[]
            {
                $"{name}, please do one thing for the safety of your account: {Asked.Words(campaign.Asks).ToLowerInvariant()}. It takes two minutes.",
                standing switch
                {
                    { Pressure: TaskPressure.Pages, DoorsFrom: { } closed } =>
                        $"Your mail works. Every other page asks for it first; and from {BritishDay.Spell(closed)} your mail is closed too until it is done.",
                    { Pressure: TaskPressure.Pages } =>
                        "Your mail works. Every other page asks for it first. No day is set yet from which mail is closed too.",
                    { PagesFrom: { } asks } =>
                        $"Please do it by {BritishDay.Spell(asks)}: from then on every page but your mail asks for it first.",
                    _ => "No day is set yet by which it must be done.",
                },
                "Open the page “What is left to do”:",
            }
        );
}

internal static partial class CampaignsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A round of campaign letters failed; the next one goes on")]
    public static partial void RoundFailed(ILogger log, Exception e);
}
