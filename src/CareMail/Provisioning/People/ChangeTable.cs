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

    public static Change Of(Guid account, Guid? organisation, string act, DateTimeOffset at) =>
        new()
        {
            Id = Ids.New(),
            AccountId = account,
            OrganisationId = organisation,
            Act = act,
            At = at,
        };
}

/// <summary>Writes down, in the act's own transaction, that something was done to a person.</summary>
internal sealed class ChangeWatcher(ChangeSignal signal, TimeProvider time) : IActWatcher
{
    /// <summary>Acts whose subject is a person, and after which programs would see something else.</summary>
    private static readonly string[] Kinds = ["person.", "account.", "role.", "profile.", "application.decide"];

    public async Task ActedAsync(WriteTransaction tx, IReadOnlyList<AuditEntry> entries)
    {
        var now = time.GetUtcNow();
        List<Change> changes =
        [
            .. entries
                .Where(e =>
                    e.Subject is not null && Array.Exists(Kinds, k => e.Act.StartsWith(k, StringComparison.Ordinal))
                )
                .Select(e => Change.Of(e.Subject!.Value, e.Organisation, e.Act, now)),
        ];
        if (changes.Count > 0)
        {
            await ChangeTable.InsertAsync(tx, changes);
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
    private static readonly BulkRows<Change> Insert = BulkRows<Change>.Insert(
        "provisioning_change",
        "",
        BulkColumn<Change>.Id("id", c => c.Id),
        BulkColumn<Change>.Id("account_id", c => c.AccountId),
        BulkColumn<Change>.IdOrNull("organisation_id", c => c.OrganisationId),
        BulkColumn<Change>.Text("act", c => c.Act),
        BulkColumn<Change>.Instant("at", c => c.At)
    );

    public static Task InsertAsync(WriteTransaction tx, IReadOnlyList<Change> changes) => Insert.RunAsync(tx, changes);

    public static Task<IReadOnlyList<Change>> OldestAsync(Database database, int count, CancellationToken ct) =>
        database.QueryAsync<Change>(
            "SELECT id AS Id, account_id AS AccountId, organisation_id AS OrganisationId, act AS Act, at AS At FROM provisioning_change ORDER BY id LIMIT @count",
            new { count },
            ct
        );

    /// <summary>Those that no other process took.</summary>
    public static async Task<IReadOnlyList<Change>> TakeAsync(WriteTransaction tx, IReadOnlyList<Change> changes)
    {
        var taken = (
            await tx.QueryAsync<Guid>(
                $"DELETE FROM provisioning_change WHERE {SqlIds.In(tx.Engine, "id", "@list")} RETURNING id",
                new { list = SqlIds.List(tx.Engine, changes.Select(c => c.Id)) }
            )
        ).ToHashSet();
        return [.. changes.Where(c => taken.Contains(c.Id))];
    }

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
