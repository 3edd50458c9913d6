using System.Globalization;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>
/// Stops a program that closes too many accounts: a broken export must not shut a home out of its mail. Stopped, it
/// changes nothing more until an administrator has looked and lets it go on, with a reason.
/// </summary>
internal sealed class FeedBrake(Database database, Acts acts, DatedPolicy policy, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Why the programs of this organisation may change nothing now; null if they may.</summary>
    public async Task<Refusal?> StoppedAsync(Guid feedId, CancellationToken ct) =>
        await FeedTable.FindAsync(database, feedId, ct) is { Paused: not null } feed ? Stopped(feed.PausedWhy) : null;

    /// <summary>The numbers an organisation goes by.</summary>
    public async Task<Brake> OfAsync(Feed feed, CancellationToken ct) =>
        feed.OwnBrake ?? await FeedPolicy.BrakeAsync(policy, time.GetUtcNow(), ct);

    /// <summary>Before an account is closed: counts it, or stops the feed and says why.</summary>
    public Task<Refusal?> CloseAsync(ProgramReach who, CancellationToken ct) =>
        database.WriteAsync<Refusal?>(
            async tx =>
            {
                var feed = await FeedTable.FindAsync(tx, who.FeedId);
                if (feed.Paused is not null)
                {
                    return Stopped(feed.PausedWhy);
                }

                var now = time.GetUtcNow();
                var closed = await FeedTable.CountClosingsAsync(tx, who.FeedId, now - Window);
                var active = await PersonTable.CountActiveAsync(tx, who.Reach);
                if (!BrakeRules.IsTooMuch(await OfAsync(feed, tx.Cancellation), closed + 1, active + closed))
                {
                    await FeedTable.AddClosingAsync(tx, who.FeedId, now);
                    return null;
                }

                var why = string.Create(
                    CultureInfo.InvariantCulture,
                    $"it closed {closed} of {active + closed} accounts within an hour and was about to close more"
                );
                await FeedTable.WriteAsync(tx, feed with { Paused = now, PausedWhy = why });
                await acts.RecordAsync(tx, who.Actor, Act.PauseFeed, who.FeedId, who.FeedId, who.Reason, newValue: why);
                return Stopped(why);
            },
            ct
        );

    private static Refusal Stopped(string why) =>
        new(
            $"The programs of this organisation are stopped: {why}. An administrator lets them go on at /manage/tokens.",
            PeopleActs.FeedStopped
        );
}
