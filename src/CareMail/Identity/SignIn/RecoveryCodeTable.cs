using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.SignIn;

/// <summary>Codes to print and keep for the day the phone is lost. Only keyed hashes are stored; each works once.</summary>
internal sealed class RecoveryCodeTable(Database database, IdentityKeys keys, TimeProvider time)
{
    public async Task ReplaceAsync(WriteTransaction tx, Guid accountId, IEnumerable<string> codes)
    {
        await tx.ExecuteAsync("DELETE FROM identity_recovery_code WHERE account_id = @accountId", new { accountId });
        foreach (var code in codes)
        {
            await tx.ExecuteAsync(
                "INSERT INTO identity_recovery_code (account_id, code) VALUES (@accountId, @code)",
                new { accountId, code = keys.OfRecoveryCode(Readable.Plain(code)) }
            );
        }
    }

    /// <summary>True once for each code.</summary>
    public Task<bool> RedeemAsync(Guid accountId, string code, CancellationToken ct = default) =>
        database.WriteAsync(
            async tx =>
                await tx.ExecuteAsync(
                    """
                    UPDATE identity_recovery_code SET used = @now
                    WHERE account_id = @accountId AND code = @code AND used IS NULL
                    """,
                    new
                    {
                        accountId,
                        code = keys.OfRecoveryCode(Readable.Plain(code)),
                        now = time.GetUtcNow(),
                    }
                ) == 1,
            ct
        );

    public static Task<long> LeftAsync(WriteTransaction tx, Guid accountId) =>
        tx.QuerySingleAsync<long>(
            "SELECT count(*) FROM identity_recovery_code WHERE account_id = @accountId AND used IS NULL",
            new { accountId }
        );

    public async Task<int> LeftAsync(Guid accountId, CancellationToken ct = default) =>
        (int)
            await database.QuerySingleOrDefaultAsync<long>(
                "SELECT count(*) FROM identity_recovery_code WHERE account_id = @accountId AND used IS NULL",
                new { accountId },
                ct
            );
}
