using System.Security.Cryptography;
using CareMail.Access;
using CareMail.Storage;

namespace CareMail.Identity;

/// <summary>The SQL of accounts and their roles.</summary>
internal sealed class AccountTable(Database database, TimeProvider time)
{
    internal static readonly string Columns = $"""
        id, organisation_id AS OrganisationId, user_name AS UserName, user_name_key AS UserNameKey,
        first_name AS FirstName, last_name AS LastName, display_name AS DisplayName, state AS State,
        password_hash AS PasswordHash, security_stamp AS SecurityStamp, authenticator AS Authenticator,
        scram_salt AS ScramSalt, created AS Created, password_set AS PasswordSet, temporary_until AS TemporaryUntil,
        policy_version AS PolicyVersion, policy_accepted AS PolicyAccepted, pending_authenticator AS PendingAuthenticator,
        codes_kept AS CodesKept, profile_checked AS ProfileChecked, job_title AS JobTitle, mobile AS Mobile,
        second_email AS SecondEmail,
        mobile_shown AS MobileShown, secret_set AS SecretSet, opened AS Opened, arrival AS Arrival,
        (SELECT count(*) FROM identity_passkey k WHERE k.account_id = identity_account.id) AS Passkeys,
        text_mobile AS TextMobile, (SELECT count(*) FROM identity_role r WHERE r.account_id = identity_account.id
            AND r.role NOT IN ({(int)Role.Person}, {(int)Role.Owner}, {(int)Role.Member})) AS StaffRoles
        """;

    /// <summary>How names are compared: as the address book compares addresses.</summary>
    public static string KeyOf(string userName) =>
        userName.Trim().Normalize(System.Text.NormalizationForm.FormC).ToLowerInvariant();

