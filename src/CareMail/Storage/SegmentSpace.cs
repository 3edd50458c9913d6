namespace CareMail.Storage;

/// <summary>Is told which bytes of the log are dead, so that segments worth it are compacted.</summary>
public sealed class SegmentSpace
{
    /// <summary>The message's row goes in this transaction: its bytes are dead from then on.</summary>
    public Task ReleaseAsync(WriteTransaction tx, Guid messageId, StoredBytes where) =>
        InsertDeadAsync(tx, messageId, where);

    /// <summary>The same for many messages: an expunge of thousands must not be thousands of round trips.</summary>
    public async Task ReleaseAsync(WriteTransaction tx, IReadOnlyList<IndexedMessage> gone)
    {
        if (tx.Engine == Engine.Postgres)
        {
            await tx.ExecuteAsync(
                """
                INSERT INTO storage_dead_bytes (segment, message_id, length)
                SELECT * FROM unnest(@segments, @ids, @lengths) ON CONFLICT DO NOTHING
                """,
                new
                {
                    segments = gone.Select(m => m.Where.Segment).ToArray(),
                    ids = gone.Select(m => m.Id).ToArray(),
                    lengths = gone.Select(m => m.Where.Length).ToArray(),
                }
            );
            return;
        }

        var insert = tx.Prepared(
            "INSERT INTO storage_dead_bytes (segment, message_id, length) VALUES (@segment, @id, @length) ON CONFLICT DO NOTHING",
            "@segment",
            "@id",
            "@length"
        );
        foreach (var message in gone)
        {
            insert.Parameters[0].Value = message.Where.Segment;
            insert.Parameters[1].Value = tx.Id(message.Id);
            insert.Parameters[2].Value = message.Where.Length;
            await insert.ExecuteNonQueryAsync(tx.Cancellation);
        }
    }

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
