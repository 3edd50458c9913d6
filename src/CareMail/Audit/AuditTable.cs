using System.Data.Common;
using CareMail.Storage;
using Dapper;

namespace CareMail.Audit;

/// <summary>The SQL of the audit trail.</summary>
internal static class AuditTable
{
    private const string Columns = """
        id, at, actor, act, subject, organisation, origin, old_value AS OldValue, new_value AS NewValue, reason,
        erased_at AS ErasedAt, sequence, salt, values_hash AS ValuesHash, mac
        """;

    private static readonly BulkRows<AuditRow> Insert = BulkRows<AuditRow>.Insert(
        "audit_entry",
        "",
        BulkColumn<AuditRow>.Id("id", r => r.Id),
        BulkColumn<AuditRow>.Instant("at", r => r.At),
        BulkColumn<AuditRow>.IdOrNull("actor", r => r.Actor),
        BulkColumn<AuditRow>.Text("act", r => r.Act),
        BulkColumn<AuditRow>.IdOrNull("subject", r => r.Subject),
        BulkColumn<AuditRow>.IdOrNull("organisation", r => r.Organisation),
        BulkColumn<AuditRow>.TextOrNull("origin", r => r.Origin),
        BulkColumn<AuditRow>.TextOrNull("old_value", r => r.OldValue),
        BulkColumn<AuditRow>.TextOrNull("new_value", r => r.NewValue),
        BulkColumn<AuditRow>.TextOrNull("reason", r => r.Reason),
        BulkColumn<AuditRow>.BytesOrNull("salt", r => r.Salt),
        BulkColumn<AuditRow>.Bytes("values_hash", r => r.ValuesHash)
    );

    public static Task InsertAsync(WriteTransaction tx, IReadOnlyList<AuditRow> rows) => Insert.RunAsync(tx, rows);

    public static Task<IReadOnlyList<AuditRow>> UnsealedAsync(WriteTransaction tx, int count) =>
        tx.QueryAsync<AuditRow>(
            $"SELECT {Columns} FROM audit_entry WHERE sequence IS NULL ORDER BY id LIMIT @count",
            new { count }
        );

    public static Task<AuditRow?> HeadAsync(DbConnection connection) =>
        connection.QuerySingleOrDefaultAsync<AuditRow>(
            $"SELECT {Columns} FROM audit_entry WHERE sequence = (SELECT MAX(sequence) FROM audit_entry)"
        );

    public static Task<long> CountUnsealedAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM audit_entry WHERE sequence IS NULL");

    public static Task SealAsync(WriteTransaction tx, Guid id, long sequence, byte[] mac) =>
        tx.ExecuteAsync(
            "UPDATE audit_entry SET sequence = @sequence, mac = @mac WHERE id = @id",
            new
            {
                id,
                sequence,
                mac,
            }
        );

    public static async Task<IReadOnlyList<AuditRow>> SealedAfterAsync(
        DbConnection connection,
        long sequence,
        int count
    ) =>
        (
            await connection.QueryAsync<AuditRow>(
                $"SELECT {Columns} FROM audit_entry WHERE sequence > @sequence ORDER BY sequence LIMIT @count",
                new { sequence, count }
            )
        ).AsList();

    public static async Task<IReadOnlyList<AuditRow>> OfOrganisationAsync(
        DbConnection connection,
        Guid organisation,
        int count
    ) =>
        (
            await connection.QueryAsync<AuditRow>(
                $"SELECT {Columns} FROM audit_entry WHERE organisation = @organisation ORDER BY at DESC, id DESC LIMIT @count",
                new { organisation, count }
            )
        ).AsList();

    public static Task<AuditRow?> LastOfSubjectAsync(DbConnection connection, Guid subject, string act, string orAct) =>
        connection.QueryFirstOrDefaultAsync<AuditRow>(
            $"""
            SELECT {Columns} FROM audit_entry WHERE subject = @subject AND (act = @act OR act = @orAct)
            ORDER BY id DESC LIMIT 1
            """,
            new
            {
                subject,
                act,
                orAct,
            }
        );

    public static async Task<IReadOnlyList<AuditRow>> OfSubjectAsync(
        DbConnection connection,
        Guid subject,
        Guid? before,
        int count
    ) =>
        (
            await connection.QueryAsync<AuditRow>(
                $"""
                SELECT {Columns} FROM audit_entry WHERE subject = @subject AND (@before IS NULL OR id < @before)
                ORDER BY id DESC LIMIT @count
                """,
                new
                {
                    subject,
                    before,
                    count,
                }
            )
        ).AsList();

    public static async Task<IReadOnlyList<AuditRow>> LatestAsync(DbConnection connection, int count) =>
        (
            await connection.QueryAsync<AuditRow>(
                $"SELECT {Columns} FROM audit_entry ORDER BY id DESC LIMIT @count",
                new { count }
            )
        ).AsList();

    public static Task<int> EraseAsync(WriteTransaction tx, Guid subject, DateTimeOffset now) =>
        tx.ExecuteAsync(
            """
            UPDATE audit_entry
            SET origin = NULL, old_value = NULL, new_value = NULL, reason = NULL, salt = NULL, erased_at = @now
            WHERE subject = @subject AND erased_at IS NULL
            """,
            new { subject, now }
        );
}
