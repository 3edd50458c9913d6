using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.SignIn;

/// <summary>
/// Counts tries at the web door, before they are checked, for names that exist and names that do not alike: so no
/// answer tells them apart, and a hundred tries sent at once are a hundred tries.
/// </summary>
internal sealed class Attempts(Database database, IdentityKeys keys, TimeProvider time)
{
    /// <summary>Takes one try from each allowance. False if one of them is used up.</summary>
    public Task<bool> TakeAsync(IEnumerable<Try> tries, CancellationToken ct = default)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            async tx =>
            {
                var free = true;
                // In the order of their keys, or two sign-ins could wait for each other.
                foreach (var (key, allowance, _) in tries.OrderBy(t => t.Key, StringComparer.Ordinal))
                {
                    var taken = await tx.QuerySingleAsync<long>(
                        """
                        INSERT INTO identity_attempt (key, tries, window_ends) VALUES (@key, 1, @ends)
                        ON CONFLICT (key) DO UPDATE SET
                            tries = CASE WHEN identity_attempt.window_ends <= @now THEN 1 ELSE identity_attempt.tries + 1 END,
                            window_ends = CASE WHEN identity_attempt.window_ends <= @now THEN @ends ELSE identity_attempt.window_ends END
                        RETURNING tries
                        """,
                        new
                        {
                            key = keys.OfAttempt(key),
                            now,
                            ends = now + allowance.Window,
                        }
                    );
                    free &= taken <= allowance.Tries;
                }

                return free;
            },
            ct
        );
    }

    /// <summary>The person got in: what they mistyped on the way is forgotten where only they can have been.</summary>
    public Task ForgetAsync(IEnumerable<string> forget, IEnumerable<string> giveBack, CancellationToken ct = default) =>
        database.WriteAsync(
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

/// <param name="Forgiven">Getting in clears it; otherwise getting in gives back the one try.</param>
internal sealed record Try(string Key, Allowance Allowance, bool Forgiven);
