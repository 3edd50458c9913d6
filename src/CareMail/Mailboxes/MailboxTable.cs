using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>The rows of mailboxes.</summary>
internal static class MailboxTable
{
    /// <summary>In the order <see cref="Read(DbDataReader)"/> takes them.</summary>
    public const string Columns =
        "m.id, m.organisation_id, m.kind, m.local_part, m.display_name, m.quota_bytes, m.used_bytes";

    public const int ColumnCount = 7;

    public static Mailbox Read(DbDataReader row) => Read(row, 0);

    public static Mailbox Read(DbDataReader row, int at) =>
        new(
            row.GetId(at),
            row.GetId(at + 1),
            (MailboxKind)row.GetInt64(at + 2),
            row.GetString(at + 3),
            row.GetString(at + 4),
            row.GetInt64(at + 5),
            row.GetInt64(at + 6)
        );

    /// <summary>Takes the mailbox's row for this transaction, so that changes to its tree follow each other. False if there is none.</summary>
    public static async Task<bool> LockAsync(WriteTransaction tx, Guid mailboxId) =>
        await tx.ScalarAsync<long?>(
            $"SELECT quota_bytes FROM mailboxes_mailbox WHERE id = @mailboxId {Rows.ForUpdate(tx.Engine)}",
            new { mailboxId }
        )
            is not null;

    /// <summary>
    /// Numbers for new folders. Never the same twice in one mailbox, so that name and UIDVALIDITY mean the same folder for
    /// ever, and growing (RFC 9051 §2.3.1.1).
    /// </summary>
    /// <returns>The first of <paramref name="count"/> numbers.</returns>
    public static async Task<uint> TakeUidValiditiesAsync(
        WriteTransaction tx,
        Guid mailboxId,
        int count,
        DateTimeOffset now
    )
    {
        var last = await tx.ScalarAsync<long>(
            """
            UPDATE mailboxes_mailbox
            SET last_uid_validity = @count
                + CASE WHEN last_uid_validity >= @now THEN last_uid_validity ELSE @now END
            WHERE id = @mailboxId
            RETURNING last_uid_validity
            """,
            new
            {
                mailboxId,
                count = (long)count,
                now = now.ToUnixTimeSeconds(),
            }
        );
        return (uint)(last - count + 1);
    }
}
