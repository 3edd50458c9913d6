using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>How much more, or less, an organisation uses a message.</summary>
internal readonly record struct MessageUse(Guid MessageId, Guid OrganisationId, long Entries, long Held, byte[] Wrapped)
{
    public static readonly byte[] NoKey = [];
}

/// <summary>The rows of messages and of their keys. With the last use goes the key, with the last key the message.</summary>
internal static class MessageTable
{
    /// <summary>In the order <see cref="ReadPlace"/> takes them.</summary>
    public const string PlaceColumns = "m.segment, m.segment_offset, m.length, m.lead_length, m.kind";

    private static readonly BulkRows<(StoredMessage Message, long Now)> InsertRows = BulkRows<(
        StoredMessage Message,
        long Now
    )>.Insert(
        "mailboxes_message",
        "ON CONFLICT (id) DO NOTHING",
        BulkColumn<(StoredMessage Message, long Now)>.Id("id", m => m.Message.Id),
        BulkColumn<(StoredMessage Message, long Now)>.Number("segment", m => m.Message.Where.Segment),
        BulkColumn<(StoredMessage Message, long Now)>.Number("segment_offset", m => m.Message.Where.Offset),
        BulkColumn<(StoredMessage Message, long Now)>.Number("length", m => m.Message.Where.Length),
        BulkColumn<(StoredMessage Message, long Now)>.Number("lead_length", m => m.Message.Where.LeadLength),
        BulkColumn<(StoredMessage Message, long Now)>.Number("kind", m => m.Message.Where.Kind),
        BulkColumn<(StoredMessage Message, long Now)>.Bytes("summary", m => m.Message.SummaryBytes),
        BulkColumn<(StoredMessage Message, long Now)>.Number("created_at", m => m.Now)
    );

    private static readonly BulkRows<MessageUse> AddRows = BulkRows<MessageUse>.Insert(
        "mailboxes_message_key",
        """
        ON CONFLICT (message_id, organisation_id) DO UPDATE SET
            entries = mailboxes_message_key.entries + excluded.entries, held = mailboxes_message_key.held + excluded.held
        """,
        BulkColumn<MessageUse>.Id("message_id", u => u.MessageId),
        BulkColumn<MessageUse>.Id("organisation_id", u => u.OrganisationId),
        BulkColumn<MessageUse>.Bytes("wrapped", u => u.Wrapped),
        BulkColumn<MessageUse>.Number("entries", u => u.Entries),
        BulkColumn<MessageUse>.Number("held", u => u.Held)
    );

    private static readonly BulkRows<MessageUse> ChangeRows = BulkRows<MessageUse>.Update(
        "mailboxes_message_key",
        "entries = mailboxes_message_key.entries + @entries, held = mailboxes_message_key.held + @held",
        "mailboxes_message_key.message_id = @message_id AND mailboxes_message_key.organisation_id = @organisation_id",
        BulkColumn<MessageUse>.Number("entries", u => u.Entries),
        BulkColumn<MessageUse>.Number("held", u => u.Held),
        BulkColumn<MessageUse>.Id("message_id", u => u.MessageId),
        BulkColumn<MessageUse>.Id("organisation_id", u => u.OrganisationId)
    );

    private static readonly BulkRows<MessageUse> DeleteKeys = BulkRows<MessageUse>.Delete(
        "mailboxes_message_key",
        """
        mailboxes_message_key.message_id = @message_id AND mailboxes_message_key.organisation_id = @organisation_id
        AND mailboxes_message_key.entries <= 0 AND mailboxes_message_key.held <= 0
        """,
        BulkColumn<MessageUse>.Id("message_id", u => u.MessageId),
        BulkColumn<MessageUse>.Id("organisation_id", u => u.OrganisationId)
    );

    public static StoredBytes ReadPlace(DbDataReader row, int at) =>
        new(
            row.GetInt64(at),
            row.GetInt64(at + 1),
            row.GetInt64(at + 2),
            (int)row.GetInt64(at + 3),
            (int)row.GetInt64(at + 4)
        );

    public static Task InsertAsync(WriteTransaction tx, IEnumerable<StoredMessage> messages, DateTimeOffset now) =>
        InsertRows.RunAsync(tx, [.. messages.OrderBy(m => m.Id).Select(m => (m, now.ToUnixTimeMilliseconds()))]);

    /// <summary>Adds uses, and the key where an organisation has none yet.</summary>
    public static Task AddUsesAsync(WriteTransaction tx, IEnumerable<MessageUse> uses) =>
        AddRows.RunAsync(tx, Sum(uses));

    /// <summary>Adds uses where the organisation has the key already.</summary>
    public static Task ChangeUsesAsync(WriteTransaction tx, IEnumerable<MessageUse> uses) =>
        ChangeRows.RunAsync(tx, Sum(uses));

    /// <summary>Takes uses away, and destroys what no one uses any more.</summary>
    public static async Task EndUsesAsync(WriteTransaction tx, IEnumerable<MessageUse> uses, SegmentSpace space)
    {
        var ended = Sum(uses);
        if (ended.Count == 0)
        {
            return;
        }

        var ids = SqlIds.List(tx.Engine, ended.Select(u => u.MessageId).Distinct());
        if (tx.Engine == Engine.Postgres)
        {
            // Two organisations that end their last use at once must not each see the other's key still there.
            await tx.ExecuteAsync(
                "SELECT 1 FROM mailboxes_message WHERE id = ANY(@ids) ORDER BY id FOR UPDATE",
                new { ids }
            );
        }

        await ChangeRows.RunAsync(tx, ended);
        await DeleteKeys.RunAsync(tx, ended);
        var unused = await tx.ListAsync(
            $"""
            SELECT m.id, {PlaceColumns} FROM mailboxes_message m
            WHERE {SqlIds.In(tx.Engine, "m.id", "@ids")}
                AND NOT EXISTS (SELECT 1 FROM mailboxes_message_key k WHERE k.message_id = m.id)
            """,
            row => new IndexedMessage(row.GetId(0), ReadPlace(row, 1)),
            ("@ids", ids)
        );
        if (unused.Count == 0)
        {
            return;
        }

        await tx.ExecuteAsync(
            $"DELETE FROM mailboxes_message WHERE {SqlIds.In(tx.Engine, "id", "@gone")}",
            new { gone = SqlIds.List(tx.Engine, unused.Select(m => m.Id)) }
        );
        await space.ReleaseAsync(tx, unused);
    }

    /// <summary>One row for each message and organisation, in the order in which everyone locks them.</summary>
    private static List<MessageUse> Sum(IEnumerable<MessageUse> uses) =>
        [
            .. uses.GroupBy(u => (u.MessageId, u.OrganisationId))
                .Select(g => g.First() with { Entries = g.Sum(u => u.Entries), Held = g.Sum(u => u.Held) })
                .OrderBy(u => u.MessageId)
                .ThenBy(u => u.OrganisationId),
        ];
}
