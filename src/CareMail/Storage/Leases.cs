namespace CareMail.Storage;

/// <summary>Makes periodic work run once, however many programs share the database.</summary>
public sealed class Leases(Database database, TimeProvider time)
{
    private readonly Guid _holder = Ids.New();

    /// <summary>True if the work is ours until then. Ask again in time to keep it.</summary>
    public Task<bool> TryTakeAsync(string name, TimeSpan length, CancellationToken ct = default) =>
        database.WriteAsync(
            async tx =>
                await tx.ExecuteAsync(
                    """
                    INSERT INTO storage_lease (name, holder, until) VALUES (@name, @_holder, @until)
                    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
                    WHERE storage_lease.until <= @now OR storage_lease.holder = excluded.holder
                    """,
                    new
                    {
                        name,
                        _holder,
                        now = time.GetUtcNow(),
                        until = time.GetUtcNow() + length,
                    }
                ) == 1,
            ct
        );
}
