using System.Collections.Concurrent;
using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.SignIn;

/// <summary>
/// Counts tries at the web door, before they are checked, for names that exist and names that do not alike: so no
/// answer tells them apart, and a hundred tries sent at once are a hundred tries.
/// </summary>
internal sealed class Attempts(Database database, IdentityKeys keys, IdentityLimits limits, TimeProvider time)
{
    // Whose tries are used up, until when: a flood of refusals must not become a flood of writes.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _usedUp = new(StringComparer.Ordinal);

    /// <summary>Takes one try from each allowance. False if one of them is used up.</summary>
    public async Task<bool> TakeAsync(IReadOnlyCollection<Try> tries, CancellationToken ct = default)
    {
        var now = time.GetUtcNow();
        if (tries.Any(t => _usedUp.TryGetValue(t.Key, out var until) && until > now))
        {
            return false;
        }

        var usedUp = await database.WriteAsync(
            async tx =>
            {
                List<KeyValuePair<string, DateTimeOffset>> over = [];
                // In the order of their keys, or two sign-ins could wait for each other.
                foreach (var (key, allowance, _) in tries.OrderBy(t => t.Key, StringComparer.Ordinal))
                {
                    var taken = await TakeAsync(tx, key, allowance, now);
                    if (taken.Tries > allowance.Tries)
                    {
                        over.Add(KeyValuePair.Create(key, taken.Ends));
                    }
                }

                return over;
            },
            ct
        );
        Remember(usedUp);
        return usedUp.Count == 0;
    }

    private Task<Taken> TakeAsync(WriteTransaction tx, string key, Allowance allowance, DateTimeOffset now) =>
        tx.QuerySingleAsync<Taken>(
            """
            INSERT INTO identity_attempt (key, tries, window_ends) VALUES (@key, 1, @ends)
            ON CONFLICT (key) DO UPDATE SET
                tries = CASE WHEN identity_attempt.window_ends <= @now THEN 1 ELSE identity_attempt.tries + 1 END,
                window_ends = CASE WHEN identity_attempt.window_ends <= @now THEN @ends ELSE identity_attempt.window_ends END
            RETURNING tries AS Tries, window_ends AS Ends
            """,
            new
            {
                key = keys.OfAttempt(key),
                now,
                ends = now + allowance.Window,
            }
        );

    private void Remember(List<KeyValuePair<string, DateTimeOffset>> usedUp)
    {
        if (_usedUp.Count + usedUp.Count > limits.UsedUpRemembered)
        {
            // The database still knows; this only saves the asking.
            _usedUp.Clear();
        }

        foreach (var (key, until) in usedUp)
        {
            _usedUp[key] = until;
        }
    }

    /// <summary>The person got in: what they mistyped on the way is forgotten where only they can have been.</summary>
    public Task ForgetAsync(
        IReadOnlyCollection<string> forget,
        IReadOnlyCollection<string> giveBack,
        CancellationToken ct = default
    )
    {
        foreach (var key in forget)
        {
            _usedUp.TryRemove(key, out _);
        }

        return database.WriteAsync(
            async tx =>
            {
                foreach (var key in forget.Order(StringComparer.Ordinal))
                {
                    await tx.ExecuteAsync(
                        "DELETE FROM identity_attempt WHERE key = @key",
                        new { key = keys.OfAttempt(key) }
                    );
                }

                foreach (var key in giveBack.Order(StringComparer.Ordinal))
                {
                    await tx.ExecuteAsync(
                        "UPDATE identity_attempt SET tries = tries - 1 WHERE key = @key AND tries > 0",
                        new { key = keys.OfAttempt(key) }
                    );
                }
            },
            ct
        );
    }

    /// <summary>The rest of this name is over before its time.</summary>
    public async Task<bool> EndRestAsync(WriteTransaction tx, string key)
    {
        tx.AfterCommit(() => _usedUp.TryRemove(key, out _));
        return await tx.ExecuteAsync("DELETE FROM identity_attempt WHERE key = @key", new { key = keys.OfAttempt(key) })
            > 0;
    }

    public Task<int> SweepAsync(CancellationToken ct = default) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "DELETE FROM identity_attempt WHERE window_ends <= @now",
                    new { now = time.GetUtcNow() }
                ),
            ct
        );
}

internal sealed class Taken
{
    public long Tries { get; init; }
    public DateTimeOffset Ends { get; init; }
}

/// <param name="Forgiven">Getting in clears it; otherwise getting in gives back the one try.</param>
internal sealed record Try(string Key, Allowance Allowance, bool Forgiven);
