using CareMail.Access;
using CareMail.Identity.Devices;
using CareMail.Identity.Secrets;
using CareMail.Identity.Tasks;
using CareMail.Storage;

namespace CareMail.Identity;

/// <summary>What the days of an account are counted from.</summary>
public sealed record AccountLife
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public AccountState State { get; init; }
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? Opened { get; init; }

    /// <summary>To some minutes.</summary>
    public DateTimeOffset LastActive { get; init; }
    public DateTimeOffset StateSince { get; init; }

    /// <summary>The day an absence was said to end.</summary>
    public DateTimeOffset? DisabledUntil { get; init; }
}

/// <summary>How somebody is reached outside the service.</summary>
public sealed record Reachable(string? Email, string? Mobile);

/// <summary>
/// How accounts come, rest and go: for the use cases of joining, moving and leaving and for the work that counts days.
/// Every change is part of the caller's transaction, which audits it.
/// </summary>
public sealed class AccountLives
{
    private const string Columns = """
        id AS Id, organisation_id AS OrganisationId, user_name AS UserName, display_name AS DisplayName, state AS State,
        created AS Created, opened AS Opened, last_active AS LastActive, state_since AS StateSince,
        disabled_until AS DisabledUntil
        """;

    private readonly Database _database;
    private readonly AccountTable _accounts;
    private readonly DevicePasswords _devices;
    private readonly Endings _endings;
    private readonly IdentityKeys _keys;
    private readonly TimeProvider _time;

    internal AccountLives(
        Database database,
        AccountTable accounts,
        DevicePasswords devices,
        Endings endings,
        IdentityKeys keys,
        TimeProvider time
    )
    {
        _database = database;
        _accounts = accounts;
        _devices = devices;
        _endings = endings;
        _keys = keys;
        _time = time;
    }

    public Task<AccountLife?> FindAsync(Guid id, CancellationToken ct = default) =>
        _database.QuerySingleOrDefaultAsync<AccountLife>(
            $"SELECT {Columns} FROM identity_account WHERE id = @id",
            new { id },
            ct
        );

