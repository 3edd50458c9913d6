using CareMail.Storage;

namespace CareMail.Policies;

/// <summary>The dated rows of the policy.</summary>
public sealed class PolicyTable(Database database, PolicyCatalogue catalogue)
{
    private long _changes;

    /// <summary>Grows with every change of this process.</summary>
    internal long Changes => Interlocked.Read(ref _changes);

    /// <summary>The rows that count now.</summary>
    public async Task<PolicyBook> InForceAsync(CancellationToken ct = default)
    {
        var rows = await database.QueryAsync<PolicyRow>(
            """
            SELECT setting AS Setting, valid_from AS ValidFrom, value AS Value, recorded AS Recorded, account_id AS AccountId, reason AS Reason
            FROM policies_value WHERE withdrawn IS NULL
            """,
            ct: ct
        );
        // A setting newer than the rows has the value it was delivered with.
        var known = rows.Select(row => row.Setting).ToHashSet();
        return new([.. rows, .. catalogue.Seeds.Where(seed => !known.Contains(seed.Setting))]);
    }

    /// <summary>The rows the program comes with, once. What was withdrawn since stays withdrawn.</summary>
    internal Task SeedAsync(CancellationToken ct = default) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO policies_value (setting, valid_from, recorded, value, reason)
                    VALUES (@Setting, @ValidFrom, 0, @Value, @Reason) ON CONFLICT DO NOTHING
                    """,
                    catalogue.Seeds
                ),
            ct
        );

    /// <summary>Rows that another module kept until now; what is here already stays.</summary>
    public Task AdoptAsync(IReadOnlyCollection<PolicyRow> rows, CancellationToken ct = default) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO policies_value (setting, valid_from, recorded, withdrawn, value, account_id, reason)
                    VALUES (@Setting, @ValidFrom, @Recorded, @Withdrawn, @Value, @AccountId, @Reason) ON CONFLICT DO NOTHING
                    """,
                    rows
                ),
            ct
        );

    internal static Task WithdrawAsync(WriteTransaction tx, string setting, DateOnly from, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "UPDATE policies_value SET withdrawn = @now WHERE setting = @setting AND valid_from = @from AND withdrawn IS NULL",
            new
            {
                setting,
                from,
                now,
            }
        );

    internal void Changed(WriteTransaction tx) => tx.AfterCommit(() => Interlocked.Increment(ref _changes));

    internal static Task InsertAsync(WriteTransaction tx, PolicyRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO policies_value (setting, valid_from, recorded, value, account_id, reason)
            VALUES (@Setting, @ValidFrom, @Recorded, @Value, @AccountId, @Reason)
            """,
            row
        );
}
