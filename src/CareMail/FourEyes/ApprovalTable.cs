using CareMail.Storage;

namespace CareMail.FourEyes;

/// <summary>The SQL of approvals.</summary>
internal static class ApprovalTable
{
    private const string Columns = """
        id AS Id, what AS What, organisation_id AS OrganisationId, mailbox_id AS MailboxId, account_id AS AccountId,
        role AS Role, reason AS Reason, asked_by AS AskedBy, asked AS Asked, expires AS Expires, decided_by AS DecidedBy,
        decided AS Decided, granted AS Granted, answer AS Answer, usable_until AS UsableUntil
        """;

    public static Task<Approval?> FindAsync(Database database, Guid id, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<Approval>(
            $"SELECT {Columns} FROM foureyes_approval WHERE id = @id",
            new { id },
            ct
        );

    /// <summary>The newest.</summary>
    public static Task<IReadOnlyList<Approval>> NewestAsync(Database database, int take, CancellationToken ct) =>
        database.QueryAsync<Approval>(
            $"SELECT {Columns} FROM foureyes_approval ORDER BY asked DESC LIMIT @take",
            new { take },
            ct
        );

    /// <summary>The newest that somebody asked, or that are about one of these organisations.</summary>
    public static Task<IReadOnlyList<Approval>> NewestAsync(
        Database database,
        Guid askedBy,
        IReadOnlyCollection<Guid> organisations,
        int take,
        CancellationToken ct
    ) =>
        database.QueryAsync<Approval>(
            $"""
            SELECT {Columns} FROM foureyes_approval
            WHERE asked_by = @askedBy OR {SqlIds.In(database.Engine, "organisation_id", "@organisations")}
            ORDER BY asked DESC LIMIT @take
            """,
            new
            {
                askedBy,
                organisations = SqlIds.List(database.Engine, organisations),
                take,
            },
            ct
        );

    /// <returns>False: the same is being asked already.</returns>
    public static async Task<bool> InsertAsync(WriteTransaction tx, Approval approval)
    {
        // What nobody decided in time does not stand in the way.
        await tx.ExecuteAsync(
            "UPDATE foureyes_approval SET decided = expires WHERE decided IS NULL AND expires <= @Asked",
            new { approval.Asked }
        );
        return await tx.ExecuteAsync(
                """
                INSERT INTO foureyes_approval
                    (id, what, organisation_id, mailbox_id, account_id, role, reason, asked_by, asked, expires)
                VALUES (@Id, @What, @OrganisationId, @MailboxId, @AccountId, @Role, @Reason, @AskedBy, @Asked, @Expires)
                ON CONFLICT DO NOTHING
                """,
                approval
            ) == 1;
    }

    /// <summary>Null: it is decided already, or its time is over.</summary>
    public static Task<Approval?> DecideAsync(
        WriteTransaction tx,
        Guid id,
        Guid by,
        bool granted,
        string answer,
        DateTimeOffset now,
        DateTimeOffset? usableUntil
    ) =>
        tx.QuerySingleOrDefaultAsync<Approval>(
            $"""
            UPDATE foureyes_approval
            SET decided_by = @by, decided = @now, granted = @granted, answer = @answer, usable_until = @usableUntil
            WHERE id = @id AND decided IS NULL AND expires > @now AND asked_by <> @by RETURNING {Columns}
            """,
            new
            {
                id,
                by,
                granted,
                answer,
                now,
                usableUntil,
            }
        );

    public static Task<int> EndAsync(WriteTransaction tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "UPDATE foureyes_approval SET usable_until = @now WHERE id = @id AND usable_until > @now",
            new { id, now }
        );
}
