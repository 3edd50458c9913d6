using CareMail.Storage;

namespace CareMail.Outbound;

/// <summary>How many recipients a mailbox has written to on a day.</summary>
public sealed class OutboundUsage(Database database)
{
    public async Task<int> OfAsync(Guid mailboxId, DateTimeOffset at, CancellationToken ct = default) =>
        await database.QuerySingleOrDefaultAsync<int?>(
            "SELECT recipients FROM outbound_usage WHERE mailbox_id = @mailboxId AND day = @day",
            new { mailboxId, day = Day(at) },
            ct
        ) ?? 0;

    public async Task AddAsync(WriteTransaction tx, Guid mailboxId, DateTimeOffset at, int recipients)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync(
            """
            INSERT INTO outbound_usage (mailbox_id, day, recipients) VALUES (@mailboxId, @day, @recipients)
            ON CONFLICT (mailbox_id, day) DO UPDATE SET recipients = outbound_usage.recipients + excluded.recipients
            """,
            new
            {
                mailboxId,
                day = Day(at),
                recipients,
            }
        );
        await tx.ExecuteAsync(
            "DELETE FROM outbound_usage WHERE mailbox_id = @mailboxId AND day < @day",
            new { mailboxId, day = Day(at) }
        );
    }

    private static int Day(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / 86_400);
}
