using System.Threading.RateLimiting;
using CareMail.Hosting;
using CareMail.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Providers;

/// <summary>
/// How often one network may look for providers: enough for a ward, too little to copy the list. Networks the operator
/// trusts are not counted.
/// </summary>
internal static class ProvidersLimit
{
    public const string Policy = "providers";

    // A hospital has one address for all its wards.
    private const int Burst = 120;
    private const int PerSecond = 1;

    public static void Add(RateLimiterOptions limiter) => limiter.AddPolicy(Policy, Of);

    private static RateLimitPartition<string> Of(HttpContext http)
    {
        var from = http.Connection.RemoteIpAddress;
        return http.RequestServices.GetRequiredService<CareMailSettings>().TrustedNets.Holds(from)
            ? RateLimitPartition.GetNoLimiter("trusted")
            : RateLimitPartition.GetTokenBucketLimiter(
                NetworkOf.Address(from),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = Burst,
                    TokensPerPeriod = PerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                }
            );
    }
}
