using System.Security.Cryptography;
using System.Text;
using CareMail.Storage;

namespace CareMail.Identity.Sessions;

/// <summary>The browsers each person has signed in with: so that a new one is told of.</summary>
internal sealed class Browsers(Database database, IdentityLimits limits, TimeProvider time)
{
    /// <summary>True if the person has signed in before, and never with this one.</summary>
    public async Task<bool> IsNewAsync(WriteTransaction tx, Guid accountId, string key, string name)
    {
        var now = time.GetUtcNow();
        var others = await tx.QuerySingleAsync<long>(
            "SELECT count(*) FROM identity_browser WHERE account_id = @accountId",
            new { accountId }
        );
        var known = await tx.ExecuteAsync(
            "UPDATE identity_browser SET last_seen = @now WHERE account_id = @accountId AND key_hash = @hash",
            new
            {
                accountId,
                hash = HashOf(key),
                now,
            }
        );
        if (known == 0)
        {
            await tx.ExecuteAsync(
                """
                INSERT INTO identity_browser (account_id, key_hash, name, first_seen, last_seen)
                VALUES (@accountId, @hash, @name, @now, @now)
                """,
                new
                {
                    accountId,
                    hash = HashOf(key),
                    name,
                    now,
                }
            );
        }

        return known == 0 && others > 0;
    }

    public Task<int> SweepAsync(CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "DELETE FROM identity_browser WHERE last_seen <= @before",
                    new { before = time.GetUtcNow() - limits.BrowserRemembered }
                ),
            ct
        );

    public static string NewKey() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
