using CareMail.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CareMail.Hosting;

/// <summary>Whether the database answers. A load balancer that hears no sends nobody here.</summary>
internal sealed class StoreHealth(Database database) : IHealthCheck
{
    // A question this small that takes longer is as good as no answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var answer = await database.QuerySingleOrDefaultAsync<long>("SELECT 1", ct: limit.Token);
        return answer == 1 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
    }
}
