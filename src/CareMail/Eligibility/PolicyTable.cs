using CareMail.Storage;

namespace CareMail.Eligibility;

/// <summary>The dated rows of the policy.</summary>
public sealed class PolicyTable(Database database)
{
    /// <summary>The rows that count now.</summary>
    public async Task<PolicyBook> InForceAsync(CancellationToken ct = default) =>
        new(
            await database.QueryAsync<PolicyRow>(
                """
                SELECT setting AS Setting, valid_from AS ValidFrom, value AS Value, recorded AS Recorded, account_id AS AccountId, reason AS Reason
                FROM eligibility_policy WHERE withdrawn IS NULL
                """,
                ct: ct
            )
        );

    /// <summary>The rows the program comes with, once. What was withdrawn since stays withdrawn.</summary>
    internal Task SeedAsync(CancellationToken ct = default) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO eligibility_policy (setting, valid_from, recorded, value, reason)
                    VALUES (@Setting, @ValidFrom, 0, @Value, @Reason) ON CONFLICT DO NOTHING
                    """,
                    PolicySettings.Seeds
                ),
            ct
        );

    internal static Task WithdrawAsync(WriteTransaction tx, string setting, DateOnly from, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "UPDATE eligibility_policy SET withdrawn = @now WHERE setting = @setting AND valid_from = @from AND withdrawn IS NULL",
            new
            {
                setting,
                from,
                now,
            }
        );

    internal static Task InsertAsync(WriteTransaction tx, PolicyRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO eligibility_policy (setting, valid_from, recorded, value, account_id, reason)
            VALUES (@Setting, @ValidFrom, @Recorded, @Value, @AccountId, @Reason)
            """,
            row
        );
}
