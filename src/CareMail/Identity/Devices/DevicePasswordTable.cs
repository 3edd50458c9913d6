using CareMail.Access;
using CareMail.Storage;

namespace CareMail.Identity.Devices;

/// <summary>The SQL of device passwords.</summary>
internal sealed class DevicePasswordTable(Database database)
{
    /// <summary>
    /// The account of that name, and its device password if the lookup is one of them: one read, whether the name exists,
    /// the password is right, or neither.
    /// </summary>
    public Task<MailCandidate?> FindAsync(string userNameKey, byte[] lookup, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<MailCandidate>(
            """
            SELECT a.id AS Id, a.organisation_id AS OrganisationId, a.user_name AS UserName,
                a.display_name AS DisplayName, a.state AS State, a.opened AS Opened, d.id AS DevicePasswordId, d.lookup AS Lookup,
                a.password_set AS PasswordSet, a.authenticator AS Authenticator,
                a.text_mobile AS TextMobile,
                (SELECT count(*) FROM identity_passkey k WHERE k.account_id = a.id) AS Passkeys
            FROM identity_account a
            LEFT JOIN identity_device_password d ON d.account_id = a.id AND d.lookup = @lookup AND d.removed IS NULL
            WHERE a.user_name_key = @userNameKey
                OR a.id = (SELECT account_id FROM identity_former_name WHERE user_name_key = @userNameKey)
            """,
            new { userNameKey, lookup },
            ct
        );

    /// <summary>The name of a password that the account had and does not have any more.</summary>
    public Task<string?> RemovedNameAsync(string userNameKey, byte[] lookup, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<string>(
            """
            SELECT d.name FROM identity_device_password d JOIN identity_account a ON a.id = d.account_id
            WHERE a.user_name_key = @userNameKey AND d.lookup = @lookup AND d.removed IS NOT NULL
            """,
            new { userNameKey, lookup },
            ct
        );

    public async Task<bool> IsValidAsync(Guid accountId, Guid id, CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<long>(
            """
            SELECT count(*) FROM identity_device_password d JOIN identity_account a ON a.id = d.account_id
            WHERE d.id = @id AND d.account_id = @accountId AND d.removed IS NULL AND a.state = @active
                AND a.opened IS NOT NULL
            """,
            new
            {
                id,
                accountId,
                active = AccountState.Active,
            },
            ct
        ) == 1;

    /// <summary>Those of the ids that are device passwords which may still be used.</summary>
    public Task<IReadOnlyList<Guid>> ValidAmongAsync(IEnumerable<Guid> ids, CancellationToken ct) =>
        database.QueryAsync<Guid>(
            $"""
            SELECT d.id FROM identity_device_password d JOIN identity_account a ON a.id = d.account_id
            WHERE {SqlIds.In(database.Engine, "d.id", "@list")} AND d.removed IS NULL AND a.state = @active
                AND a.opened IS NOT NULL
            """,
            new { list = SqlIds.List(database.Engine, ids), active = AccountState.Active },
            ct
        );

    public Task<IReadOnlyList<DevicePassword>> OfAccountAsync(Guid accountId, CancellationToken ct) =>
        database.QueryAsync<DevicePassword>(
            """
            SELECT id AS Id, name AS Name, created AS Created, last_used AS LastUsed, last_door AS LastDoor
            FROM identity_device_password WHERE account_id = @accountId AND removed IS NULL ORDER BY created DESC, id DESC
            """,
            new { accountId },
            ct
        );

    public static Task<long> CountAsync(WriteTransaction tx, Guid accountId) =>
        tx.QuerySingleAsync<long>(
            "SELECT count(*) FROM identity_device_password WHERE account_id = @accountId AND removed IS NULL",
            new { accountId }
        );

    public static Task InsertAsync(
        WriteTransaction tx,
        Guid id,
        Guid accountId,
        string name,
        byte[] lookup,
        ScramVerifier scram,
        DateTimeOffset now
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO identity_device_password
                (id, account_id, name, lookup, scram_iterations, scram_stored_key, scram_server_key, created)
            VALUES (@id, @accountId, @name, @lookup, @Iterations, @StoredKey, @ServerKey, @now)
            """,
            new
            {
                id,
                accountId,
                name,
                lookup,
                scram.Iterations,
                scram.StoredKey,
                scram.ServerKey,
                now,
            }
        );

    /// <summary>One of the account's, or all; those removed now.</summary>
    public static Task<IReadOnlyList<RemovedDevice>> RemoveAsync(
        WriteTransaction tx,
        Guid accountId,
        Guid? id,
        DateTimeOffset now
    ) =>
        tx.QueryAsync<RemovedDevice>(
            """
            UPDATE identity_device_password SET removed = @now
            WHERE account_id = @accountId AND removed IS NULL AND (@id IS NULL OR id = @id) RETURNING id AS Id, name AS Name
            """,
            new
            {
                accountId,
                id,
                now,
            }
        );

    public static Task<IReadOnlyList<Guid>> IdsAsync(WriteTransaction tx, Guid accountId) =>
        tx.QueryAsync<Guid>(
            "SELECT id FROM identity_device_password WHERE account_id = @accountId AND removed IS NULL",
            new { accountId }
        );

    public static Task UsedAsync(WriteTransaction tx, Guid id, string door, DateTimeOffset when) =>
        tx.ExecuteAsync(
            """
            UPDATE identity_device_password SET last_used = @when, last_door = @door
            WHERE id = @id AND (last_used IS NULL OR last_used < @when)
            """,
            new
            {
                id,
                door,
                when,
            }
        );
}

internal sealed class RemovedDevice
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
}

internal sealed class MailCandidate
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public AccountState State { get; init; }
    public DateTimeOffset? Opened { get; init; }
    public Guid? DevicePasswordId { get; init; }
    public byte[]? Lookup { get; init; }
    public DateTimeOffset? PasswordSet { get; init; }
    public byte[]? Authenticator { get; init; }
    public byte[]? TextMobile { get; init; }
    public long Passkeys { get; init; }

    public bool HasFactor => Authenticator is not null || Passkeys > 0 || TextMobile is not null;

    public SignedInAccount As(IReadOnlyList<RoleGrant> roles) => new(Id, OrganisationId, UserName, DisplayName, roles);
}
