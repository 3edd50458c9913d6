using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Something that does not agree with what it was made from; ids and numbers only.</summary>
public readonly record struct MailboxFault(string Kind, Guid Id, string Detail);

/// <summary>
/// Proves that counters, entries, messages and keys agree: for <c>verify</c> and for tests. That the bytes are there and
/// authentic storage proves itself, through <see cref="IMessageIndex"/>.
/// </summary>
public sealed class MailboxCheck(Database database) : IStoreCheck
{
    private static readonly (string Kind, string Sql)[] Queries =
    [
        (
            "folder counters differ from their entries",
            """
            SELECT f.id, 'messages ' || f.messages || ' is ' || COUNT(e.uid)
                || ', unseen ' || f.unseen || ' is ' || COALESCE(SUM(CASE WHEN (e.flags & 1) = 0 THEN 1 ELSE 0 END), 0)
                || ', deleted ' || f.deleted || ' is ' || COALESCE(SUM(CASE WHEN (e.flags & 8) <> 0 THEN 1 ELSE 0 END), 0)
                || ', size ' || f.size || ' is ' || COALESCE(SUM(e.size), 0)
            FROM mailboxes_folder f LEFT JOIN mailboxes_entry e ON e.folder_id = f.id
            GROUP BY f.id, f.messages, f.unseen, f.deleted, f.size
            HAVING f.messages <> COUNT(e.uid) OR f.size <> COALESCE(SUM(e.size), 0)
                OR f.unseen <> COALESCE(SUM(CASE WHEN e.flags & 1 = 0 THEN 1 ELSE 0 END), 0)
                OR f.deleted <> COALESCE(SUM(CASE WHEN e.flags & 8 <> 0 THEN 1 ELSE 0 END), 0)
            """
        ),
        (
            "a UID or mod-sequence is ahead of its folder",
            """
            SELECT f.id, 'uid ' || MAX(e.uid) || ' next ' || f.uid_next || ', modseq ' || MAX(e.modseq) || ' highest ' || f.modseq
            FROM mailboxes_folder f JOIN mailboxes_entry e ON e.folder_id = f.id
            GROUP BY f.id, f.uid_next, f.modseq
            HAVING MAX(e.uid) >= f.uid_next OR MAX(e.modseq) > f.modseq
            """
        ),
        (
            "a mailbox's use differs from its folders",
            """
            SELECT m.id, 'used ' || m.used_bytes || ' is ' || COALESCE(SUM(f.size), 0)
            FROM mailboxes_mailbox m LEFT JOIN mailboxes_folder f ON f.mailbox_id = m.id
            GROUP BY m.id, m.used_bytes HAVING m.used_bytes <> COALESCE(SUM(f.size), 0)
            """
        ),
        (
            "an entry without its folder",
            """
            SELECT e.message_id, 'uid ' || e.uid FROM mailboxes_entry e
            WHERE NOT EXISTS (SELECT 1 FROM mailboxes_folder f WHERE f.id = e.folder_id)
            """
        ),
        (
            "an entry without its message",
            """
            SELECT e.message_id, 'uid ' || e.uid FROM mailboxes_entry e
            WHERE NOT EXISTS (SELECT 1 FROM mailboxes_message m WHERE m.id = e.message_id)
            """
        ),
        (
            "an entry whose size is not its message's",
            """
            SELECT e.message_id, 'size ' || e.size || ' is ' || m.length
            FROM mailboxes_entry e JOIN mailboxes_message m ON m.id = e.message_id WHERE e.size <> m.length
            """
        ),
        (
            "an entry that is also expunged",
            """
            SELECT e.message_id, 'uid ' || e.uid
            FROM mailboxes_entry e JOIN mailboxes_tombstone t ON t.folder_id = e.folder_id AND t.uid = e.uid
            """
        ),
        (
            "a message without a key",
            """
            SELECT m.id, 'segment ' || m.segment FROM mailboxes_message m
            WHERE NOT EXISTS (SELECT 1 FROM mailboxes_message_key k WHERE k.message_id = m.id)
            """
        ),
        (
            "a key without its message",
            """
            SELECT k.message_id, 'uses ' || k.entries FROM mailboxes_message_key k
            WHERE NOT EXISTS (SELECT 1 FROM mailboxes_message m WHERE m.id = k.message_id)
            """
        ),
        (
            "something kept whose message is gone",
            """
            SELECT p.message_id, 'uid ' || p.uid FROM mailboxes_kept p
            WHERE NOT EXISTS (
                SELECT 1 FROM mailboxes_message_key k
                WHERE k.message_id = p.message_id AND k.organisation_id = p.organisation_id AND k.held > 0
            )
            """
        ),
        (
            "a key nobody uses",
            "SELECT k.message_id, 'held ' || k.held FROM mailboxes_message_key k WHERE k.entries + k.held <= 0 OR k.held < 0"
        ),
        (
            "uses that differ from the entries",
            """
            WITH used AS (
                SELECT e.message_id, mb.organisation_id, COUNT(*) AS entries
                FROM mailboxes_entry e
                JOIN mailboxes_folder f ON f.id = e.folder_id
                JOIN mailboxes_mailbox mb ON mb.id = f.mailbox_id
                GROUP BY e.message_id, mb.organisation_id
            )
            SELECT u.message_id, 'entries ' || u.entries || ' counted ' || COALESCE(k.entries, 0)
            FROM used u
            LEFT JOIN mailboxes_message_key k ON k.message_id = u.message_id AND k.organisation_id = u.organisation_id
            WHERE u.entries <> COALESCE(k.entries, 0)
            UNION ALL
            SELECT k.message_id, 'entries 0 counted ' || k.entries FROM mailboxes_message_key k
            WHERE k.entries <> 0 AND NOT EXISTS (
                SELECT 1 FROM used u WHERE u.message_id = k.message_id AND u.organisation_id = k.organisation_id
            )
            """
        ),
    ];

