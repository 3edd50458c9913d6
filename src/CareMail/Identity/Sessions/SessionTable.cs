using CareMail.Storage;

namespace CareMail.Identity.Sessions;

/// <summary>The SQL of web sessions.</summary>
internal sealed class SessionTable(Database database)
{
    public static Task InsertAsync(WriteTransaction tx, SessionRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO identity_session (id, key_hash, account_id, security_stamp, amr, device, started, seen, ends,
                confirmed, idle, tablet_id)
            SELECT @Id, @KeyHash, id, security_stamp, @Amr, @Device, @Started, @Seen, @Ends, @Confirmed, @Idle, @TabletId
            FROM identity_account WHERE id = @AccountId
            """,
            row
        );

    /// <summary>The session and the account as they are now; null once either ended, by time or by somebody.</summary>
    public Task<SessionRow?> FindAsync(byte[] keyHash, DateTimeOffset now, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<SessionRow>(
            """
            SELECT s.id AS Id, s.account_id AS AccountId, s.amr AS Amr, s.device AS Device,
                s.started AS Started, s.seen AS Seen, s.ends AS Ends, s.confirmed AS Confirmed,
                a.organisation_id AS OrganisationId, a.user_name AS UserName, a.display_name AS DisplayName
            FROM identity_session s JOIN identity_account a ON a.id = s.account_id
            WHERE s.key_hash = @keyHash AND s.ends > @now AND s.seen + s.idle > @now
                AND s.security_stamp = a.security_stamp AND a.state = @active
            """,
            new
            {
                keyHash,
                now,
                active = AccountState.Active,
            },
            ct
        );

    public async Task<bool> IsLiveAsync(Guid id, DateTimeOffset now, CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<long>(
            """
            SELECT count(*) FROM identity_session s JOIN identity_account a ON a.id = s.account_id
            WHERE s.id = @id AND s.ends > @now AND s.seen + s.idle > @now
                AND s.security_stamp = a.security_stamp AND a.state = @active
            """,
            new
            {
                id,
                now,
                active = AccountState.Active,
            },
            ct
        ) == 1;

    /// <summary>Those of the ids that are sessions which have not ended.</summary>
    public Task<IReadOnlyList<Guid>> LiveAmongAsync(IEnumerable<Guid> ids, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<Guid>(
            $"""
            SELECT s.id FROM identity_session s JOIN identity_account a ON a.id = s.account_id
            WHERE {SqlIds.In(database.Engine, "s.id", "@list")} AND s.ends > @now AND s.seen + s.idle > @now
                AND s.security_stamp = a.security_stamp AND a.state = @active
            """,
            new
            {
                list = SqlIds.List(database.Engine, ids),
                now,
                active = AccountState.Active,
            },
            ct
        );

    public Task TouchAsync(Guid id, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "UPDATE identity_session SET seen = @now WHERE id = @id AND seen < @now",
                    new { id, now }
                ),
            ct
        );

    public Task ConfirmAsync(Guid id, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("UPDATE identity_session SET confirmed = @now WHERE id = @id", new { id, now }),
            ct
        );

    public Task<IReadOnlyList<WebSession>> OfAccountAsync(Guid accountId, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<WebSession>(
            """
            SELECT s.id AS Id, s.account_id AS AccountId, s.device AS Device, s.started AS Started, s.seen AS Seen
            FROM identity_session s JOIN identity_account a ON a.id = s.account_id
            WHERE s.account_id = @accountId AND s.ends > @now AND s.seen + s.idle > @now AND s.security_stamp = a.security_stamp
            ORDER BY s.seen DESC, s.id
            """,
            new { accountId, now },
            ct
        );

    /// <summary>The session that was there, if it was.</summary>
    public static Task<WebSession?> DeleteAsync(WriteTransaction tx, byte[] keyHash) =>
        tx.QuerySingleOrDefaultAsync<WebSession>(
            "DELETE FROM identity_session WHERE key_hash = @keyHash RETURNING id AS Id, account_id AS AccountId, tablet_id AS TabletId",
            new { keyHash }
        );

    /// <summary>One session of the account, or all of them; the ids of those that were there.</summary>
    public static Task<IReadOnlyList<Guid>> DeleteAsync(WriteTransaction tx, Guid accountId, Guid? sessionId) =>
        tx.QueryAsync<Guid>(
            """
            DELETE FROM identity_session WHERE account_id = @accountId AND (@sessionId IS NULL OR id = @sessionId)
            RETURNING id
            """,
            new { accountId, sessionId }
        );

    public Task<IReadOnlyList<Guid>> SweepAsync(DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.QueryAsync<Guid>(
                    "DELETE FROM identity_session WHERE ends <= @now OR seen + idle <= @now RETURNING id",
                    new { now }
                ),
            ct
        );
}

internal sealed class SessionRow
{
    public Guid Id { get; init; }
    public byte[] KeyHash { get; init; } = [];
    public Guid AccountId { get; init; }
    public Guid OrganisationId { get; init; }
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string Amr { get; init; } = "";
    public string Device { get; init; } = "";
    public DateTimeOffset Started { get; init; }
    public DateTimeOffset Seen { get; init; }
    public DateTimeOffset Ends { get; init; }
    public DateTimeOffset? Confirmed { get; init; }

    /// <summary>Milliseconds it may rest.</summary>
    public long Idle { get; init; }

    /// <summary>The shared tablet it is on.</summary>
    public Guid? TabletId { get; init; }
}
