namespace CareMail.Identity.Devices;

/// <summary>
/// Counts different wrong passwords at the mail doors, in memory: by name and network, and by network. A phone that repeats
/// an old password counts once and is never locked out by itself; the web account is not touched at all.
/// </summary>
internal sealed class MailAttempts(IdentityLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, Window Window)> _byAge = new();

    /// <summary>True when the next password may be looked at.</summary>
    public bool MayTry(string name, string network)
    {
        lock (_lock)
        {
            return Left(KeyOf(name, network), limits.MailNameAtNetwork) && Left(network, limits.MailNetwork);
        }
    }

    public void Wrong(string name, string network, ReadOnlySpan<byte> passwordHash)
    {
        var seen = BitConverter.ToInt64(passwordHash);
        lock (_lock)
        {
            Add(KeyOf(name, network), limits.MailNameAtNetwork, seen);
            Add(network, limits.MailNetwork, seen);
        }
    }

    /// <summary>What is remembered is hashes of names, and its size is bounded.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock)
            {
                return _windows.Count;
            }
        }
    }

    private static string KeyOf(string name, string network) => network + " " + name;

    private bool Left(string key, Allowance allowance) =>
        !_windows.TryGetValue(key, out var window)
        || window.Ends <= time.GetUtcNow()
        || window.Passwords.Count < allowance.Tries;

    private void Add(string key, Allowance allowance, long password)
    {
        var now = time.GetUtcNow();
        if (!_windows.TryGetValue(key, out var window) || window.Ends <= now)
        {
            window = new Window(now + allowance.Window, []);
            _windows[key] = window;
            _byAge.Enqueue((key, window));
        }

        if (window.Passwords.Count < allowance.Tries)
        {
            window.Passwords.Add(password);
        }

        while (_byAge.Count > limits.MailMemory || (_byAge.TryPeek(out var oldest) && oldest.Window.Ends <= now))
        {
            var (forgotten, itsWindow) = _byAge.Dequeue();
            if (_windows.TryGetValue(forgotten, out var current) && current == itsWindow)
            {
                _windows.Remove(forgotten);
            }
        }
    }

    private sealed record Window(DateTimeOffset Ends, HashSet<long> Passwords);
}
