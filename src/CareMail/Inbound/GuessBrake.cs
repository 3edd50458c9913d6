using System.Net;
using System.Net.Sockets;

namespace CareMail.Inbound;

/// <summary>
/// Makes guessing addresses slow: a network that names unknown recipients gets every RCPT answered later, right or wrong
/// alike, and in the end no answer at all. Guesses fade; the table is bounded.
/// </summary>
internal sealed class GuessBrake(SmtpLimits limits, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (double Guesses, long At)> _networks = [];

    public void Guessed(IPAddress remote)
    {
        var key = Network(remote);
        lock (_lock)
        {
            if (_networks.Count >= limits.GuessingNetworks)
            {
                Forget();
            }

            _networks[key] = (Current(key) + 1, clock.GetTimestamp());
        }
    }

    /// <summary>How long to wait before the next RCPT is answered.</summary>
    public TimeSpan Delay(IPAddress remote) => limits.GuessDelay * Math.Max(0, Guesses(remote) - limits.FreeGuesses);

    public bool IsExhausted(IPAddress remote) => Guesses(remote) >= limits.Guesses;

    private double Guesses(IPAddress remote)
    {
        lock (_lock)
        {
            // A guess counts in full until it is forgotten in full.
            return Math.Ceiling(Current(Network(remote)));
        }
    }

    // One guess is forgotten each GuessMemory.
    private double Current(IPAddress key) =>
        _networks.TryGetValue(key, out var known)
            ? Math.Max(0, known.Guesses - (clock.GetElapsedTime(known.At) / limits.GuessMemory))
            : 0;

    private void Forget()
    {
        foreach (var key in _networks.Keys.Where(k => Current(k) < 1).ToList())
        {
            _networks.Remove(key);
        }

        if (_networks.Count >= limits.GuessingNetworks)
        {
            foreach (
                var key in _networks.OrderBy(n => n.Value.Guesses).Take(_networks.Count / 2).Select(n => n.Key).ToList()
            )
            {
                _networks.Remove(key);
            }
        }
    }

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
}
