using System.Collections.Concurrent;

namespace CareMail.Identity;

/// <summary>Tells open connections of this process that what they signed in with is gone.</summary>
internal sealed class Endings
{
    private readonly ConcurrentDictionary<Guid, Watch[]> _watches = new();

    /// <param name="key">The id of a session or of a device password.</param>
    public IDisposable When(Guid key, Action ended)
    {
        var watch = new Watch(this, key, ended);
        _watches.AddOrUpdate(key, [watch], (_, others) => [.. others, watch]);
        return watch;
    }

    /// <summary>What open connections of this process stand on.</summary>
    public IReadOnlyList<Guid> Watched => [.. _watches.Keys];

    public void End(IEnumerable<Guid> keys)
    {
        foreach (var key in keys)
        {
            if (_watches.TryRemove(key, out var watches))
            {
                foreach (var watch in watches)
                {
                    watch.Ended();
                }
            }
        }
    }

    private void Forget(Watch watch)
    {
        while (_watches.TryGetValue(watch.Key, out var all))
        {
            Watch[] left = [.. all.Where(w => w != watch)];
            var gone =
                left.Length == 0
                    ? _watches.TryRemove(KeyValuePair.Create(watch.Key, all))
                    : _watches.TryUpdate(watch.Key, left, all);
            if (gone)
            {
                return;
            }
        }
    }

    private sealed class Watch(Endings endings, Guid key, Action ended) : IDisposable
    {
        private int _called;

        public Guid Key => key;

        public void Ended()
        {
            if (Interlocked.Exchange(ref _called, 1) == 0)
            {
                ended();
            }
        }

        public void Dispose() => endings.Forget(this);
    }
}
