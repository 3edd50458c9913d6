using CareMail.Storage;

namespace CareMail.Notices;

/// <summary>One notice that would have been sent, had this not been a demo.</summary>
public sealed class OutboxNotice
{
    public Guid Id { get; init; }
    public DateTimeOffset Sent { get; init; }
    public NoticeChannel Channel { get; init; }
    public string Recipient { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Body { get; init; } = "";
}

/// <summary>The demo's sender: takes everything and keeps it to be looked at.</summary>
public sealed class NoticeOutbox(Database database, TimeProvider time) : INoticeSender
{
    bool INoticeSender.Exists => true;

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<OutboxNotice>> ListAsync(int most = 100, CancellationToken ct = default) =>
        database.QueryAsync<OutboxNotice>(
            """
            SELECT id AS Id, sent AS Sent, channel AS Channel, recipient AS Recipient, subject AS Subject, body AS Body
            FROM notices_outbox ORDER BY sent DESC, id DESC LIMIT @most
            """,
            new { most },
            ct
        );

    async Task<SendResult> INoticeSender.SendAsync(WrittenNotice notice, CancellationToken ct)
    {
        await database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO notices_outbox (id, sent, channel, recipient, subject, body)
                    VALUES (@id, @sent, @Channel, @To, @Subject, @Body)
                    """,
                    new
                    {
                        // Not the notice's own: what is tried again is a second message.
                        id = Ids.New(),
                        sent = time.GetUtcNow(),
                        notice.Channel,
                        notice.To,
                        notice.Subject,
                        notice.Body,
                    }
                ),
            ct
        );
        return SendResult.Sent;
    }
}
