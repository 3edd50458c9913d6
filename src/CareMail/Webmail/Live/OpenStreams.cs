using System.Collections.Concurrent;

namespace CareMail.Webmail.Live;

/// <summary>Counts the open event streams of each account: somebody has a few browsers, not hundreds.</summary>
internal sealed class OpenStreams
{
    // A desk, a tablet, a phone, each perhaps twice; more is a mistake or worse.
    private const int PerAccount = 12;

    private readonly ConcurrentDictionary<Guid, int> _open = new();

    public IDisposable? TryOpen(Guid accountId)
    {
        if (_open.AddOrUpdate(accountId, 1, (_, n) => n + 1) <= PerAccount)
        {
            return new Place(this, accountId);
        }

        Close(accountId);
        return null;
    }

    private void Close(Guid accountId)
    {
        if (_open.AddOrUpdate(accountId, 0, (_, n) => n - 1) == 0)
        {
            _open.TryRemove(KeyValuePair.Create(accountId, 0));
        }
    }

    private sealed class Place(OpenStreams streams, Guid accountId) : IDisposable
    {
        public void Dispose() => streams.Close(accountId);
    }
}
