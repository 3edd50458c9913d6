using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A mailbox became another organisation's after somebody had wrapped a key for it.</summary>
internal sealed class MailboxMovedException(Guid mailboxId) : Exception("The mailbox is another organisation's now.")
{
    public Guid MailboxId => mailboxId;
}

/// <summary>
/// Gives a mailbox to another organisation, or destroys what is in it. No byte is rewritten: a message is the
/// organisation's that has its key, and without a key it is gone.
/// </summary>
public sealed class MailboxMoves(
    Database database,
    OrganisationKeys keys,
    SegmentSpace space,
    FolderView folders,
    MailboxAccess access,
    AwayReplies away
)
{
    /// <summary>As many rows as one statement writes at a time.</summary>
    private const int AtOnce = 500;

    /// <summary>The keys of all its messages are wrapped for the other organisation; the old one's are gone.</summary>
    /// <returns>How many messages came along.</returns>
    public async Task<int> MoveAsync(WriteTransaction tx, Guid mailboxId, Guid organisationId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        // Folders first, then mailboxes, as whoever files takes them.
        var ids = (await FolderTable.OfMailboxAsync(tx, mailboxId)).Select(f => f.Id).Order();
        await FolderState.LockAsync(tx, ids);
        var before = (await MailboxState.LockAsync(tx, [mailboxId]))[mailboxId].OrganisationId;
        if (before == organisationId)
        {
            return 0;
        }

        await tx.ExecuteAsync(
            "UPDATE mailboxes_mailbox SET organisation_id = @organisationId WHERE id = @mailboxId",
            new { mailboxId, organisationId }
        );
        var messages = await UsesAsync(tx, mailboxId, before);
        foreach (var slice in messages.Chunk(AtOnce))
        {
            var arriving = new List<MessageUse>();
            foreach (var use in slice)
            {
                var key = await keys.UnwrapAsync(before, use.Wrapped, tx.Cancellation);
                var wrapped = await keys.WrapAsync(tx, organisationId, key);
                arriving.Add(use with { OrganisationId = organisationId, Wrapped = wrapped });
            }

            await MessageTable.AddUsesAsync(tx, arriving);
            await MessageTable.EndUsesAsync(
                tx,
                slice.Select(use => use with { Entries = -use.Entries, Wrapped = MessageUse.NoKey }),
                space
            );
        }

        return messages.Count;
    }

    /// <summary>Removes everything in it, in slices that deliveries do not wait for, and everybody's access. May be run again.</summary>
    public async Task DestroyAsync(Guid mailboxId, CancellationToken ct)
    {
        var ids = await database.ListAsync(
            "SELECT id FROM mailboxes_folder WHERE mailbox_id = @mailboxId",
            row => row.GetId(0),
            ct,
            ("@mailboxId", SqlIds.Value(database.Engine, mailboxId))
        );
        foreach (var folder in ids)
        {
            await folders.RemoveAsync(folder, UidSet.All, ct);
        }

        var people = await access.AccountsOfAsync(mailboxId, ct);
        await database.WriteAsync(
            async tx =>
            {
                foreach (var person in people)
                {
                    await access.RevokeAsync(tx, mailboxId, person.AccountId);
                }

                await away.EndAsync(tx, mailboxId);
                await tx.ExecuteAsync("DELETE FROM mailboxes_thread WHERE mailbox_id = @mailboxId", new { mailboxId });
            },
            ct
        );
    }

    private static async Task<List<MessageUse>> UsesAsync(WriteTransaction tx, Guid mailboxId, Guid organisationId) =>
        await tx.ListAsync(
            """
            SELECT u.message_id, u.entries, k.wrapped FROM
                (SELECT e.message_id, COUNT(*) AS entries FROM mailboxes_folder f
                JOIN mailboxes_entry e ON e.folder_id = f.id
                WHERE f.mailbox_id = @mailboxId GROUP BY e.message_id) u
            JOIN mailboxes_message_key k ON k.message_id = u.message_id AND k.organisation_id = @organisationId
            """,
            row => new MessageUse(row.GetId(0), organisationId, row.GetInt64(1), 0, row.GetBytes(2)),
            ("@mailboxId", tx.Id(mailboxId)),
            ("@organisationId", tx.Id(organisationId))
        );
}
