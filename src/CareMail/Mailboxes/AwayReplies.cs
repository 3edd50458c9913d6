using System.Security.Cryptography;
using System.Text;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>What whoever writes is answered while somebody is away.</summary>
public sealed record AwayReply
{
    public Guid MailboxId { get; init; }
    public string Words { get; init; } = "";
    public DateTimeOffset Begins { get; init; }
    public DateTimeOffset Ends { get; init; }
}

/// <summary>An inbox with mail that came while its person is away and that was not looked at for an answer.</summary>
public sealed record AwayInbox
{
    public Guid MailboxId { get; init; }
    public Guid FolderId { get; init; }
    public string Words { get; init; } = "";
    public DateTimeOffset Begins { get; init; }
    public long AnsweredUid { get; init; }
    public long UidNext { get; init; }

    public UidSet NotLookedAt => UidSet.Of([new UidRange((uint)AnsweredUid + 1, (uint)UidNext - 1)]);
}

/// <summary>
/// Automatic replies of mailboxes, and how far each inbox was answered. Filing mail knows nothing of them: what has come is
/// looked at afterwards, so no message waits for it and none is forgotten by a crash.
/// </summary>
public sealed class AwayReplies(Database database, TimeProvider time)
{
    /// <summary>What is answered: a page of words, not a letter.</summary>
    public const int LongestWords = 2_000;

    /// <summary>RFC 3834 §2: nobody is answered again within seven days.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromDays(7);

    /// <summary>From now on, or changed: what came before is not answered.</summary>
    public async Task SetAsync(WriteTransaction tx, AwayReply reply)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(reply);
        await tx.ExecuteAsync(
            """
            INSERT INTO mailboxes_away (mailbox_id, words, begins, ends, answered_uid)
            SELECT @MailboxId, @Words, @Begins, @Ends, uid_next - 1 FROM mailboxes_folder
            WHERE mailbox_id = @MailboxId AND special_use = @inbox
            ON CONFLICT (mailbox_id) DO UPDATE SET words = excluded.words, begins = excluded.begins,
                ends = excluded.ends, answered_uid = excluded.answered_uid
            """,
            new
            {
                reply.MailboxId,
                reply.Words,
                reply.Begins,
                reply.Ends,
                inbox = (long)SpecialUse.Inbox,
            }
        );
    }

    /// <summary>False if there was none.</summary>
    public async Task<bool> EndAsync(WriteTransaction tx, Guid mailboxId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync("DELETE FROM mailboxes_away_answer WHERE mailbox_id = @mailboxId", new { mailboxId });
        return await tx.ExecuteAsync("DELETE FROM mailboxes_away WHERE mailbox_id = @mailboxId", new { mailboxId })
            == 1;
    }

    /// <summary>The reply of a mailbox that has not ended; null if there is none.</summary>
    public Task<AwayReply?> FindAsync(Guid mailboxId, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<AwayReply>(
            """
            SELECT mailbox_id AS MailboxId, words AS Words, begins AS Begins, ends AS Ends
            FROM mailboxes_away WHERE mailbox_id = @mailboxId AND ends > @now
            """,
            new { mailboxId, now = time.GetUtcNow() },
            ct
        );

    /// <summary>The inboxes with something to look at. Costs as much as there are people away.</summary>
    public Task<IReadOnlyList<AwayInbox>> DueAsync(CancellationToken ct = default) =>
        database.QueryAsync<AwayInbox>(
            """
            SELECT a.mailbox_id AS MailboxId, f.id AS FolderId, a.words AS Words, a.begins AS Begins,
                a.answered_uid AS AnsweredUid, f.uid_next AS UidNext
            FROM mailboxes_away a JOIN mailboxes_folder f ON f.mailbox_id = a.mailbox_id AND f.special_use = @inbox
            WHERE a.begins <= @now AND a.ends > @now AND f.uid_next > a.answered_uid + 1
            """,
            new { inbox = (long)SpecialUse.Inbox, now = time.GetUtcNow() },
            ct
        );

    /// <param name="mailboxId">Who is away.</param>
    /// <param name="sender">Who wrote, as addresses are compared.</param>
    public async Task<bool> WasAnsweredAsync(Guid mailboxId, string sender, CancellationToken ct = default) =>
        await database.QuerySingleOrDefaultAsync<long?>(
            """
            SELECT 1 FROM mailboxes_away_answer
            WHERE mailbox_id = @mailboxId AND sender = @hash AND answered > @since
            """,
            new
            {
                mailboxId,
                hash = HashOf(mailboxId, sender),
                since = time.GetUtcNow() - Again,
            },
            ct
        )
            is not null;

    /// <summary>The messages up to this one were looked at.</summary>
    public Task PassAsync(Guid mailboxId, uint uid, CancellationToken ct = default) =>
        database.WriteAsync(tx => PassAsync(tx, mailboxId, uid), ct);

    /// <summary>In the transaction that sends the answer. False: this message was looked at meanwhile, nobody is to be answered.</summary>
    public async Task<bool> AnsweredAsync(WriteTransaction tx, Guid mailboxId, string sender, uint uid)
    {
        ArgumentNullException.ThrowIfNull(tx);
        if (await PassAsync(tx, mailboxId, uid) == 0)
        {
            return false;
        }

        await tx.ExecuteAsync(
            """
            INSERT INTO mailboxes_away_answer (mailbox_id, sender, answered) VALUES (@mailboxId, @hash, @now)
            ON CONFLICT (mailbox_id, sender) DO UPDATE SET answered = excluded.answered
            """,
            new
            {
                mailboxId,
                hash = HashOf(mailboxId, sender),
                now = time.GetUtcNow(),
            }
        );
        return true;
    }

    private static Task<int> PassAsync(WriteTransaction tx, Guid mailboxId, uint uid) =>
        tx.ExecuteAsync(
            "UPDATE mailboxes_away SET answered_uid = @uid WHERE mailbox_id = @mailboxId AND answered_uid < @uid",
            new { mailboxId, uid = (long)uid }
        );

    private static byte[] HashOf(Guid mailboxId, string sender) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{mailboxId:N} {sender}"));
}
