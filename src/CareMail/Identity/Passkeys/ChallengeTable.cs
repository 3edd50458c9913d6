using CareMail.Storage;

namespace CareMail.Identity.Passkeys;

/// <summary>What passkeys are asked to sign: made when somebody presses the button, taken once, gone after some minutes.</summary>
internal sealed class ChallengeTable(Database database, TimeProvider time)
{
    public async Task<Guid> AddAsync(string state, TimeSpan life, CancellationToken ct)
    {
        // Not one of our ordered ids: whoever knows it holds the challenge.
        var id = Guid.NewGuid();
        await database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "INSERT INTO identity_challenge (id, state, ends) VALUES (@id, @state, @ends)",
                    new
                    {
                        id,
                        state,
                        ends = time.GetUtcNow() + life,
                    }
                ),
            ct
        );
        return id;
    }

    /// <summary>Null if it was taken before or is too old.</summary>
    public Task<string?> TakeAsync(Guid id, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.QuerySingleOrDefaultAsync<string>(
                    "DELETE FROM identity_challenge WHERE id = @id AND ends > @now RETURNING state",
                    new { id, now = time.GetUtcNow() }
                ),
            ct
        );

    public Task<int> SweepAsync(CancellationToken ct) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("DELETE FROM identity_challenge WHERE ends <= @now", new { now = time.GetUtcNow() }),
            ct
        );
}