    public Task<AccountLife?> FindAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.QuerySingleOrDefaultAsync<AccountLife>(
            // Two who change one account follow each other.
            $"SELECT {Columns} FROM identity_account WHERE id = @id {(tx.Engine == Engine.Postgres ? "FOR UPDATE" : "")}",
            new { id }
        );
    }

    /// <summary>By the name in use, or one the person had before.</summary>
    public Task<AccountLife?> FindByNameAsync(string userName, CancellationToken ct = default) =>
        _database.QuerySingleOrDefaultAsync<AccountLife>(
            $"""
            SELECT {Columns} FROM identity_account WHERE user_name_key = @key
                OR id = (SELECT account_id FROM identity_former_name WHERE user_name_key = @key)
            """,
            new { key = AccountTable.KeyOf(userName) },
            ct
        );

    /// <summary>The people of an organisation, by name; those who are gone for good are not among them.</summary>
    public Task<IReadOnlyList<AccountLife>> OfOrganisationAsync(Guid organisationId, CancellationToken ct = default) =>
        _database.QueryAsync<AccountLife>(
            $"""
            SELECT {Columns} FROM identity_account
            WHERE organisation_id = @organisationId AND state <> @gone ORDER BY display_name, user_name_key
            """,
            new { organisationId, gone = AccountState.Gone },
            ct
        );

    /// <summary>Those at work in these organisations who did nothing since then, the longest away first; and how many.</summary>
    public async Task<(long Total, IReadOnlyList<AccountLife> People)> IdleAsync(
        IEnumerable<Guid> organisations,
        DateTimeOffset since,
        int skip,
        int take,
        CancellationToken ct = default
    )
    {
        var where =
            $"{SqlIds.In(_database.Engine, "organisation_id", "@list")} AND state <= @locked AND last_active <= @since";
        var parameters = new
        {
            list = SqlIds.List(_database.Engine, organisations),
            locked = AccountState.Locked,
            since,
            skip,
            take,
        };
        return (
            await _database.QuerySingleOrDefaultAsync<long>(
                $"SELECT COUNT(*) FROM identity_account WHERE {where}",
                parameters,
                ct
            ),
            await _database.QueryAsync<AccountLife>(
                $"SELECT {Columns} FROM identity_account WHERE {where} ORDER BY last_active, id LIMIT @take OFFSET @skip",
                parameters,
                ct
            )
        );
    }

    /// <summary>A page of the accounts of a state whose days are counted from within a span, in the order of their ids.</summary>
    public Task<IReadOnlyList<AccountLife>> CountedFromAsync(
        AccountState state,
        DateTimeOffset from,
        DateTimeOffset to,
        Guid after,
        int atMost,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<AccountLife>(
            $"""
            SELECT {Columns} FROM identity_account
            WHERE state = @state AND {ClockOf(state)} > @from AND {ClockOf(state)} <= @to AND id > @after
            ORDER BY id LIMIT @atMost
            """,
            new
            {
                state,
                from,
                to,
                after,
                atMost,
            },
            ct
        );

    /// <summary>
    /// Makes some of the accounts of a state, whose days are counted from before <paramref name="until"/>, what comes
    /// next: in one statement, so that a person who comes back at that moment is either back or gone, never both.
    /// </summary>
    public Task<IReadOnlyList<AccountLife>> AdvanceAsync(
        WriteTransaction tx,
        AccountState state,
        DateTimeOffset until,
        AccountState next,
        int atMost
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.QueryAsync<AccountLife>(
            $"""
            UPDATE identity_account SET state = @next, state_since = @now, security_stamp = @stamp, arrival = NULL
            WHERE state = @state AND {ClockOf(state)} <= @until AND id IN
                (SELECT id FROM identity_account WHERE state = @state AND {ClockOf(state)} <= @until
                ORDER BY {ClockOf(state)} LIMIT @atMost)
            RETURNING {Columns}
            """,
            new
            {
                state,
                until,
                next,
                atMost,
                now = _time.GetUtcNow(),
                stamp = AccountTable.NewStamp(),
            }
        );
    }

    /// <summary>Left: every door shuts at once, and the passwords of mail programs are gone for good.</summary>
    public async Task LeaveAsync(WriteTransaction tx, Guid id, AccountState state, DateTimeOffset? until = null)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var sessions = await TaskTable.StampAsync(tx, id, default);
        var devices = await DevicePasswordTable.IdsAsync(tx, id);
        await AccountTable.SetStateAsync(tx, id, state, _time.GetUtcNow());
        await tx.ExecuteAsync("UPDATE identity_account SET disabled_until = @until WHERE id = @id", new { id, until });
        if (state is not AccountState.Disabled)
        {
            await _devices.RemoveAsync(tx, id);
        }

        tx.AfterCommit(() => _endings.End([.. sessions, .. devices]));
    }

    /// <summary>The roles taken from somebody; everybody stays a person.</summary>
    public async Task<IReadOnlyList<RoleGrant>> TakeRolesAsync(
        WriteTransaction tx,
        Guid id,
        Func<RoleGrant, bool> which
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        var taken = (await _accounts.RolesOfAsync(tx, id)).Where(g => g.Role is not Role.Person && which(g)).ToList();
        foreach (var grant in taken)
        {
            await AccountTable.RemoveRoleAsync(tx, id, grant);
        }

        await AccountTable.EndRolesAsync(tx, id);
        return taken;
    }

    /// <summary>From now on the account is another organisation's. Mail programs sign in anew, and go on.</summary>
    public async Task MoveAsync(WriteTransaction tx, Guid id, Guid organisationId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var before = (await FindAsync(tx, id))!.OrganisationId;
        await tx.ExecuteAsync(
            "UPDATE identity_account SET organisation_id = @organisationId WHERE id = @id",
            new { id, organisationId }
        );
        await AccountTable.RemoveRoleAsync(tx, id, new RoleGrant(Role.Person, before));
        await AccountTable.AddRoleAsync(tx, id, new RoleGrant(Role.Person, organisationId));
        var devices = await DevicePasswordTable.IdsAsync(tx, id);
        tx.AfterCommit(() => _endings.End(devices));
    }

    /// <summary>A new name, and the address that goes with it; the one before still opens mail programs.</summary>
    public async Task RenameAsync(
        WriteTransaction tx,
        Guid id,
        string firstName,
        string lastName,
        string displayName,
        string userName
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        var key = AccountTable.KeyOf(userName);
        await tx.ExecuteAsync("DELETE FROM identity_former_name WHERE user_name_key = @key", new { key });
        await tx.ExecuteAsync(
            """
            INSERT INTO identity_former_name (user_name_key, account_id)
            SELECT user_name_key, id FROM identity_account WHERE id = @id AND user_name_key <> @key
            ON CONFLICT (user_name_key) DO NOTHING
            """,
            new { id, key }
        );
        await tx.ExecuteAsync(
            """
            UPDATE identity_account SET first_name = @firstName, last_name = @lastName, display_name = @displayName,
                user_name = @userName, user_name_key = @key
            WHERE id = @id
            """,
            new
            {
                id,
                firstName,
                lastName,
                displayName,
                userName,
                key,
            }
        );
    }

    /// <summary>Where warnings go, outside the service; null if nobody said or nobody is there.</summary>
    public async Task<Reachable> ReachAsync(Guid id, CancellationToken ct = default) =>
        (await ReachAsync([id], ct)).GetValueOrDefault(id) ?? new Reachable(null, null);

    /// <summary>Many of them.</summary>
    public async Task<IReadOnlyDictionary<Guid, Reachable>> ReachAsync(
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct = default
    ) =>
        (
            await _database.QueryAsync<SealedReach>(
                $"""
                SELECT id AS Id, second_email AS Email, mobile AS Mobile FROM identity_account
                WHERE {SqlIds.In(_database.Engine, "id", "@list")}
                """,
                new { list = SqlIds.List(_database.Engine, ids) },
                ct
            )
        ).ToDictionary(
            s => s.Id,
            s => new Reachable(_keys.OpenSecondEmail(s.Id, s.Email), _keys.OpenMobile(s.Id, s.Mobile))
        );

    private sealed class SealedReach
    {
        public Guid Id { get; init; }
        public byte[]? Email { get; init; }
        public byte[]? Mobile { get; init; }
    }

    public Task SetSecondEmailAsync(WriteTransaction tx, Guid id, string? email)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE identity_account SET second_email = @box WHERE id = @id",
            new { id, box = _keys.SealSecondEmail(id, email) }
        );
    }

    /// <summary>Gone for good: nothing personal stays but the name that its acts are recorded under.</summary>
    public async Task EraseAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync(
            """
            UPDATE identity_account SET mobile = NULL, second_email = NULL, password_hash = NULL, authenticator = NULL,
                pending_authenticator = NULL, job_title = ''
            WHERE id = @id
            """,
            new { id }
        );
        await tx.ExecuteAsync("DELETE FROM identity_secret WHERE account_id = @id", new { id });
        await tx.ExecuteAsync("DELETE FROM identity_old_password WHERE account_id = @id", new { id });
        await tx.ExecuteAsync("DELETE FROM identity_passkey WHERE account_id = @id", new { id });
        await tx.ExecuteAsync("DELETE FROM identity_recovery_code WHERE account_id = @id", new { id });
        await tx.ExecuteAsync("DELETE FROM identity_role WHERE account_id = @id", new { id });
        await _devices.RemoveAsync(tx, id);
    }

    private static string ClockOf(AccountState state) =>
        state switch
        {
            AccountState.Active => "last_active",
            AccountState.Disabled => "disabled_until",
            _ => "state_since",
        };
}
