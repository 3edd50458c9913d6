using CareMail.Storage;

namespace CareMail.Manage;

internal sealed class ReviewRow
{
    public Guid MailboxId { get; init; }
    public DateTimeOffset? Reviewed { get; init; }
    public DateTimeOffset? Reminded { get; init; }
}

/// <summary>The SQL of reviews.</summary>
internal static class ReviewTable
{
    private const string Columns = "mailbox_id AS MailboxId, reviewed AS Reviewed, reminded AS Reminded";

    public static Task<ReviewRow?> FindAsync(Database database, Guid mailboxId, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<ReviewRow>(
            $"SELECT {Columns} FROM manage_review WHERE mailbox_id = @mailboxId",
            new { mailboxId },
            ct
        );

    public static Task<IReadOnlyList<ReviewRow>> AllAsync(Database database, CancellationToken ct) =>
        database.QueryAsync<ReviewRow>($"SELECT {Columns} FROM manage_review", ct: ct);

    public static Task DoneAsync(
        WriteTransaction tx,
        Guid mailboxId,
        Guid? by,
        int kept,
        int removed,
        DateTimeOffset now
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO manage_review (mailbox_id, reviewed, account_id, kept, removed) VALUES (@mailboxId, @now, @by, @kept, @removed)
            ON CONFLICT (mailbox_id) DO UPDATE SET reviewed = excluded.reviewed, account_id = excluded.account_id,
                kept = excluded.kept, removed = excluded.removed, reminded = NULL
            """,
            new
            {
                mailboxId,
                now,
                by,
                kept,
                removed,
            }
        );

    /// <param name="made">When the mailbox was made: a row that comes of a reminder alone counts from there.</param>
    public static Task RemindedAsync(WriteTransaction tx, Guid mailboxId, DateTimeOffset made, DateTimeOffset now) =>
        tx.ExecuteAsync(
            """
            INSERT INTO manage_review (mailbox_id, reviewed, kept, removed, reminded) VALUES (@mailboxId, @made, 0, 0, @now)
            ON CONFLICT (mailbox_id) DO UPDATE SET reminded = excluded.reminded
            """,
            new
            {
                mailboxId,
                made,
                now,
            }
        );
}

/// <summary>Which shared mailboxes have mail that has waited unopened for longer than it should.</summary>
public sealed class OpenAlarms(Database database)
{
    public Task<IReadOnlySet<Guid>> MailboxesAsync(CancellationToken ct = default) =>
        UnwatchedTable.OpenAsync(database, ct);
}

/// <summary>The SQL of alarms.</summary>
internal static class UnwatchedTable
{
    public static async Task<DateTimeOffset?> SinceAsync(Database database, Guid mailboxId, CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<long?>(
            "SELECT waiting_since FROM manage_unwatched WHERE mailbox_id = @mailboxId AND ended IS NULL",
            new { mailboxId },
            ct
        )
            is { } since
            ? DateTimeOffset.FromUnixTimeMilliseconds(since)
            : null;

    public static async Task<IReadOnlySet<Guid>> OpenAsync(Database database, CancellationToken ct) =>
        (await database.QueryAsync<Row>("SELECT mailbox_id AS Id FROM manage_unwatched WHERE ended IS NULL", ct: ct))
            .Select(row => row.Id)
            .ToHashSet();

    /// <summary>False if the episode was noticed already.</summary>
    public static async Task<bool> BeginAsync(
        WriteTransaction tx,
        Guid mailboxId,
        DateTimeOffset since,
        DateTimeOffset now
    ) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO manage_unwatched (id, mailbox_id, waiting_since, noticed) VALUES (@id, @mailboxId, @since, @now)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                id = Ids.New(),
                mailboxId,
                since,
                now,
            }
        ) == 1;

    public static Task EndAsync(WriteTransaction tx, Guid mailboxId, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "UPDATE manage_unwatched SET ended = @now WHERE mailbox_id = @mailboxId AND ended IS NULL",
            new { mailboxId, now }
        );

    private sealed class Row
    {
        public Guid Id { get; init; }
    }
}
