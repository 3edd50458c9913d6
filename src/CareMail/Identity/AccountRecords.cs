using CareMail.Access;
using CareMail.Identity.Devices;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Secrets;
using CareMail.Identity.Sessions;
using CareMail.Identity.SignIn;
using CareMail.Identity.Tasks;
using CareMail.Storage;

namespace CareMail.Identity;

/// <summary>All a person signs in with, told once: when an account is opened in their stead.</summary>
public sealed record SignInSecrets(
    string UserName,
    string Password,
    string AuthenticatorSecret,
    string AuthenticatorUri,
    IReadOnlyList<string> RecoveryCodes,
    string AccountSecret
);

/// <summary>What was chosen elsewhere: by whoever seeds a demo. What is missing is made at random.</summary>
/// <param name="AccountSecret">Empty: none, as accounts from before Account Secrets.</param>
public sealed record ChosenSignIn(
    string? Password = null,
    string? AuthenticatorSecret = null,
    string? AccountSecret = null
);

/// <summary>
/// Accounts, for the use cases that make and change them. Every change is part of the caller's transaction, which audits
/// it; sessions and mail connections that it closes end when it commits.
/// </summary>
public sealed class AccountRecords
{
    private readonly AccountTable _accounts;
    private readonly RecoveryCodeTable _codes;
    private readonly PasswordHashing _hashing;
    private readonly WebSessions _sessions;
    private readonly Endings _endings;
    private readonly IdentityKeys _keys;
    private readonly AccountSecrets _secrets;
    private readonly UsePolicies _policies;
    private readonly IdentityLimits _limits;
    private readonly TimeProvider _time;

    internal AccountRecords(
        AccountTable accounts,
        RecoveryCodeTable codes,
        PasswordHashing hashing,
        WebSessions sessions,
        Endings endings,
        IdentityKeys keys,
        AccountSecrets secrets,
        UsePolicies policies,
        IdentityLimits limits,
        TimeProvider time
    )
    {
        _accounts = accounts;
        _codes = codes;
        _hashing = hashing;
        _sessions = sessions;
        _endings = endings;
        _keys = keys;
        _secrets = secrets;
        _policies = policies;
        _limits = limits;
        _time = time;
    }

    public async Task<AccountSummary?> FindAsync(Guid id, CancellationToken ct = default) =>
        Summary(await _accounts.FindAsync(id, ct));

    public async Task<AccountSummary?> FindByNameAsync(string userName, CancellationToken ct = default) =>
        Summary(await _accounts.FindByNameAsync(AccountTable.KeyOf(userName), ct));

    public async Task<AccountSummary?> FindAsync(WriteTransaction tx, Guid id) =>
        Summary(await AccountTable.FindAsync(tx, id));

