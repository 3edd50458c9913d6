namespace CareMail.Storage;

/// <summary>Is told which bytes of the log are dead, so that segments worth it are compacted.</summary>
public sealed class SegmentSpace
{
    /// <summary>The message's row goes in this transaction: its bytes are dead from then on.</summary>
    public Task ReleaseAsync(WriteTransaction tx, Guid messageId, StoredBytes where) =>
        InsertDeadAsync(tx, messageId, where);

    internal static Task InsertDeadAsync(WriteTransaction tx, Guid messageId, StoredBytes where) =>
        tx.ExecuteAsync(
            """
            INSERT INTO storage_dead_bytes (segment, message_id, length) VALUES (@Segment, @messageId, @Length)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                where.Segment,
                messageId,
                where.Length,
            }
        );
}
