using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Eligibility;

/// <summary>
/// The rows of the policy stood in a table of this module before they had one of their own: they are handed over at each
/// start, which changes nothing once they are there.
/// </summary>
internal sealed class EarlierPolicy(Database database, PolicyTable policies) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<PolicyRow>(
            """
            SELECT setting AS Setting, valid_from AS ValidFrom, value AS Value, recorded AS Recorded, withdrawn AS Withdrawn,
                account_id AS AccountId, reason AS Reason
            FROM eligibility_policy
            """,
            ct: cancellationToken
        );
        await policies.AdoptAsync(rows, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
