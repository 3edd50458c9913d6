using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>What storage asks to reclaim space and to verify.</summary>
internal sealed class MessageIndex(Database database) : IMessageIndex
{
    public async Task<IReadOnlyList<IndexedMessage>> InSegmentAsync(DbConnection connection, long segment) =>
        await connection.ListAsync(
            $"SELECT m.id, {MessageTable.PlaceColumns} FROM mailboxes_message m WHERE m.segment = @segment",
            row => new IndexedMessage(row.GetId(0), MessageTable.ReadPlace(row, 1)),
            CancellationToken.None,
            ("@segment", segment)
        );

    public async Task<IReadOnlyList<long>> SegmentsAsync(DbConnection connection) =>
        await connection.ListAsync(
            "SELECT DISTINCT segment FROM mailboxes_message",
            row => row.GetInt64(0),
            CancellationToken.None
        );

    public async Task<ILookup<Guid, IndexedKey>> KeysAsync(DbConnection connection, IReadOnlyCollection<Guid> messages)
    {
        var keys = await connection.ListAsync(
            $"""
            SELECT message_id, organisation_id, wrapped FROM mailboxes_message_key
            WHERE {SqlIds.In(database.Engine, "message_id", "@ids")}
            """,
            row => (Message: row.GetId(0), Key: new IndexedKey(row.GetId(1), row.GetBytes(2))),
            CancellationToken.None,
            ("@ids", SqlIds.List(database.Engine, messages))
        );
        return keys.ToLookup(k => k.Message, k => k.Key);
    }

    public async Task<bool> MoveAsync(WriteTransaction tx, Guid messageId, StoredBytes from, StoredBytes to) =>
        await tx.ExecuteAsync(
            """
            UPDATE mailboxes_message
            SET segment = @toSegment, segment_offset = @toOffset, length = @toLength, lead_length = @toLead, kind = @toKind
            WHERE id = @messageId AND segment = @fromSegment AND segment_offset = @fromOffset
            """,
            new
            {
                messageId,
                fromSegment = from.Segment,
                fromOffset = from.Offset,
                toSegment = to.Segment,
                toOffset = to.Offset,
                toLength = to.Length,
                toLead = (long)to.LeadLength,
                toKind = (long)to.Kind,
            }
        ) == 1;
}