    /// <summary>Many accounts in one read; ids of nobody are absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, AccountSummary>> FindAsync(
        WriteTransaction tx,
        IReadOnlyCollection<Guid> ids
    ) => (await AccountTable.FindAsync(tx, ids)).ToDictionary(a => a.Id, a => Summary(a)!);

    /// <summary>Display names of many accounts in one read; ids of nobody are absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct = default
    ) => (await _accounts.FindAsync(ids, ct)).ToDictionary(a => a.Id, a => a.DisplayName);

    /// <summary>Many accounts in one read; ids of nobody are absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, AccountSummary>> FindAsync(
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct = default
    ) => (await _accounts.FindAsync(ids, ct)).ToDictionary(a => a.Id, a => Summary(a)!);

    /// <param name="organisationId">Null: of every organisation.</param>
    public async Task<IReadOnlyList<AccountSummary>> ListAsync(
        Guid? organisationId = null,
        CancellationToken ct = default
    ) => [.. (await _accounts.OfOrganisationAsync(organisationId, ct)).Select(a => Summary(a)!)];

    /// <summary>People of the organisation who count towards its allowance: all but those who left or were deleted.</summary>
    public static Task<long> CountAsync(WriteTransaction tx, Guid organisationId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM identity_account WHERE organisation_id = @organisationId AND state < @left",
            new { organisationId, left = AccountState.Left }
        );
    }

    public Task<IReadOnlyList<RoleGrant>> RolesOfAsync(Guid accountId, CancellationToken ct = default) =>
        _accounts.RolesOfAsync(accountId, ct);

    /// <summary>How many active people hold each role there.</summary>
    public Task<IReadOnlyDictionary<Role, long>> RolesAtAsync(Guid organisationId, CancellationToken ct = default) =>
        _accounts.RolesAtAsync(organisationId, ct);

    public async Task<Guid> CreateAsync(WriteTransaction tx, NewAccount account) =>
        (await CreateAsync(tx, [account]))[0];

    /// <summary>Many at once; their ids in the same order.</summary>
    public async Task<IReadOnlyList<Guid>> CreateAsync(WriteTransaction tx, IReadOnlyList<NewAccount> accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var rows = accounts.Select(account => (Id: account.Id ?? Ids.New(), Account: account)).ToList();
        await _accounts.InsertAsync(
            tx,
            [.. rows.Select(row => (row.Id, row.Account, _keys.SealMobile(row.Id, row.Account.Mobile)))]
        );
        return [.. rows.Select(row => row.Id)];
    }

    /// <summary>False if the account had the role there.</summary>
    public Task<bool> GiveRoleAsync(WriteTransaction tx, Guid accountId, RoleGrant grant) =>
        AccountTable.AddRoleAsync(tx, accountId, grant);

    /// <summary>False if it had not.</summary>
    public Task<bool> TakeRoleAsync(WriteTransaction tx, Guid accountId, RoleGrant grant) =>
        AccountTable.RemoveRoleAsync(tx, accountId, grant);

    /// <summary>A role that begins and ends by itself: a deputy's.</summary>
    /// <param name="id">By which it is ended earlier.</param>
    public static Task LendRoleAsync(
        WriteTransaction tx,
        Guid id,
        Guid accountId,
        RoleGrant grant,
        DateTimeOffset from,
        DateTimeOffset until
    ) => AccountTable.LendRoleAsync(tx, id, accountId, grant, from, until);

    public static Task EndRoleAsync(WriteTransaction tx, Guid id) => AccountTable.EndRoleAsync(tx, id);

    /// <summary>Prepares a temporary password. Slow on purpose (it is hashed), so it comes before the transaction.</summary>
    public async Task<PreparedPassword> PrepareTemporaryAsync(string? chosen = null, CancellationToken ct = default)
    {
        var password = chosen ?? Readable.TemporaryPassword();
        return new PreparedPassword(password, await _hashing.HashAsync(password, ct));
    }

    /// <summary>
    /// From now on this password, for some days, and only to do the tasks of the first sign-in. Factors and recovery codes
    /// are gone, browsers and mail programs signed out; the mail doors stay shut until all is done.
    /// </summary>
    /// <returns>When it runs out.</returns>
    public async Task<DateTimeOffset> SetTemporaryAsync(WriteTransaction tx, Guid accountId, PreparedPassword prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        var now = _time.GetUtcNow();
        var until = now + _limits.TemporaryPassword;
        await TaskTable.SetPasswordAsync(tx, accountId, prepared.Hash, now, until);
        await TaskTable.SetAuthenticatorAsync(tx, accountId, null, 0);
        await TaskTable.SetTextsAsync(tx, accountId, null);
        await PasskeyTable.RemoveAllAsync(tx, accountId);
        await tx.ExecuteAsync("DELETE FROM identity_external_link WHERE account_id = @accountId", new { accountId });
        await _codes.ReplaceAsync(tx, accountId, []);
        await TaskTable.KeepCodesAsync(tx, accountId, null);
        await TaskTable.SetOpenedAsync(tx, accountId, null);
        await EndEverythingAsync(tx, accountId);
        return until;
    }

    /// <summary>Prepares all five tasks at once. Slow on purpose (a password is hashed), so it comes before the transaction.</summary>
    public async Task<PreparedSignIn> PrepareAsync(
        string userName,
        string issuer,
        ChosenSignIn? chosen = null,
        CancellationToken ct = default
    )
    {
        var seed = chosen?.AuthenticatorSecret is { } secret
            ? Base32.Decode(secret) ?? throw new FormatException("The authenticator's secret is not base 32.")
            : Authenticator.NewSeed();
        var password = chosen?.Password ?? Readable.WebPassword();
        var spelled = Base32.Encode(seed);
        return new PreparedSignIn(
            new SignInSecrets(
                userName,
                password,
                spelled,
                Authenticator.Uri(issuer, userName, spelled),
                Readable.RecoveryCodes(),
                chosen?.AccountSecret ?? Readable.AccountSecret()
            ),
            seed,
            await _hashing.HashAsync(password, ct)
        );
    }

    /// <summary>All five tasks, done in the person's stead: every door is open to who has these.</summary>
    public async Task SetSignInAsync(WriteTransaction tx, Guid accountId, PreparedSignIn prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        var now = _time.GetUtcNow();
        var box = _keys.Authenticators.Seal(prepared.Seed, IdentityKeys.RowOf(accountId));
        await TaskTable.SetPasswordAsync(tx, accountId, prepared.PasswordHash, now);
        await TaskTable.AcceptPolicyAsync(tx, accountId, _policies.InForce(now).Version, now);
        await TaskTable.SetAuthenticatorAsync(tx, accountId, box, 0);
        await _codes.ReplaceAsync(tx, accountId, prepared.Secrets.RecoveryCodes);
        await TaskTable.KeepCodesAsync(tx, accountId, now);
        await TaskTable.CheckProfileAsync(tx, accountId, now);
        if (prepared.Secrets.AccountSecret.Length > 0)
        {
            await _secrets.ChooseAsync(tx, accountId, prepared.Secrets.AccountSecret);
        }

        await TaskTable.SetOpenedAsync(tx, accountId, now);
        await TaskTable.StampAsync(tx, accountId, default);
    }

    /// <summary>How far each person of an organisation is with their sign-in.</summary>
    public async Task<IReadOnlyList<SignInFacts>> SignInFactsAsync(
        Guid organisationId,
        CancellationToken ct = default
    ) =>
        [
            .. (await _accounts.OfOrganisationAsync(organisationId, ct)).Select(a => new SignInFacts(
                Summary(a)!,
                a.Opened is not null,
                a.HasFactor,
                a.SecretSet is not null
            )),
        ];

    /// <summary>Who holds a role at an organisation, beyond being a person there.</summary>
    public async Task<IReadOnlyList<(AccountSummary Person, Role Role)>> RoleHoldersAsync(
        Guid organisationId,
        CancellationToken ct = default
    )
    {
        var held = await _accounts.HeldAtAsync(organisationId, ct);
        var people = (await _accounts.FindAsync([.. held.Select(h => h.AccountId).Distinct()], ct)).ToDictionary(a =>
            a.Id
        );
        return
        [
            .. held.Where(h => people.ContainsKey(h.AccountId)).Select(h => (Summary(people[h.AccountId])!, h.Role)),
        ];
    }

    /// <summary>Whether this is the mobile the account has: it is compared, and told to nobody.</summary>
    public async Task<bool> HasMobileAsync(WriteTransaction tx, Guid accountId, string mobile) =>
        _keys.OpenMobile(accountId, (await AccountTable.FindAsync(tx, accountId))?.Mobile) == mobile;

    /// <summary>What colleagues read beside the name.</summary>
    public static Task SetJobTitleAsync(WriteTransaction tx, Guid accountId, string jobTitle)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE identity_account SET job_title = @jobTitle WHERE id = @accountId",
            new { accountId, jobTitle }
        );
    }

    /// <summary>Unless it becomes active, everything signed in with the account ends.</summary>
    public async Task SetStateAsync(WriteTransaction tx, Guid accountId, AccountState state)
    {
        await AccountTable.SetStateAsync(tx, accountId, state, _time.GetUtcNow());
        if (state is AccountState.Active)
        {
            await _sessions.EndAsync(tx, accountId);
        }
        else
        {
            await EndEverythingAsync(tx, accountId);
        }
    }

    private async Task EndEverythingAsync(WriteTransaction tx, Guid accountId)
    {
        var sessions = await TaskTable.StampAsync(tx, accountId, default);
        var devices = await DevicePasswordTable.IdsAsync(tx, accountId);
        tx.AfterCommit(() => _endings.End([.. sessions, .. devices]));
    }

    private static AccountSummary? Summary(Account? account) =>
        account is null
            ? null
            : new AccountSummary(
                account.Id,
                account.OrganisationId,
                account.UserName,
                account.FirstName,
                account.LastName,
                account.DisplayName,
                account.State,
                account.Created
            );
}

/// <summary>How far a person is with their sign-in.</summary>
/// <param name="HasOpened">Every task of the first sign-in is done.</param>
public sealed record SignInFacts(AccountSummary Person, bool HasOpened, bool HasFactor, bool HasSecret);

/// <summary>A sign-in ready to be stored: the password is hashed already.</summary>
public sealed class PreparedSignIn
{
    internal PreparedSignIn(SignInSecrets secrets, byte[] seed, string passwordHash)
    {
        Secrets = secrets;
        Seed = seed;
        PasswordHash = passwordHash;
    }

    public SignInSecrets Secrets { get; }

    internal byte[] Seed { get; }

    internal string PasswordHash { get; }
}

/// <summary>A temporary password ready to be stored: hashed already.</summary>
public sealed class PreparedPassword
{
    internal PreparedPassword(string password, string hash) => (Password, Hash) = (password, hash);

    /// <summary>For the one message that tells it.</summary>
    public string Password { get; }

    internal string Hash { get; }
}
