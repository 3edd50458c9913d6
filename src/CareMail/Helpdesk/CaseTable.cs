using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>The SQL of cases. Whoever changes one takes its row first, by <see cref="TakeAsync"/>.</summary>
internal static class CaseTable
{
    private const string Columns = """
        id AS Id, reference AS Reference, version AS Version, source AS Source, topic AS Topic, state AS State,
        opened AS Opened, due AS Due, settled AS Settled, organisation_id AS OrganisationId, account_id AS AccountId,
        mailbox_id AS MailboxId, sender_id AS SenderId, owner_id AS OwnerId, content AS Content, pass_kind AS PassKind,
        pass_at AS PassAt, pass_account AS PassAccount, mobile AS Mobile, mobile_asked AS MobileAsked,
        mobile_mailbox AS MobileMailbox, rung AS Rung
        """;

    public static Task<int> InsertAsync(WriteTransaction tx, HelpCase c) =>
        tx.ExecuteAsync(
            """
            INSERT INTO helpdesk_case (id, reference, version, source, topic, state, opened, due, organisation_id, account_id,
                mailbox_id, sender_id, owner_id, content)
            VALUES (@Id, @Reference, 1, @Source, @Topic, @State, @Opened, @Due, @OrganisationId, @AccountId, @MailboxId,
                @SenderId, @OwnerId, @Content)
            """,
            c
        );

    public static Task<HelpCase?> FindAsync(Database database, Guid id, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<HelpCase>(
            $"SELECT {Columns} FROM helpdesk_case WHERE id = @id",
            new { id },
            ct
        );

    public static Task<HelpCase?> FindAsync(WriteTransaction tx, string reference) =>
        tx.QuerySingleOrDefaultAsync<HelpCase>(
            $"SELECT {Columns} FROM helpdesk_case WHERE reference = @reference",
            new { reference }
        );

    /// <summary>Holds the row to the end of the transaction, and says how it is now: one version older.</summary>
    public static async Task<HelpCase?> TakeAsync(WriteTransaction tx, Guid id)
    {
        await tx.ExecuteAsync("UPDATE helpdesk_case SET version = version + 1 WHERE id = @id", new { id });
        return await tx.QuerySingleOrDefaultAsync<HelpCase>(
            $"SELECT {Columns} FROM helpdesk_case WHERE id = @id",
            new { id }
        );
    }

    /// <param name="tx">In which the row is held.</param>
    /// <param name="id">Of the case.</param>
    /// <param name="assignments">Written here in the program, never by a person.</param>
    /// <param name="values">What the assignments name.</param>
    public static Task<int> SetAsync(WriteTransaction tx, Guid id, string assignments, object values)
    {
        var all = new Dapper.DynamicParameters(values);
        all.Add("caseId", id);
        return tx.ExecuteAsync($"UPDATE helpdesk_case SET {assignments} WHERE id = @caseId", all);
    }

    /// <param name="organisations">Null: of everybody.</param>
    public static Task<IReadOnlyList<HelpCase>> OpenAsync(
        Database database,
        IReadOnlyCollection<Guid>? organisations,
        int most,
        CancellationToken ct
    ) => ListAsync(database, "state <> @settled", "due, id", organisations, most, ct);

    public static Task<IReadOnlyList<HelpCase>> SettledAsync(
        Database database,
        IReadOnlyCollection<Guid>? organisations,
        int most,
        CancellationToken ct
    ) => ListAsync(database, "state = @settled", "settled DESC, id", organisations, most, ct);

    private static Task<IReadOnlyList<HelpCase>> ListAsync(
        Database database,
        string which,
        string order,
        IReadOnlyCollection<Guid>? organisations,
        int most,
        CancellationToken ct
    )
    {
        var reach = organisations is null ? "" : $"AND {SqlIds.In(database.Engine, "organisation_id", "@list")}";
        return database.QueryAsync<HelpCase>(
            $"SELECT {Columns} FROM helpdesk_case WHERE {which} {reach} ORDER BY {order} LIMIT @most",
            new
            {
                settled = CaseState.Settled,
                list = SqlIds.List(database.Engine, organisations ?? []),
                most,
            },
            ct
        );
    }

    public static Task<int> AddEventAsync(
        WriteTransaction tx,
        Guid caseId,
        CaseEventKind kind,
        DateTimeOffset at,
        Guid? actor,
        string? words
    ) =>
        tx.ExecuteAsync(
            "INSERT INTO helpdesk_event (id, case_id, at, actor, kind, words) VALUES (@id, @caseId, @at, @actor, @kind, @words)",
            new
            {
                id = Ids.New(),
                caseId,
                at,
                actor,
                kind,
                words,
            }
        );

    public static Task<IReadOnlyList<CaseEvent>> EventsAsync(Database database, Guid caseId, CancellationToken ct) =>
        database.QueryAsync<CaseEvent>(
            """
            SELECT id AS Id, at AS At, actor AS Actor, kind AS Kind, words AS Words FROM helpdesk_event
            WHERE case_id = @caseId ORDER BY id
            """,
            new { caseId },
            ct
        );

    public static Task<AccountMark?> MarkAsync(Database database, Guid accountId, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<AccountMark>(
            "SELECT version AS Version, at AS At, actor AS Actor, what AS What FROM helpdesk_account WHERE account_id = @accountId",
            new { accountId },
            ct
        );

    /// <summary>False if the account was changed since the agent saw it at this version; 0: never changed by the helpdesk.</summary>
    public static async Task<bool> MarkAsync(
        WriteTransaction tx,
        Guid accountId,
        long seen,
        CaseEventKind what,
        DateTimeOffset at,
        Guid? actor
    ) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO helpdesk_account (account_id, version, at, actor, what) VALUES (@accountId, @next, @at, @actor, @what)
            ON CONFLICT (account_id) DO UPDATE SET version = @next, at = @at, actor = @actor, what = @what
                WHERE helpdesk_account.version = @seen
            """,
            new
            {
                accountId,
                seen,
                next = seen + 1,
                at,
                actor,
                what,
            }
        ) == 1;

    public static Task<long> TryAsync(WriteTransaction tx, byte[] key, DateTimeOffset now, TimeSpan window) =>
        tx.QuerySingleAsync<long>(
            """
            INSERT INTO helpdesk_try (key, tries, window_ends) VALUES (@key, 1, @ends)
            ON CONFLICT (key) DO UPDATE SET
                tries = CASE WHEN helpdesk_try.window_ends <= @now THEN 1 ELSE helpdesk_try.tries + 1 END,
                window_ends = CASE WHEN helpdesk_try.window_ends <= @now THEN @ends ELSE helpdesk_try.window_ends END
            RETURNING tries
            """,
            new
            {
                key,
                now,
                ends = now + window,
            }
        );

    /// <summary>What was personal in cases settled before, and tries whose time is over.</summary>
    public static async Task SweepAsync(WriteTransaction tx, DateTimeOffset settledBefore, DateTimeOffset now)
    {
        await tx.ExecuteAsync(
            """
            UPDATE helpdesk_case SET content = NULL, mobile = NULL, erased = @now
            WHERE state = @settled AND settled < @settledBefore AND erased IS NULL
            """,
            new
            {
                settled = CaseState.Settled,
                settledBefore,
                now,
            }
        );
        await tx.ExecuteAsync("DELETE FROM helpdesk_try WHERE window_ends <= @now", new { now });
    }
}
