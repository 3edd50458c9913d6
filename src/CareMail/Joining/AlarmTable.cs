using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>Somebody guesses at a home's proofs.</summary>
public sealed class GuessAlarm
{
    public Guid Id { get; init; }
    public string Place { get; init; } = "";
    public string Home { get; init; } = "";
    public DateTimeOffset At { get; init; }
}

/// <summary>The SQL of alarms.</summary>
internal static class AlarmTable
{
    /// <summary>False if one for this home waits to be seen.</summary>
    public static async Task<bool> RaiseAsync(WriteTransaction tx, string place, string home, DateTimeOffset now) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO joining_alarm (id, place, home, at)
            SELECT @id, @place, @home, @now
            WHERE NOT EXISTS (SELECT 1 FROM joining_alarm WHERE place = @place AND seen IS NULL)
            """,
            new
            {
                id = Ids.New(),
                place,
                home,
                now,
            }
        ) == 1;

    public static Task<IReadOnlyList<GuessAlarm>> UnseenAsync(Database database, CancellationToken ct) =>
        database.QueryAsync<GuessAlarm>(
            "SELECT id AS Id, place AS Place, home AS Home, at AS At FROM joining_alarm WHERE seen IS NULL ORDER BY at",
            null,
            ct
        );

    /// <summary>All there ever were about a home: they speak against an application.</summary>
    public static Task<long> CountAsync(Database database, string place, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM joining_alarm WHERE place = @place",
            new { place },
            ct
        );

    public static Task SeenAsync(WriteTransaction tx, Guid id, Guid? by, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "UPDATE joining_alarm SET seen = @now, seen_by = @by WHERE id = @id AND seen IS NULL",
            new
            {
                id,
                by,
                now,
            }
        );
}
