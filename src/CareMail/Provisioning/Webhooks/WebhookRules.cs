using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CareMail.Provisioning.Webhooks;

/// <summary>A kind of event, and how it is called.</summary>
internal sealed record WebhookEvent(string Name, string Title);

/// <summary>What is told, how it is signed, and how often it is tried. Pure.</summary>
internal static class WebhookRules
{
    public const string Test = "test";

    /// <summary>An older one may be somebody's copy; clocks differ by a minute or two.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    public static readonly IReadOnlyList<WebhookEvent> Events =
    [
        new("person.created", "Somebody was added"),
        new("person.changed", "Somebody was changed"),
        new("person.left", "Somebody may not sign in any more"),
        new("application.decided", "An application of a site was decided"),
    ];

    /// <summary>A minute, then longer and longer: two days in all.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
    ];

    /// <summary>Null: it is given up.</summary>
    public static TimeSpan? WaitAfter(long attempts) => attempts <= Waits.Length ? Waits[attempts - 1] : null;

    /// <summary>What an act is called outside; null if it is not told.</summary>
    /// <param name="isActive">Whether the person may sign in now.</param>
    public static string? EventOf(string act, bool isActive) =>
        act switch
        {
            "" => null,
            "application.decide" => "application.decided",
            "person.add" => "person.created",
            _ when act.StartsWith("application.", StringComparison.Ordinal) => null,
            "account.lock" or "account.disable" or "person.leave" or "account.leave" => "person.left",
            _ => isActive ? "person.changed" : "person.left",
        };

    /// <summary>
    /// <c>t=seconds,v1=hexadecimal</c>: HMAC-SHA256 over the seconds, a full stop and the body. The time is within what is
    /// signed, so that a copy cannot be given a new one.
    /// </summary>
    public static string Sign(byte[] secret, DateTimeOffset at, string body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(mac)}";
    }

    /// <summary>What whoever receives it does: right, and not older than <see cref="Fresh"/>.</summary>
    public static bool IsRight(byte[] secret, string header, string body, DateTimeOffset now)
    {
        var parts = header.Split(',', StringSplitOptions.TrimEntries);
        return parts is [['t', '=', .. var seconds], ['v', '1', '=', .. _]]
            && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && Math.Abs(now.ToUnixTimeSeconds() - at) <= Fresh.TotalSeconds
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Sign(secret, DateTimeOffset.FromUnixTimeSeconds(at), body)),
                Encoding.ASCII.GetBytes(header)
            );
    }
}
