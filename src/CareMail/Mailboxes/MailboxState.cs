using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A mailbox's row while a transaction holds it: what it uses of its quota. Taken after the folders'.</summary>
internal sealed class MailboxState
{
    private static readonly BulkRows<MailboxState> UpdateRows = BulkRows<MailboxState>.Update(
        "mailboxes_mailbox",
        "used_bytes = @used_bytes",
        "mailboxes_mailbox.id = @id",
        BulkColumn<MailboxState>.Number("used_bytes", m => m.Used),
        BulkColumn<MailboxState>.Id("id", m => m.Id)
    );

    private long _first;

    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }
    public required MailboxKind Kind { get; init; }
    public required long Quota { get; init; }
    public long Used { get; set; }

    /// <summary>What leaves it is kept: see <see cref="MailboxHolds"/>.</summary>
    public required bool OnHold { get; init; }

    /// <summary>Whether so much more fits. Like RFC 9208 §3.1.1's quota roots, what is there already may exceed it.</summary>
    public bool HasRoomFor(long size) => Used + size <= Quota;

    public static async Task<Dictionary<Guid, MailboxState>> LockAsync(
        WriteTransaction tx,
        IEnumerable<Guid> mailboxIds
    )
    {
        var rows = await tx.ListAsync(
            $"""
            SELECT id, organisation_id, kind, quota_bytes, used_bytes, held_since FROM mailboxes_mailbox
            WHERE {SqlIds.In(tx.Engine, "id", "@ids")} ORDER BY id {Rows.ForUpdate(tx.Engine)}
            """,
            row => new MailboxState
            {
                Id = row.GetId(0),
                OrganisationId = row.GetId(1),
                Kind = (MailboxKind)row.GetInt64(2),
                Quota = row.GetInt64(3),
                Used = row.GetInt64(4),
                _first = row.GetInt64(4),
                OnHold = !row.IsDBNull(5),
            },
            ("@ids", SqlIds.List(tx.Engine, mailboxIds))
        );
        return rows.ToDictionary(m => m.Id);
    }

    public static Task SaveAsync(WriteTransaction tx, IEnumerable<MailboxState> mailboxes) =>
        UpdateRows.RunAsync(tx, mailboxes.Where(m => m.Used != m._first).ToList());
}
