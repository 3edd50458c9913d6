using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CareMail.Hosting;

/// <summary>How many connections one address, and everybody together, may hold open at one protocol.</summary>
public sealed class ConnectionLimits(int total, int perAddress)
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();
    private int _count;

    /// <summary>Connections open now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Connections that may be open at once.</summary>
    public int Total => total;

    /// <summary>Mail exchangers of large providers use 20 to 50 at once; an office behind one address stays below 100.</summary>
    public static ConnectionLimits ForSmtp() => new(Share(sixteenths: 1, most: 2_000), perAddress: 100);

    /// <summary>
    /// A mail program keeps up to 5 IDLE connections, a hospital's whole staff can share one address.
    /// 38 kB each under TLS: 15,000 fill 570 MB.
    /// </summary>
    public static ConnectionLimits ForImap() => new(Share(sixteenths: 10, most: 15_000), perAddress: 2_000);

    /// <summary>Browsers come through a proxy, so that an address says little here.</summary>
    public static ConnectionLimits ForWeb() => new(Share(sixteenths: 2, most: 10_000), perAddress: int.MaxValue);

    /// <summary>Exchange, submission, IMAP and web take 14 sixteenths of the file handles; two stay for files and databases.</summary>
    private static int Share(int sixteenths, int most) => Math.Min(most, FileHandles.Limit / 16 * sixteenths);

    /// <summary>A place for the connection, to be disposed of at its end; null when there is none left.</summary>
    public IDisposable? TryEnter(IPAddress remote, bool isTrusted = false)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (Interlocked.Increment(ref _count) > total)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        var key = isTrusted ? null : Network(remote);
        if (key is not null && _open.AddOrUpdate(key, 1, (_, n) => n + 1) > perAddress)
        {
            Leave(key);
            return null;
        }

        return new Place(this, key);
    }

    // Whoever has one IPv6 address has the /64 around it.
    private static IPAddress Network(IPAddress remote)
    {
        if (remote.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return remote;
        }

        Span<byte> bytes = stackalloc byte[16];
        remote.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private void Leave(IPAddress? key)
    {
        Interlocked.Decrement(ref _count);
        if (key is null)
        {
            return;
        }

        // The last one takes the row away: the table is as large as the number of clients now.
        if (_open.AddOrUpdate(key, 0, (_, n) => n - 1) <= 0)
        {
            _open.TryRemove(KeyValuePair.Create(key, 0));
        }
    }

    private sealed class Place(ConnectionLimits limits, IPAddress? key) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                limits.Leave(key);
            }
        }
    }
}
