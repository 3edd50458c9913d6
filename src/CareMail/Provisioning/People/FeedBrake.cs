using System.Globalization;
using CareMail.Access;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>
/// Stops a program that closes too many accounts: a broken export must not shut a home out of its mail. Stopped, it
/// changes nothing more until an administrator has looked and lets it go on, with a reason.
/// </summary>
internal sealed class FeedBrake(Database database, Places places, DatedPolicy policy, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Why the programs of this organisation may change nothing now; null if they may.</summary>
    public async Task<string?> StoppedAsync(Guid feedId, CancellationToken ct) =>
        await FeedTable.FindAsync(database, feedId, ct) is { Paused: not null } feed ? Words(feed.PausedWhy) : null;

    /// <summary>Before an account is closed: counts it, or stops the feed and says why.</summary>
    public async Task<string?> CloseAsync(Actor actor, Guid feedId, IReadOnlyList<Guid> reach, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var brake = await FeedPolicy.BrakeAsync(policy, now, ct);
        return await database.WriteAsync(
            async tx =>
            {
                var feed = await FeedTable.FindAsync(tx, feedId);
                if (feed.Paused is not null)
                {
                    return Words(feed.PausedWhy);
                }

                var closed = await FeedTable.CountClosingsAsync(tx, feedId, now - Window);
                var active = await PersonTable.CountActiveAsync(tx, reach);
                if (!BrakeRules.IsTooMuch(brake, closed + 1, active + closed))
                {
                    await FeedTable.AddClosingAsync(tx, feedId, now);
                    return null;
                }

                var why = string.Create(
                    CultureInfo.InvariantCulture,
                    $"it closed {closed} of {active + closed} accounts within an hour and was about to close more"
                );
                await FeedTable.WriteAsync(
                    tx,
                    new Feed
                    {
                        OrganisationId = feedId,
                        InactiveMeans = feed.InactiveMeans,
                        Paused = now,
                        PausedWhy = why,
                    }
                );
                await places.RecordAsync(tx, actor, Act.PauseFeed, feedId, feedId, newValue: why);
                return Words(why);
            },
            ct
        );
    }

    private static string Words(string why) =>
        $"The programs of this organisation are stopped: {why}. An administrator lets them go on at /manage/tokens.";
}

/// <summary>Lets stopped programs go on. Somebody has looked, and says why it was right.</summary>
internal sealed class ResumeFeed(Database database, Places places)
{
    public async Task<Outcome<Feed>> RunAsync(Actor actor, Guid organisationId, string? reason, CancellationToken ct)
    {
        if (!(await places.FindAsync(actor, Act.ResumeFeed, organisationId, ct)).IsDone(out _, out var no))
        {
            return no;
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return new Refusal("Say why it is right: it is kept with what you did.", "Reason");
        }

        return await database.WriteAsync<Outcome<Feed>>(
            async tx =>
            {
                var feed = await FeedTable.FindAsync(tx, organisationId);
                if (feed.Paused is null)
                {
                    return new Refusal("They are not stopped, or somebody let them go on just now.");
                }

                var free = new Feed { OrganisationId = organisationId, InactiveMeans = feed.InactiveMeans };
                await FeedTable.WriteAsync(tx, free);
                // What was looked at is not counted again.
                await FeedTable.ForgetClosingsAsync(tx, organisationId);
                await places.RecordAsync(
                    tx,
                    actor,
                    Act.ResumeFeed,
                    organisationId,
                    organisationId,
                    oldValue: feed.PausedWhy,
                    reason: reason.Trim()
                );
                return free;
            },
            ct
        );
    }
}

/// <summary>Decides what becomes of somebody whom a program calls "not active".</summary>
internal sealed class ChangeFeed(Database database, Places places)
{
    public async Task<Outcome<Feed>> RunAsync(
        Actor actor,
        Guid organisationId,
        InactiveMeans means,
        CancellationToken ct
    )
    {
        if (!(await places.FindAsync(actor, Act.ChangeFeed, organisationId, ct)).IsDone(out _, out var no))
        {
            return no;
        }

        return await database.WriteAsync<Outcome<Feed>>(
            async tx =>
            {
                var before = await FeedTable.FindAsync(tx, organisationId);
                var after = new Feed
                {
                    OrganisationId = organisationId,
                    InactiveMeans = means,
                    Paused = before.Paused,
                    PausedWhy = before.PausedWhy,
                };
                await FeedTable.WriteAsync(tx, after);
                await places.RecordAsync(
                    tx,
                    actor,
                    Act.ChangeFeed,
                    organisationId,
                    organisationId,
                    oldValue: before.InactiveMeans.ToString(),
                    newValue: means.ToString()
                );
                return after;
            },
            ct
        );
    }
}
