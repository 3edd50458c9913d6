using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>Counts tries before they are checked, so that a hundred sent at once are a hundred tries.</summary>
internal sealed class Guesses(Database database, JoiningKeys keys, TimeProvider time)
{
    /// <summary>Takes one try from each allowance; false if one of them is used up.</summary>
    public Task<bool> TakeAsync(IReadOnlyDictionary<string, TryAllowance> tries, CancellationToken ct = default) =>
        database.WriteAsync(
            async tx =>
            {
                var within = true;
                // In one order, or two could wait for each other.
                foreach (var (key, allowance) in tries.OrderBy(t => t.Key, StringComparer.Ordinal))
                {
                    within &= await TakeAsync(tx, key, allowance) <= allowance.Tries;
                }

                return within;
            },
            ct
        );

    public Task<int> SweepAsync(CancellationToken ct = default) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("DELETE FROM joining_try WHERE window_ends <= @now", new { now = time.GetUtcNow() }),
            ct
        );

    private Task<long> TakeAsync(WriteTransaction tx, string key, TryAllowance allowance)
    {
        var now = time.GetUtcNow();
        return tx.QuerySingleAsync<long>(
            """
            INSERT INTO joining_try (key, tries, window_ends) VALUES (@key, 1, @ends)
            ON CONFLICT (key) DO UPDATE SET
                tries = CASE WHEN joining_try.window_ends <= @now THEN 1 ELSE joining_try.tries + 1 END,
                window_ends = CASE WHEN joining_try.window_ends <= @now THEN @ends ELSE joining_try.window_ends END
            RETURNING tries
            """,
            new
            {
                key = keys.OfTry(key),
                now,
                ends = now + allowance.Window,
            }
        );
    }
}
