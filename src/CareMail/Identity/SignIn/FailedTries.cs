using System.Collections.Concurrent;
using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.SignIn;

/// <summary>Something that keeps trying to sign in with a password that is wrong, or is not the person's any more.</summary>
public sealed class FailedTry
{
    /// <summary>"web", "imap" or "submission".</summary>
    public string Door { get; init; } = "";

    /// <summary>The name of a mail program's password that was removed, or what a browser says it is.</summary>
    public string Device { get; init; } = "";

    /// <summary>The network address it comes from.</summary>
    public string Network { get; init; } = "";
    public long Tries { get; init; }
    public DateTimeOffset First { get; init; }
    public DateTimeOffset Last { get; init; }
}

/// <summary>
/// Which device keeps trying an old password: so that the person can mend that, instead of unlocking again and again. Kept
/// in memory and written now and then, for names that exist and names that do not alike: a refusal costs no write and its
/// time tells nothing.
/// </summary>
internal sealed class FailedTries(Database database, IdentityKeys keys, IdentityLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<Place, Count> _noted = new();

    public void Note(string name, string door, string device, string network)
    {
        var now = time.GetUtcNow();
        var place = new Place(KeyOf(name), door, device, network);
        if (_noted.Count < limits.FailedTriesRemembered || _noted.ContainsKey(place))
        {
            _noted.AddOrUpdate(
                place,
                new Count(1, now, now),
                (_, had) => had with { Tries = had.Tries + 1, Last = now }
            );
        }
    }

    /// <summary>What kept trying in the last days, the latest first.</summary>
    public async Task<IReadOnlyList<FailedTry>> OfNameAsync(string name, CancellationToken ct)
    {
        await WriteAsync(ct);
        return await database.QueryAsync<FailedTry>(
            """
            SELECT door AS Door, device AS Device, network AS Network, tries AS Tries, first_try AS First, last_try AS Last
            FROM identity_failed_try WHERE name_key = @key AND last_try > @since ORDER BY last_try DESC LIMIT 20
            """,
            new { key = Convert.FromHexString(KeyOf(name)), since = time.GetUtcNow() - limits.FailedTriesKept },
            ct
        );
    }

    public async Task WriteAsync(CancellationToken ct = default)
    {
        var some = _noted.ToArray();
        if (some.Length == 0)
        {
            return;
        }

        await database.WriteAsync(
            async tx =>
            {
                foreach (var (place, count) in some.OrderBy(s => s.Key.NameKey, StringComparer.Ordinal))
                {
                    await AddAsync(tx, place, count);
                }
            },
            ct
        );
        foreach (var one in some)
        {
            // What came meanwhile is written the next time, with what was written now taken off.
            if (!_noted.TryRemove(one))
            {
                _noted.AddOrUpdate(
                    one.Key,
                    _ => new Count(0, one.Value.Last, one.Value.Last),
                    (_, had) => had with { Tries = had.Tries - one.Value.Tries }
                );
            }
        }
    }

    public Task<int> SweepAsync(CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "DELETE FROM identity_failed_try WHERE last_try <= @before",
                    new { before = time.GetUtcNow() - limits.FailedTriesKept }
                ),
            ct
        );

    private static Task<int> AddAsync(WriteTransaction tx, Place place, Count count) =>
        tx.ExecuteAsync(
            """
            INSERT INTO identity_failed_try (name_key, door, device, network, tries, first_try, last_try)
            VALUES (@key, @Door, @Device, @Network, @Tries, @First, @Last)
            ON CONFLICT (name_key, door, device, network)
            DO UPDATE SET tries = identity_failed_try.tries + excluded.tries, last_try = excluded.last_try
            """,
            new
            {
                key = Convert.FromHexString(place.NameKey),
                place.Door,
                place.Device,
                place.Network,
                count.Tries,
                count.First,
                count.Last,
            }
        );

    // People type passwords into the name field: what is kept is a keyed hash.
    private string KeyOf(string name) => Convert.ToHexStringLower(keys.OfAttempt("tried " + AccountTable.KeyOf(name)));

    private sealed record Place(string NameKey, string Door, string Device, string Network);

    private sealed record Count(long Tries, DateTimeOffset First, DateTimeOffset Last);
}
