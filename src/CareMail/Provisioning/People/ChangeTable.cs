using CareMail.Audit;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>Something that was done to a person, and is still to be told.</summary>
internal sealed class Change
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid? OrganisationId { get; init; }
    public string Act { get; init; } = "";
    public DateTimeOffset At { get; init; }
}

/// <summary>Writes down, in the act's own transaction, that something was done to a person.</summary>
internal sealed class ChangeWatcher(ChangeSignal signal, TimeProvider time) : IActWatcher
{
    /// <summary>Acts whose subject is a person, and after which programs would see something else.</summary>
    private static readonly string[] Kinds = ["person.", "account.", "role.", "profile.", "application.decide"];

    public async Task ActedAsync(WriteTransaction tx, AuditEntry entry)
    {
        if (entry.Subject is { } account && Array.Exists(Kinds, k => entry.Act.StartsWith(k, StringComparison.Ordinal)))
        {
            await ChangeTable.InsertAsync(tx, account, entry.Organisation, entry.Act, time.GetUtcNow());
            tx.AfterCommit(signal.Set);
        }
    }
}

/// <summary>Wakes whoever waits for changes.</summary>
internal sealed class ChangeSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Set()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody said so already.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _signal.WaitAsync(atMost, ct);

    public void Dispose() => _signal.Dispose();
}

/// <summary>The SQL of changes.</summary>
internal static class ChangeTable
{
    public static Task InsertAsync(
        WriteTransaction tx,
        Guid account,
        Guid? organisation,
        string act,
        DateTimeOffset at
    ) =>
        tx.ExecuteAsync(
            "INSERT INTO provisioning_change (id, account_id, organisation_id, act, at) VALUES (@id, @account, @organisation, @act, @at)",
            new
            {
                id = Ids.New(),
                account,
                organisation,
                act,
                at,
            }
        );

    public static Task<IReadOnlyList<Change>> OldestAsync(Database database, int count, CancellationToken ct) =>
        database.QueryAsync<Change>(
            "SELECT id AS Id, account_id AS AccountId, organisation_id AS OrganisationId, act AS Act, at AS At FROM provisioning_change ORDER BY id LIMIT @count",
            new { count },
            ct
        );

    /// <summary>False if another process took it.</summary>
    public static async Task<bool> TakeAsync(WriteTransaction tx, Guid id) =>
        await tx.ExecuteAsync("DELETE FROM provisioning_change WHERE id = @id", new { id }) == 1;

    public static Task<bool> IsDoneAsync(Database database, string name, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM provisioning_done WHERE name = @name)",
            new { name },
            ct
        );

    public static Task DoneAsync(WriteTransaction tx, string name, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "INSERT INTO provisioning_done (name, at) VALUES (@name, @now) ON CONFLICT DO NOTHING",
            new { name, now }
        );
}