    public async Task RunAsync(DbConnection snapshot, CheckReport report, CancellationToken ct = default)
    {
        foreach (var table in (string[])["mailbox", "folder", "entry", "message"])
        {
            var rows = await snapshot.ListAsync($"SELECT COUNT(*) FROM mailboxes_{table}", row => row.GetInt64(0), ct);
            report.Count($"rows of mailboxes_{table}", rows.Single());
        }

        foreach (var fault in await FaultsAsync(snapshot, ct))
        {
            report.Fault($"Mailboxes: {fault.Kind}: {fault.Id} ({fault.Detail}).");
        }
    }

    /// <summary>Recomputes what is kept as a count and compares; looks for rows that lack what they point at.</summary>
    public Task<IReadOnlyList<MailboxFault>> FaultsAsync(CancellationToken ct = default) =>
        database.ReadSnapshotAsync(c => FaultsAsync(c, ct), ct);

    /// <summary>How often messages are used outside folders, for the owner of those uses to compare.</summary>
    public async Task<IReadOnlyList<(Guid MessageId, Guid OrganisationId, long Held)>> HeldAsync(
        CancellationToken ct = default
    ) =>
        await database.ListAsync(
            "SELECT message_id, organisation_id, held FROM mailboxes_message_key WHERE held <> 0",
            row => (row.GetId(0), row.GetId(1), row.GetInt64(2)),
            ct
        );

    public async Task<long> CountMessagesAsync(CancellationToken ct = default) =>
        (await database.ListAsync("SELECT COUNT(*) FROM mailboxes_message", row => row.GetInt64(0), ct)).Single();

    private static async Task<IReadOnlyList<MailboxFault>> FaultsAsync(DbConnection snapshot, CancellationToken ct)
    {
        var faults = new List<MailboxFault>();
        foreach (var (kind, sql) in Queries)
        {
            faults.AddRange(
                await snapshot.ListAsync(sql, row => new MailboxFault(kind, row.GetId(0), row.GetString(1)), ct)
            );
        }

        return faults;
    }
}
