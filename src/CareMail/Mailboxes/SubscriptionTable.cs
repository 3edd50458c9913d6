using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>The names accounts are subscribed to.</summary>
internal static class SubscriptionTable
{
    public static async Task<FolderOutcome> AddAsync(
        WriteTransaction tx,
        Guid accountId,
        Guid mailboxId,
        string name,
        MailboxLimits limits
    )
    {
        var count = await tx.ScalarAsync<long>(
            "SELECT COUNT(*) FROM mailboxes_subscription WHERE account_id = @accountId",
            new { accountId }
        );
        if (count >= limits.Subscriptions)
        {
            return FolderOutcome.TooManySubscriptions;
        }

        await tx.ExecuteAsync(
            """
            INSERT INTO mailboxes_subscription (account_id, mailbox_id, name)
            VALUES (@accountId, @mailboxId, @name) ON CONFLICT DO NOTHING
            """,
            new
            {
                accountId,
                mailboxId,
                name,
            }
        );
        return FolderOutcome.Done;
    }

    public static Task RemoveAsync(WriteTransaction tx, Guid accountId, Guid mailboxId, string name) =>
        tx.ExecuteAsync(
            """
            DELETE FROM mailboxes_subscription
            WHERE account_id = @accountId AND mailbox_id = @mailboxId AND name = @name
            """,
            new
            {
                accountId,
                mailboxId,
                name,
            }
        );

    public static async Task<IReadOnlyList<Subscription>> OfAccountAsync(
        Database database,
        Guid accountId,
        CancellationToken ct
    ) =>
        await database.ListAsync(
            "SELECT mailbox_id, name FROM mailboxes_subscription WHERE account_id = @accountId ORDER BY mailbox_id, name",
            row => new Subscription(row.GetId(0), row.GetString(1)),
            ct,
            ("@accountId", SqlIds.Value(database.Engine, accountId))
        );
}
