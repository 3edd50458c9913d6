using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using CareMail.Hosting;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Eligibility;

/// <summary>How often one network may ask what anybody may ask. Networks the operator trusts are not counted.</summary>
internal static class StreetLimit
{
    public const string Policy = "street";

    public static void Add(RateLimiterOptions limiter)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = RefuseAsync;
        limiter.AddPolicy(Policy, Of);
    }

    private static RateLimitPartition<string> Of(HttpContext http)
    {
        var services = http.RequestServices;
        var from = http.Connection.RemoteIpAddress;
        if (services.GetRequiredService<CareMailSettings>().TrustedNets.Holds(from))
        {
            return RateLimitPartition.GetNoLimiter("trusted");
        }

        var limits = services.GetRequiredService<EligibilityLimits>();
        return RateLimitPartition.GetTokenBucketLimiter(
            Network(from),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limits.Burst,
                TokensPerPeriod = limits.PerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }
        );
    }

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken ct)
    {
        var http = refused.HttpContext;
        if (refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        // A person gets the dressed page for this status.
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            await Results
                .Problem(
                    "There were too many questions from your network in a short time. Wait a little, then ask again.",
                    statusCode: StatusCodes.Status429TooManyRequests
                )
                .ExecuteAsync(http);
        }
    }

    /// <summary>An IPv4 address is a place; in IPv6 the first 64 bits are, for one machine has many of the rest.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "nowhere";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(..8))
            : plain.ToString();
    }
}
