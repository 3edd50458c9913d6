using CareMail.Access;
using CareMail.Accounts;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>Lets stopped programs go on. Somebody has looked, and says why it was right.</summary>
internal sealed class ResumeFeed(Database database, Acts acts)
{
    public async Task<Outcome<Feed>> RunAsync(Actor actor, Guid organisationId, string? reason, CancellationToken ct)
    {
        if (!(await acts.AtOrganisationAsync(actor, Act.ResumeFeed, organisationId, ct)).IsDone(out _, out var no))
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

                var free = feed with { Paused = null, PausedWhy = "" };
                await FeedTable.WriteAsync(tx, free);
                // What was looked at is not counted again.
                await FeedTable.ForgetClosingsAsync(tx, organisationId);
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ResumeFeed,
                    organisationId,
                    organisationId,
                    reason.Trim(),
                    oldValue: feed.PausedWhy
                );
                return free;
            },
            ct
        );
    }
}

/// <summary>Stops the programs of an organisation: while its HR system is moved, say, or when its token may have leaked.</summary>
internal sealed class PauseFeed(Database database, Acts acts, TimeProvider time)
{
    private const int LongestReason = 500;

    public async Task<Outcome<Feed>> RunAsync(Actor actor, Guid organisationId, string? reason, CancellationToken ct)
    {
        if (!(await acts.AtOrganisationAsync(actor, Act.PauseFeed, organisationId, ct)).IsDone(out _, out var no))
        {
            return no;
        }

        var why = reason?.Trim().TrimEnd('.') ?? "";
        if (!NameRules.IsGood(why, LongestReason))
        {
            return new Refusal($"Say why, in one line of at most {LongestReason} characters.", "Reason");
        }

        return await database.WriteAsync<Outcome<Feed>>(
            async tx =>
            {
                var feed = await FeedTable.FindAsync(tx, organisationId);
                if (feed.Paused is not null)
                {
                    return new Refusal("They are stopped already.");
                }

                var stopped = feed with { Paused = time.GetUtcNow(), PausedWhy = why };
                await FeedTable.WriteAsync(tx, stopped);
                await acts.RecordAsync(tx, actor, Act.PauseFeed, organisationId, organisationId, why);
                return stopped;
            },
            ct
        );
    }
}

/// <summary>How an organisation wants its programs to be taken.</summary>
/// <param name="Brake">Null: as the service has it.</param>
internal sealed record FeedWish(InactiveMeans Means, Brake? Brake, string? Reason);

/// <summary>
/// Decides what becomes of somebody whom a program calls "not active", and how much its programs may close before they are
/// stopped.
/// </summary>
internal sealed class ChangeFeed(Database database, Acts acts)
{
    public async Task<Outcome<Feed>> RunAsync(Actor actor, Guid organisationId, FeedWish wish, CancellationToken ct)
    {
        if (!(await acts.AtOrganisationAsync(actor, Act.ChangeFeed, organisationId, ct)).IsDone(out _, out var no))
        {
            return no;
        }

        if (!Enum.IsDefined(wish.Means))
        {
            return new Refusal("Choose what becomes of them.", nameof(wish.Means));
        }

        if (wish.Brake is { } brake && BrakeRules.WrongWith(brake) is { } wrong)
        {
            return wrong;
        }

        if (string.IsNullOrWhiteSpace(wish.Reason))
        {
            return new Refusal("Say why: it is kept with what you did.", nameof(wish.Reason));
        }

        return await database.WriteAsync<Outcome<Feed>>(
            async tx =>
            {
                var before = await FeedTable.FindAsync(tx, organisationId);
                var after = (before with { InactiveMeans = wish.Means }).With(wish.Brake);
                await FeedTable.WriteAsync(tx, after);
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ChangeFeed,
                    organisationId,
                    organisationId,
                    wish.Reason.Trim(),
                    Spell(before),
                    Spell(after)
                );
                return after;
            },
            ct
        );
    }

    private static string Spell(Feed feed) =>
        $"not active: {feed.InactiveMeans}; brake: "
        + (
            feed.OwnBrake is { } own
                ? $"{own.People} accounts or {own.Percent} % an hour, never at {own.Least}"
                : "the service's"
        );
}
