using System.Collections.Concurrent;

namespace CareMail.AddressBook;

/// <summary>
/// How often one account may ask the directory: enough for anybody who writes all day, too little to copy it. Counted in
/// this process; who asks several gets so many times as much.
/// </summary>
public sealed class DirectoryQuota(TimeProvider time)
{
    private const int AMinute = 120;
    private const int ADay = 3_000;
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<Guid, Count> _counts = new();

    /// <summary>False: not now.</summary>
    public bool MayAsk(Guid accountId)
    {
        var now = time.GetUtcNow();
        if (_counts.Count > Remembered)
        {
            Forget(now);
        }

        var count = _counts.AddOrUpdate(accountId, _ => new Count(now, 1, now, 1), (_, known) => known.Next(now));
        return count.InMinute <= AMinute && count.InDay <= ADay;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (account, count) in _counts)
        {
            if (now - count.Day > TimeSpan.FromDays(1))
            {
                _counts.TryRemove(account, out _);
            }
        }
    }

    private sealed record Count(DateTimeOffset Minute, int InMinute, DateTimeOffset Day, int InDay)
    {
        public Count Next(DateTimeOffset now)
        {
            var sameMinute = now - Minute < TimeSpan.FromMinutes(1);
            var sameDay = now - Day < TimeSpan.FromDays(1);
            return new(
                sameMinute ? Minute : now,
                sameMinute ? InMinute + 1 : 1,
                sameDay ? Day : now,
                sameDay ? InDay + 1 : 1
            );
        }
    }
}
