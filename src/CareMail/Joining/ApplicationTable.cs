using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>The SQL of applications. Whoever changes one takes its row first, by <see cref="TakeAsync"/>.</summary>
internal static class ApplicationTable
{
    private const string Columns = """
        id AS Id, reference AS Reference, secret AS Secret, state AS State, version AS Version, route AS Route, place AS Place,
        site_code AS SiteCode, location_id AS LocationId, home AS Home, town AS Town, postcode AS Postcode, email AS Email,
        created AS Created, expires AS Expires, declared AS Declared, proof AS Proof, proved AS Proved, code_hash AS CodeHash,
        code_until AS CodeUntil, code_tries AS CodeTries, ring_wanted AS RingWanted, submitted AS Submitted, waiting AS Waiting,
        contact_told AS ContactTold, settled AS Settled, organisation_id AS OrganisationId, erased AS Erased
        """;

    public static async Task InsertAsync(WriteTransaction tx, Application application) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO joining_application (id, reference, secret, state, version, route, place, site_code, location_id, home,
                town, postcode, email, created, expires, declared, proof, code_tries)
            VALUES (@Id, @Reference, @Secret, @State, 1, @Route, @Place, @SiteCode, @LocationId, @Home, @Town, @Postcode, @Email,
                @Created, @Expires, false, @Proof, 0)
            """,
            application
        );

    public static Task<Application?> FindAsync(Database database, Guid id, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<Application>(
            $"SELECT {Columns} FROM joining_application WHERE id = @id",
            new { id },
            ct
        );

    /// <summary>Holds the row to the end of the transaction, and says how it is now.</summary>
    public static async Task<Application?> TakeAsync(WriteTransaction tx, Guid id)
    {
        await tx.ExecuteAsync("UPDATE joining_application SET version = version + 1 WHERE id = @id", new { id });
        return await tx.QuerySingleOrDefaultAsync<Application>(
            $"SELECT {Columns} FROM joining_application WHERE id = @id",
            new { id }
        );
    }

    /// <summary>The one that is before us for this home.</summary>
    public static Task<Application?> OpenOfPlaceAsync(Database database, string place, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<Application>(
            $"""
            SELECT {Columns} FROM joining_application
            WHERE id = (SELECT application_id FROM joining_open WHERE place = @place)
            """,
            new { place },
            ct
        );

    /// <summary>False if another application of this home is before us.</summary>
    public static async Task<bool> OpenAsync(WriteTransaction tx, string place, Guid id)
    {
        await tx.ExecuteAsync(
            "INSERT INTO joining_open (place, application_id) VALUES (@place, @id) ON CONFLICT (place) DO NOTHING",
            new { place, id }
        );
        return await tx.QuerySingleAsync<Guid>(
                "SELECT application_id FROM joining_open WHERE place = @place",
                new { place }
            ) == id;
    }

    public static Task CloseAsync(WriteTransaction tx, Guid id) =>
        tx.ExecuteAsync("DELETE FROM joining_open WHERE application_id = @id", new { id });

    /// <summary>Those in these states, the one that waits longest first.</summary>
    public static Task<IReadOnlyList<Application>> ListAsync(
        Database database,
        IReadOnlyCollection<ApplicationState> states,
        int most,
        CancellationToken ct
    ) =>
        database.QueryAsync<Application>(
            $"""
            SELECT {Columns} FROM joining_application
            WHERE {SqlIds.InNumbers(database.Engine, "state", "@states")}
            ORDER BY waiting, id LIMIT @most
            """,
            new { states = SqlIds.List(database.Engine, states.Select(s => (long)s)), most },
            ct
        );

    /// <summary>Drafts whose applicant wants to be rung, the one that waits longest first.</summary>
    public static Task<IReadOnlyList<Application>> RingWantedAsync(Database database, CancellationToken ct) =>
        database.QueryAsync<Application>(
            $"""
            SELECT {Columns} FROM joining_application WHERE state = @draft AND ring_wanted IS NOT NULL ORDER BY ring_wanted, id
            """,
            new { draft = ApplicationState.Draft },
            ct
        );

    public static Task<IReadOnlyList<Application>> SettledAsync(Database database, int most, CancellationToken ct) =>
        database.QueryAsync<Application>(
            $"""
            SELECT {Columns} FROM joining_application WHERE settled IS NOT NULL ORDER BY settled DESC, id LIMIT @most
            """,
            new { most },
            ct
        );

    public static Task<IReadOnlyList<Guid>> ExpiredDraftsAsync(
        Database database,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        database.QueryAsync<Guid>(
            "SELECT id FROM joining_application WHERE state = @draft AND expires <= @now",
            new { draft = ApplicationState.Draft, now },
            ct
        );

    /// <summary>Settled, and not erased yet.</summary>
    public static Task<IReadOnlyList<Application>> ToEraseAsync(Database database, CancellationToken ct) =>
        database.QueryAsync<Application>(
            $"SELECT {Columns} FROM joining_application WHERE settled IS NOT NULL AND erased IS NULL ORDER BY settled",
            null,
            ct
        );

    public static Task SetAsync(WriteTransaction tx, Guid id, string assignments, object values)
    {
        var parameters = new Dapper.DynamicParameters(values);
        parameters.Add("id", id);
        return tx.ExecuteAsync($"UPDATE joining_application SET {assignments} WHERE id = @id", parameters);
    }

    /// <summary>It is over: the home is free for another application.</summary>
    public static async Task SettleAsync(WriteTransaction tx, Guid id, ApplicationState state, DateTimeOffset now)
    {
        await SetAsync(
            tx,
            id,
            "state = @state, settled = @now, waiting = NULL, ring_wanted = NULL, code_hash = NULL",
            new { state, now }
        );
        await CloseAsync(tx, id);
    }

    /// <summary>Everything personal goes; that it was, and what became of it, stays.</summary>
    public static async Task EraseAsync(WriteTransaction tx, Guid id, DateTimeOffset now)
    {
        await SetAsync(tx, id, "email = NULL, secret = NULL, erased = @now", new { now });
        await tx.ExecuteAsync("UPDATE joining_person SET content = NULL WHERE application_id = @id", new { id });
        await tx.ExecuteAsync("UPDATE joining_event SET words = NULL WHERE application_id = @id", new { id });
    }
}

/// <summary>The SQL of the people named.</summary>
internal sealed class PersonTable(Database database, JoiningKeys keys)
{
    private const string Columns =
        "id AS Id, is_owner AS IsOwner, content AS Content, account_id AS AccountId, application_id AS ApplicationId";

    public async Task<IReadOnlyList<NamedPerson>> OfAsync(Guid applicationId, CancellationToken ct = default) =>
        [
            .. (
                await database.QueryAsync<Row>(
                    $"SELECT {Columns} FROM joining_person WHERE application_id = @applicationId ORDER BY id",
                    new { applicationId },
                    ct
                )
            ).Select(Opened),
        ];

    public async Task<IReadOnlyList<NamedPerson>> OfAsync(WriteTransaction tx, Guid applicationId) =>
        [
            .. (
                await tx.QueryAsync<Row>(
                    $"SELECT {Columns} FROM joining_person WHERE application_id = @applicationId ORDER BY id",
                    new { applicationId }
                )
            ).Select(Opened),
        ];

    /// <summary>The application through which an account was made or linked, and the person it was.</summary>
    public async Task<(Guid ApplicationId, NamedPerson Person)?> OfAccountAsync(WriteTransaction tx, Guid accountId)
    {
        var rows = await tx.QueryAsync<Row>(
            $"SELECT {Columns} FROM joining_person WHERE account_id = @accountId ORDER BY id DESC",
            new { accountId }
        );
        return rows.Count == 0 ? null : (rows[0].ApplicationId, Opened(rows[0]));
    }

    public Task SaveAsync(WriteTransaction tx, Guid applicationId, Guid id, bool isOwner, PersonContent content) =>
        tx.ExecuteAsync(
            """
            INSERT INTO joining_person (id, application_id, is_owner, content) VALUES (@id, @applicationId, @isOwner, @box)
            ON CONFLICT (id) DO UPDATE SET is_owner = excluded.is_owner, content = excluded.content
            """,
            new
            {
                id,
                applicationId,
                isOwner,
                box = keys.Seal(id, content),
            }
        );

    public static Task RemoveAsync(WriteTransaction tx, Guid applicationId, Guid id) =>
        tx.ExecuteAsync(
            "DELETE FROM joining_person WHERE id = @id AND application_id = @applicationId",
            new { id, applicationId }
        );

    public static Task SetAccountAsync(WriteTransaction tx, Guid id, Guid accountId) =>
        tx.ExecuteAsync("UPDATE joining_person SET account_id = @accountId WHERE id = @id", new { id, accountId });

    private NamedPerson Opened(Row row) =>
        new(row.Id, row.IsOwner, keys.Open<PersonContent>(row.Id, row.Content), row.AccountId);

    private sealed class Row
    {
        public Guid Id { get; init; }
        public Guid ApplicationId { get; init; }
        public bool IsOwner { get; init; }
        public byte[]? Content { get; init; }
        public Guid? AccountId { get; init; }
    }
}

/// <summary>The SQL of what happened.</summary>
internal static class EventTable
{
    public static Task AddAsync(
        WriteTransaction tx,
        Guid applicationId,
        EventKind kind,
        DateTimeOffset at,
        Guid? actor = null,
        string? words = null
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO joining_event (id, application_id, at, kind, actor, words)
            VALUES (@id, @applicationId, @at, @kind, @actor, @words)
            """,
            new
            {
                id = Ids.New(),
                applicationId,
                at,
                kind,
                actor,
                words,
            }
        );

    public static Task<IReadOnlyList<ApplicationEvent>> OfAsync(
        Database database,
        Guid applicationId,
        CancellationToken ct
    ) =>
        database.QueryAsync<ApplicationEvent>(
            """
            SELECT id AS Id, at AS At, kind AS Kind, actor AS Actor, words AS Words
            FROM joining_event WHERE application_id = @applicationId ORDER BY id
            """,
            new { applicationId },
            ct
        );
}
