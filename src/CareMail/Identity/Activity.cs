using System.Collections.Concurrent;
using CareMail.Storage;

namespace CareMail.Identity;

/// <summary>
/// Who uses their account: remembered at every use, written now and then, each account at most once in
/// <see cref="Coarse"/>. A use that a crash forgets costs nobody a day.
/// </summary>
internal sealed class Activity(Database database)
{
    /// <summary>Days are counted, so minutes do not matter.</summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(10);

    /// <summary>As many rows as one short transaction writes: mail must go on.</summary>
    private const int AtOnce = 500;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _written = new();

    public void Note(Guid accountId, DateTimeOffset when)
    {
        if (!_written.TryGetValue(accountId, out var written) || when - written >= Coarse)
        {
            _used[accountId] = when;
        }
    }

    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var slice in _used.OrderBy(use => use.Key).ToArray().Chunk(AtOnce))
        {
            await database.WriteAsync(
                async tx =>
                {
                    foreach (var (id, when) in slice)
                    {
                        await tx.ExecuteAsync(
                            "UPDATE identity_account SET last_active = @when WHERE id = @id AND last_active < @when",
                            new { id, when }
                        );
                    }
                },
                ct
            );
            foreach (var use in slice)
            {
                _written[use.Key] = use.Value;
                // Only if nothing newer came meanwhile.
                _used.TryRemove(use);
            }
        }

        Forget();
    }

    private void Forget()
    {
        if (_written.IsEmpty)
        {
            return;
        }

        var newest = _written.Values.Max();
        foreach (var written in _written.Where(w => newest - w.Value >= Coarse))
        {
            _written.TryRemove(written);
        }
    }
}
