using System.Data.Common;
using CareMail.Storage;
using Dapper;

namespace CareMail.Notices;

/// <summary>The life of a notice. The numbers are stored: never reuse one.</summary>
public enum NoticeState
{
    Waiting = 1,
    Sent = 2,
    GivenUp = 3,

    /// <summary>Its moment passed: the code ran out, the person has a password.</summary>
    NotNeeded = 4,
}

internal sealed class NoticeRow
{
    public Guid Id { get; init; }
    public NoticeKind Kind { get; init; }
    public Guid About { get; init; }
    public Guid? AccountId { get; init; }
    public byte[]? Sealed { get; init; }
    public DateTimeOffset? UsefulUntil { get; init; }
    public int Attempts { get; init; }

    /// <summary>Set when it is taken: only who holds it may settle it.</summary>
    public Guid Lease { get; set; }
}

/// <summary>The SQL of notices.</summary>
internal static class NoticeTable
{
    private const string Columns = """
        id AS Id, kind AS Kind, about AS About, account_id AS AccountId, sealed AS Sealed, useful_until AS UsefulUntil,
        attempts AS Attempts
        """;

    public static Task InsertAsync(WriteTransaction tx, Guid id, NewNotice notice, byte[] box, DateTimeOffset now) =>
        tx.ExecuteAsync(
            """
            INSERT INTO notices_notice (id, kind, about, account_id, sealed, created, useful_until, state, attempts, due, lease, leased_until)
            VALUES (@id, @Kind, @About, @AccountId, @box, @now, @UsefulUntil, @state, 0, @now, NULL, 0)
            """,
            new
            {
                id,
                notice.Kind,
                notice.About,
                notice.AccountId,
                box,
                now,
                notice.UsefulUntil,
                state = NoticeState.Waiting,
            }
        );

    public static Task<bool> AnyDueAsync(DbConnection connection, DateTimeOffset now) =>
        connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM notices_notice WHERE state = 1 AND due <= @now AND leased_until <= @now)",
            new { now }
        );

    /// <summary>Takes what is due, oldest first; nobody else gets it until then.</summary>
    public static async Task<IReadOnlyList<NoticeRow>> TakeAsync(
        WriteTransaction tx,
        DateTimeOffset now,
        DateTimeOffset until,
        int most
    )
    {
        var locked = tx.Engine == Engine.Postgres ? "FOR UPDATE SKIP LOCKED" : "";
        var rows = await tx.QueryAsync<NoticeRow>(
            $"""
            SELECT {Columns} FROM notices_notice
            WHERE state = 1 AND due <= @now AND leased_until <= @now ORDER BY due, id LIMIT @most {locked}
            """,
            new { now, most }
        );
        foreach (var row in rows)
        {
            row.Lease = Ids.New();
            await tx.ExecuteAsync(
                "UPDATE notices_notice SET lease = @Lease, leased_until = @until WHERE id = @Id",
                new
                {
                    row.Id,
                    row.Lease,
                    until,
                }
            );
        }

        return rows;
    }

    /// <summary>False if somebody else has it since our lease ran out.</summary>
    public static async Task<bool> PostponeAsync(WriteTransaction tx, NoticeRow row, DateTimeOffset due) =>
        await tx.ExecuteAsync(
            """
            UPDATE notices_notice SET attempts = attempts + 1, due = @due, lease = NULL, leased_until = 0
            WHERE id = @Id AND lease = @Lease
            """,
            new
            {
                row.Id,
                row.Lease,
                due,
            }
        ) == 1;

    /// <summary>What it said and to whom is gone with that.</summary>
    public static async Task<bool> SettleAsync(
        WriteTransaction tx,
        NoticeRow row,
        NoticeState state,
        DateTimeOffset now
    ) =>
        await tx.ExecuteAsync(
            """
            UPDATE notices_notice SET state = @state, settled = @now, sealed = NULL, attempts = attempts + 1, lease = NULL, leased_until = 0
            WHERE id = @Id AND lease = @Lease
            """,
            new
            {
                row.Id,
                row.Lease,
                state,
                now,
            }
        ) == 1;

    public static Task ReleaseAsync(WriteTransaction tx, NoticeRow row) =>
        tx.ExecuteAsync(
            "UPDATE notices_notice SET lease = NULL, leased_until = 0 WHERE id = @Id AND lease = @Lease",
            new { row.Id, row.Lease }
        );

    /// <summary>Those still waiting of this kind about this: replaced by a newer one, or no longer wanted.</summary>
    public static Task<int> DropAsync(WriteTransaction tx, NoticeKind kind, Guid about, DateTimeOffset now) =>
        tx.ExecuteAsync(
            """
            UPDATE notices_notice SET state = @state, settled = @now, sealed = NULL
            WHERE about = @about AND kind = @kind AND state = 1
            """,
            new
            {
                about,
                kind,
                state = NoticeState.NotNeeded,
                now,
            }
        );

    public static Task<int> SweepAsync(WriteTransaction tx, DateTimeOffset before) =>
        tx.ExecuteAsync("DELETE FROM notices_notice WHERE state <> 1 AND settled < @before", new { before });
}