    public static string NewStamp() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public Task<Account?> FindAsync(Guid id, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<Account>(
            $"SELECT {Columns} FROM identity_account WHERE id = @id",
            new { id },
            ct
        );

    public static Task<Account?> FindAsync(WriteTransaction tx, Guid id) =>
        tx.QuerySingleOrDefaultAsync<Account>($"SELECT {Columns} FROM identity_account WHERE id = @id", new { id });

    public Task<Account?> FindByNameAsync(string key, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<Account>(
            $"SELECT {Columns} FROM identity_account WHERE user_name_key = @key",
            new { key },
            ct
        );

    public Task<IReadOnlyList<Account>> OfOrganisationAsync(Guid? organisationId, CancellationToken ct = default) =>
        database.QueryAsync<Account>(
            $"""
            SELECT {Columns} FROM identity_account
            WHERE @organisationId IS NULL OR organisation_id = @organisationId ORDER BY user_name_key
            """,
            new { organisationId },
            ct
        );

    public Task<IReadOnlyList<Account>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct = default) =>
        database.QueryAsync<Account>(
            $"SELECT {Columns} FROM identity_account WHERE {SqlIds.In(database.Engine, "id", "@list")}",
            new { list = SqlIds.List(database.Engine, ids) },
            ct
        );

    public static Task<IReadOnlyList<Account>> FindAsync(WriteTransaction tx, IReadOnlyCollection<Guid> ids) =>
        tx.QueryAsync<Account>(
            $"SELECT {Columns} FROM identity_account WHERE {SqlIds.In(tx.Engine, "id", "@list")}",
            new { list = SqlIds.List(tx.Engine, ids) }
        );

    private sealed record NewRow(Guid Id, NewAccount Account, byte[]? Mobile, DateTimeOffset Now);

    private static readonly BulkRows<NewRow> Insert = BulkRows<NewRow>.Insert(
        "identity_account",
        "",
        BulkColumn<NewRow>.Id("id", r => r.Id),
        BulkColumn<NewRow>.Id("organisation_id", r => r.Account.OrganisationId),
        BulkColumn<NewRow>.Text("user_name", r => r.Account.UserName),
        BulkColumn<NewRow>.Text("user_name_key", r => KeyOf(r.Account.UserName)),
        BulkColumn<NewRow>.Text("first_name", r => r.Account.FirstName),
        BulkColumn<NewRow>.Text("last_name", r => r.Account.LastName),
        BulkColumn<NewRow>.Text("display_name", r => r.Account.DisplayName),
        BulkColumn<NewRow>.Text("job_title", r => r.Account.JobTitle),
        BulkColumn<NewRow>.Number("state", _ => (long)AccountState.New),
        BulkColumn<NewRow>.Text("security_stamp", _ => NewStamp()),
        BulkColumn<NewRow>.Bytes("scram_salt", _ => RandomNumberGenerator.GetBytes(16)),
        BulkColumn<NewRow>.Instant("created", r => r.Now),
        BulkColumn<NewRow>.Instant("last_active", r => r.Now),
        BulkColumn<NewRow>.Instant("state_since", r => r.Now),
        BulkColumn<NewRow>.BytesOrNull("mobile", r => r.Mobile)
    );

    private static readonly BulkRows<NewRow> InsertPerson = BulkRows<NewRow>.Insert(
        "identity_role",
        "",
        BulkColumn<NewRow>.Id("account_id", r => r.Id),
        BulkColumn<NewRow>.Number("role", _ => (long)Role.Person),
        BulkColumn<NewRow>.Id("organisation_id", r => r.Account.OrganisationId)
    );

    /// <summary>Everybody is a person where they work.</summary>
    public async Task InsertAsync(
        WriteTransaction tx,
        IReadOnlyList<(Guid Id, NewAccount Account, byte[]? Mobile)> accounts
    )
    {
        var now = time.GetUtcNow();
        var rows = accounts.Select(a => new NewRow(a.Id, a.Account, a.Mobile, now)).ToList();
        await Insert.RunAsync(tx, rows);
        await InsertPerson.RunAsync(tx, rows);
    }

    public async Task<IReadOnlyList<RoleGrant>> RolesOfAsync(WriteTransaction tx, Guid accountId) =>
        [
            .. (
                await tx.QueryAsync<RoleRow>(
                    "SELECT role AS Role, organisation_id AS OrganisationId FROM identity_role WHERE account_id = @accountId",
                    new { accountId }
                )
            ).Select(row => new RoleGrant(row.Role, row.OrganisationId)),
        ];

    public static async Task<bool> AddRoleAsync(WriteTransaction tx, Guid accountId, RoleGrant grant) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO identity_role (account_id, role, organisation_id) VALUES (@accountId, @Role, @OrganisationId)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                accountId,
                grant.Role,
                grant.OrganisationId,
            }
        ) == 1;

    /// <summary>A role from a moment until another.</summary>
    public static Task LendRoleAsync(
        WriteTransaction tx,
        Guid id,
        Guid accountId,
        RoleGrant grant,
        DateTimeOffset from,
        DateTimeOffset until
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO identity_dated_role (id, account_id, role, organisation_id, from_at, until_at)
            VALUES (@id, @accountId, @Role, @OrganisationId, @from, @until)
            """,
            new
            {
                id,
                accountId,
                grant.Role,
                grant.OrganisationId,
                from,
                until,
            }
        );

    public static Task EndRoleAsync(WriteTransaction tx, Guid id) =>
        tx.ExecuteAsync("DELETE FROM identity_dated_role WHERE id = @id", new { id });

    /// <summary>What was lent to the account is its no more.</summary>
    public static Task EndRolesAsync(WriteTransaction tx, Guid accountId) =>
        tx.ExecuteAsync("DELETE FROM identity_dated_role WHERE account_id = @accountId", new { accountId });

    /// <summary>Roles held at an organisation beyond being a person there.</summary>
    public async Task<IReadOnlyList<(Guid AccountId, Role Role)>> HeldAtAsync(
        Guid organisationId,
        CancellationToken ct = default
    ) =>
        [
            .. (
                await database.QueryAsync<HeldRow>(
                    "SELECT account_id AS AccountId, role AS Role FROM identity_role WHERE organisation_id = @organisationId AND role <> @person ORDER BY role, account_id",
                    new { organisationId, person = Role.Person },
                    ct
                )
            ).Select(row => (row.AccountId, row.Role)),
        ];

    private sealed class HeldRow
    {
        public Guid AccountId { get; init; }
        public Role Role { get; init; }
    }

    public static async Task<bool> RemoveRoleAsync(WriteTransaction tx, Guid accountId, RoleGrant grant) =>
        await tx.ExecuteAsync(
            "DELETE FROM identity_role WHERE account_id = @accountId AND role = @Role AND organisation_id = @OrganisationId",
            new
            {
                accountId,
                grant.Role,
                grant.OrganisationId,
            }
        ) == 1;

    public async Task<IReadOnlyList<RoleGrant>> RolesOfAsync(Guid accountId, CancellationToken ct = default) =>
        [
            .. (
                await database.QueryAsync<RoleRow>(
                    """
                    SELECT role AS Role, organisation_id AS OrganisationId FROM identity_role WHERE account_id = @accountId
                    UNION
                    SELECT role, organisation_id FROM identity_dated_role
                    WHERE account_id = @accountId AND from_at <= @now AND until_at > @now
                    """,
                    new { accountId, now = time.GetUtcNow() },
                    ct
                )
            ).Select(row => new RoleGrant(row.Role, row.OrganisationId)),
        ];

    public async Task<IReadOnlyDictionary<Role, long>> RolesAtAsync(
        Guid organisationId,
        CancellationToken ct = default
    ) =>
        (
            await database.QueryAsync<RoleCount>(
                """
                SELECT r.role AS Role, count(*) AS People FROM identity_role r JOIN identity_account a ON a.id = r.account_id
                WHERE r.organisation_id = @organisationId AND a.state = @active GROUP BY r.role
                """,
                new { organisationId, active = AccountState.Active },
                ct
            )
        ).ToDictionary(row => row.Role, row => row.People);

    /// <summary>Whoever becomes active begins to be counted anew.</summary>
    public static Task<int> SetStateAsync(WriteTransaction tx, Guid id, AccountState state, DateTimeOffset now) =>
        tx.ExecuteAsync(
            """
            UPDATE identity_account SET state = @state, security_stamp = @stamp, arrival = NULL, state_since = @now,
                last_active = CASE WHEN @state = @active THEN @now ELSE last_active END
            WHERE id = @id
            """,
            new
            {
                id,
                state,
                now,
                active = AccountState.Active,
                stamp = NewStamp(),
            }
        );

    /// <summary>Keeps what ASP.NET Core Identity changed: a rehashed password, unless somebody changed the sign-in meanwhile.</summary>
    public Task UpdateAsync(Account account, CancellationToken ct = default) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    UPDATE identity_account
                    SET password_hash = @PasswordHash
                    WHERE id = @Id AND security_stamp = @SecurityStamp
                    """,
                    account
                ),
            ct
        );

    /// <summary>RFC 6238 §5.2: a code is taken once. False if this step, or a later one, was used before.</summary>
    public Task<bool> UseStepAsync(Guid id, long step, CancellationToken ct = default) =>
        database.WriteAsync(
            async tx =>
                await tx.ExecuteAsync(
                    "UPDATE identity_account SET authenticator_step = @step WHERE id = @id AND authenticator_step < @step",
                    new { id, step }
                ) == 1,
            ct
        );

    private sealed class RoleCount
    {
        public Role Role { get; init; }
        public long People { get; init; }
    }

    private sealed class RoleRow
    {
        public Role Role { get; init; }
        public Guid OrganisationId { get; init; }
    }
}
