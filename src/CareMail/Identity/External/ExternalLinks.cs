using CareMail.Storage;

namespace CareMail.Identity.External;

/// <summary>Which account somebody of another service uses here.</summary>
public sealed class ExternalLink
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public DateTimeOffset Linked { get; init; }
}

/// <summary>
/// Links between people of another service and accounts here. Only the person makes one, signed in at both; no account is
/// ever made by it.
/// </summary>
public sealed class ExternalLinks
{
    private const string Columns = "id AS Id, account_id AS AccountId, linked AS Linked";

    private readonly Database _database;
    private readonly Endings _endings;
    private readonly TimeProvider _time;

    internal ExternalLinks(Database database, Endings endings, TimeProvider time) =>
        (_database, _endings, _time) = (database, endings, time);

    public Task<ExternalLink?> FindAsync(ExternalPerson person, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        return _database.QuerySingleOrDefaultAsync<ExternalLink>(
            $"SELECT {Columns} FROM identity_external_link WHERE issuer = @Issuer AND subject = @Subject",
            new { person.Issuer, person.Subject },
            ct
        );
    }

    public Task<IReadOnlyList<ExternalLink>> OfAccountAsync(Guid accountId, CancellationToken ct = default) =>
        _database.QueryAsync<ExternalLink>(
            $"SELECT {Columns} FROM identity_external_link WHERE account_id = @accountId ORDER BY linked",
            new { accountId },
            ct
        );

    /// <summary>False if that person of the other service has an account here already.</summary>
    public async Task<bool> AddAsync(WriteTransaction tx, Guid accountId, ExternalPerson person)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(person);
        return await tx.ExecuteAsync(
                """
                INSERT INTO identity_external_link (id, issuer, subject, account_id, linked)
                VALUES (@id, @Issuer, @Subject, @accountId, @now) ON CONFLICT DO NOTHING
                """,
                new
                {
                    id = Ids.New(),
                    person.Issuer,
                    person.Subject,
                    accountId,
                    now = _time.GetUtcNow(),
                }
            ) == 1;
    }

    /// <summary>Mail programs that stand on it stop at once.</summary>
    public async Task<int> RemoveAsync(WriteTransaction tx, Guid accountId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var removed = await tx.QueryAsync<Guid>(
            "DELETE FROM identity_external_link WHERE account_id = @accountId RETURNING id",
            new { accountId }
        );
        tx.AfterCommit(() => _endings.End(removed));
        return removed.Count;
    }

    /// <summary>Those of the ids that are links of accounts which are open.</summary>
    internal Task<IReadOnlyList<Guid>> ValidAmongAsync(IEnumerable<Guid> ids, CancellationToken ct) =>
        _database.QueryAsync<Guid>(
            $"""
            SELECT l.id FROM identity_external_link l JOIN identity_account a ON a.id = l.account_id
            WHERE {SqlIds.In(_database.Engine, "l.id", "@list")} AND a.state = @active AND a.opened IS NOT NULL
            """,
            new { list = SqlIds.List(_database.Engine, ids), active = AccountState.Active },
            ct
        );
}
