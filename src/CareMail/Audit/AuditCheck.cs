using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Audit;

internal sealed class AuditCheck(AuditChain chain) : IStoreCheck
{
    public async Task RunAsync(DbConnection snapshot, CheckReport report, CancellationToken ct = default)
    {
        var verdict = await chain.VerifyAsync(snapshot, ct);
        report.Count("audit entries", verdict.Entries);
        report.Count("audit entries not sealed yet", verdict.Unsealed);
        foreach (var fault in verdict.Faults)
        {
            report.Fault(fault);
        }
    }
}
