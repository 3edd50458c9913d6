using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A message that was removed from a mailbox on hold.</summary>
public sealed record KeptMessage(Guid MessageId, DateTimeOffset Received, DateTimeOffset Removed);

/// <summary>
/// A mailbox on hold: nothing that is or comes into it is destroyed, whoever deletes it and whatever becomes of its
/// person. Its readers notice nothing: what they remove leaves their folders and their quota, and is kept beside them.
/// The caller audits, in the same transaction.
/// </summary>
public sealed class MailboxHolds(Database database, SegmentSpace space, TimeProvider time)
{
    /// <summary>As many as end in one transaction: deliveries do not wait for more.</summary>
    private const int AtOnce = 500;

    /// <summary>Null: it is not on hold.</summary>
    public async Task<DateTimeOffset?> SinceAsync(Guid mailboxId, CancellationToken ct = default) =>
        await database.QuerySingleOrDefaultAsync<long?>(
            "SELECT held_since FROM mailboxes_mailbox WHERE id = @mailboxId",
            new { mailboxId },
            ct
        )
            is { } since
            ? DateTimeOffset.FromUnixTimeMilliseconds(since)
            : null;

    /// <returns>False: it is on hold already, or there is no such mailbox.</returns>
    public async Task<bool> BeginAsync(WriteTransaction tx, Guid mailboxId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return await tx.ExecuteAsync(
                "UPDATE mailboxes_mailbox SET held_since = @now WHERE id = @mailboxId AND held_since IS NULL",
                new { mailboxId, now = time.GetUtcNow() }
            ) == 1;
    }

    /// <summary>From here on it is a mailbox like others; what was kept is destroyed within the hour.</summary>
    public async Task<bool> EndAsync(WriteTransaction tx, Guid mailboxId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return await tx.ExecuteAsync(
                "UPDATE mailboxes_mailbox SET held_since = NULL WHERE id = @mailboxId AND held_since IS NOT NULL",
                new { mailboxId }
            ) == 1;
    }

    /// <summary>Mailboxes whose hold has ended, with something kept still.</summary>
    internal async Task<IReadOnlyList<Guid>> EndedAsync(CancellationToken ct) =>
        await database.ListAsync(
            """
            SELECT DISTINCT k.mailbox_id FROM mailboxes_kept k JOIN mailboxes_mailbox m ON m.id = k.mailbox_id
            WHERE m.held_since IS NULL
            """,
            row => row.GetId(0),
            ct
        );

    /// <summary>Destroys what was kept only by a hold that has ended. May be run again.</summary>
    public async Task<int> DestroyKeptAsync(Guid mailboxId, CancellationToken ct = default)
    {
        var all = 0;
        int some;
        do
        {
            some = await database.WriteAsync(
                async tx =>
                {
                    if (
                        await tx.ScalarAsync<long?>(
                            $"SELECT held_since FROM mailboxes_mailbox WHERE id = @mailboxId {Rows.ForUpdate(tx.Engine)}",
                            new { mailboxId }
                        )
                        is not null
                    )
                    {
                        return 0;
                    }

                    var uses = await KeptTable.TakeAsync(tx, mailboxId, AtOnce);
                    await MessageTable.EndUsesAsync(tx, uses, space);
                    return uses.Count;
                },
                ct
            );
            all += some;
        } while (some == AtOnce);

        return all;
    }

    /// <summary>Whether the message was removed from this mailbox and is kept.</summary>
    public async Task<bool> KeepsAsync(Guid mailboxId, Guid messageId, CancellationToken ct = default) =>
        await database.QuerySingleOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM mailboxes_kept WHERE mailbox_id = @mailboxId AND message_id = @messageId",
            new { mailboxId, messageId },
            ct
        ) > 0;

    /// <summary>How many messages are kept beside its folders.</summary>
    public Task<long> CountKeptAsync(Guid mailboxId, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<long>(
            "SELECT COUNT(DISTINCT message_id) FROM mailboxes_kept WHERE mailbox_id = @mailboxId",
            new { mailboxId },
            ct
        );

    /// <summary>What was removed since the hold began, last removed first.</summary>
    public async Task<IReadOnlyList<KeptMessage>> KeptAsync(
        Guid mailboxId,
        int take,
        int skip = 0,
        CancellationToken ct = default
    ) =>
        await database.ListAsync(
            """
            SELECT message_id, received_at, removed_at FROM mailboxes_kept WHERE mailbox_id = @mailboxId
            ORDER BY removed_at DESC, folder_id, uid LIMIT @take OFFSET @skip
            """,
            row => new KeptMessage(
                row.GetId(0),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))
            ),
            ct,
            ("@mailboxId", SqlIds.Value(database.Engine, mailboxId)),
            ("@take", (long)take),
            ("@skip", (long)skip)
        );
}
