using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>The SQL of those who wait to be told that a home may join.</summary>
internal sealed class WatchTable(Database database, JoiningKeys keys, TimeProvider time)
{
    public Task AddAsync(string place, string home, string email, CancellationToken ct)
    {
        var id = Ids.New();
        return database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO joining_watch (id, place, home, email, email_hash, created)
                    VALUES (@id, @place, @home, @box, @hash, @now) ON CONFLICT (place, email_hash) DO NOTHING
                    """,
                    new
                    {
                        id,
                        place,
                        home,
                        box = keys.Seal(id, email),
                        hash = keys.OfTry("watch " + email.ToUpperInvariant()),
                        now = time.GetUtcNow(),
                    }
                ),
            ct
        );
    }

    public Task<IReadOnlyList<string>> PlacesAsync(CancellationToken ct) =>
        database.QueryAsync<string>("SELECT DISTINCT place FROM joining_watch ORDER BY place", null, ct);

    /// <summary>Everybody who waits for this home; they wait no more.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Email)>> TakeAsync(WriteTransaction tx, string place) =>
        [
            .. (
                await tx.QueryAsync<Row>(
                    "DELETE FROM joining_watch WHERE place = @place RETURNING id AS Id, email AS Email",
                    new { place }
                )
            ).Select(row => (row.Id, keys.Open(row.Id, row.Email)!)),
        ];

    public Task<int> SweepAsync(DateTimeOffset before, CancellationToken ct) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("DELETE FROM joining_watch WHERE created < @before", new { before }),
            ct
        );

    private sealed class Row
    {
        public Guid Id { get; init; }
        public byte[] Email { get; init; } = [];
    }
}
