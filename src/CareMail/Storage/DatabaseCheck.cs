using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CareMail.Storage;

/// <summary>Asks SQLite whether its own file is sound. PostgreSQL has tools of its own for that (pg_amcheck).</summary>
internal sealed class DatabaseCheck : IStoreCheck
{
    public async Task RunAsync(DbConnection snapshot, CheckReport report, CancellationToken ct = default)
    {
        if (snapshot is not SqliteConnection)
        {
            return;
        }

        foreach (var fault in (await snapshot.QueryAsync<string>("PRAGMA integrity_check(20)")).Where(f => f != "ok"))
        {
            report.Fault($"database: {fault}");
        }

        foreach (
            var table in await snapshot.QueryAsync<string>("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check")
        )
        {
            report.Fault($"database: rows of {table} refer to rows that are not there");
        }
    }
}
