using System.Collections.Concurrent;

namespace CareMail.Provisioning.Tokens;

/// <summary>Counts what came in within the current minute, by token or by network.</summary>
internal sealed class TokenPace(ProvisioningLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _minute;

    /// <summary>False when it is too much.</summary>
    public bool TryRequest(Guid tokenId) => Count(tokenId.ToString()) <= limits.RequestsAMinute;

    public bool MayTry(string network) => Peek(network) < limits.WrongTokensAMinute;

    public void WasWrong(string network) => Count(network);

    private int Count(string key)
    {
        Turn();
        return _counts.AddOrUpdate(key, 1, (_, n) => n + 1);
    }

    private int Peek(string key)
    {
        Turn();
        return _counts.GetValueOrDefault(key);
    }

    private void Turn()
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (Interlocked.Exchange(ref _minute, minute) != minute || _counts.Count > limits.Counted)
        {
            _counts.Clear();
        }
    }
}
