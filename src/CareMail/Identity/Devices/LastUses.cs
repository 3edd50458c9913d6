using System.Collections.Concurrent;
using CareMail.Storage;

namespace CareMail.Identity.Devices;

/// <summary>When each device password was last used: kept in memory and written now and then, not at every sign-in.</summary>
internal sealed class LastUses(Database database)
{
    private readonly ConcurrentDictionary<Guid, Use> _uses = new();

    public void Note(Guid devicePasswordId, string door, DateTimeOffset when) =>
        _uses[devicePasswordId] = new Use(door, when);

    public async Task<int> WriteAsync(CancellationToken ct = default)
    {
        var uses = _uses.ToArray();
        if (uses.Length == 0)
        {
            return 0;
        }

        await database.WriteAsync(
            async tx =>
            {
                foreach (var (id, use) in uses.OrderBy(u => u.Key))
                {
                    await DevicePasswordTable.UsedAsync(tx, id, use.Door, use.When);
                }
            },
            ct
        );
        foreach (var use in uses)
        {
            // Only if nothing newer came meanwhile.
            _uses.TryRemove(use);
        }

        return uses.Length;
    }

    private sealed record Use(string Door, DateTimeOffset When);
}
