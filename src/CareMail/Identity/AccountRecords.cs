using CareMail.Access;
using CareMail.Identity.Devices;
using CareMail.Identity.Secrets;
using CareMail.Identity.Sessions;
using CareMail.Identity.SignIn;
using CareMail.Storage;

namespace CareMail.Identity;

/// <summary>What a person signs in with, told once: when the account is activated or its sign-in reset.</summary>
public sealed record SignInSecrets(
    string UserName,
    string Password,
    string AuthenticatorSecret,
    string AuthenticatorUri,
    IReadOnlyList<string> RecoveryCodes
);

/// <summary>A password and an authenticator secret made elsewhere: by whoever seeds a demo. Missing ones are made at random.</summary>
public sealed record ChosenSignIn(string? Password = null, string? AuthenticatorSecret = null);

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

    internal AccountRecords(
        AccountTable accounts,
        RecoveryCodeTable codes,
        PasswordHashing hashing,
        WebSessions sessions,
        Endings endings,
        IdentityKeys keys
    )
    {
        _accounts = accounts;
        _codes = codes;
        _hashing = hashing;
        _sessions = sessions;
        _endings = endings;
        _keys = keys;
    }

    public async Task<AccountSummary?> FindAsync(Guid id, CancellationToken ct = default) =>
        Summary(await _accounts.FindAsync(id, ct));

    public async Task<AccountSummary?> FindByNameAsync(string userName, CancellationToken ct = default) =>
        Summary(await _accounts.FindByNameAsync(AccountTable.KeyOf(userName), ct));

    public async Task<AccountSummary?> FindAsync(WriteTransaction tx, Guid id) =>
        Summary(await AccountTable.FindAsync(tx, id));

    /// <summary>Display names of many accounts in one read; ids of nobody are absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct = default
    ) => (await _accounts.FindAsync(ids, ct)).ToDictionary(a => a.Id, a => a.DisplayName);

    /// <param name="organisationId">Null: of every organisation.</param>
    public async Task<IReadOnlyList<AccountSummary>> ListAsync(
        Guid? organisationId = null,
        CancellationToken ct = default
    ) => [.. (await _accounts.OfOrganisationAsync(organisationId, ct)).Select(a => Summary(a)!)];

    /// <summary>People of the organisation who count towards its allowance: all but those who left.</summary>
    public static Task<long> CountAsync(WriteTransaction tx, Guid organisationId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM identity_account WHERE organisation_id = @organisationId AND state <> @left",
            new { organisationId, left = AccountState.Left }
        );
    }

    public Task<IReadOnlyList<RoleGrant>> RolesOfAsync(Guid accountId, CancellationToken ct = default) =>
        _accounts.RolesOfAsync(accountId, ct);

    public Task<Guid> CreateAsync(WriteTransaction tx, NewAccount account) => _accounts.InsertAsync(tx, account);

    /// <summary>False if the account had the role there.</summary>
    public Task<bool> GiveRoleAsync(WriteTransaction tx, Guid accountId, RoleGrant grant) =>
        AccountTable.AddRoleAsync(tx, accountId, grant);

    /// <summary>False if it had not.</summary>
    public Task<bool> TakeRoleAsync(WriteTransaction tx, Guid accountId, RoleGrant grant) =>
        AccountTable.RemoveRoleAsync(tx, accountId, grant);

    /// <summary>Prepares a new sign-in. Slow on purpose (a password is hashed), so it comes before the transaction.</summary>
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
        var codes = Enumerable.Range(0, 10).Select(_ => Readable.RecoveryCode()).ToList();
        var spelled = Base32.Encode(seed);
        return new PreparedSignIn(
            new SignInSecrets(userName, password, spelled, Authenticator.Uri(issuer, userName, spelled), codes),
            seed,
            await _hashing.HashAsync(password, ct)
        );
    }

    /// <summary>Password, authenticator and recovery codes anew. Whoever was signed in to the web is not any more.</summary>
    public async Task SetSignInAsync(WriteTransaction tx, Guid accountId, PreparedSignIn prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        var box = _keys.Authenticators.Seal(prepared.Seed, accountId.ToByteArray(bigEndian: true));
        await AccountTable.SetSignInAsync(tx, accountId, prepared.PasswordHash, box);
        await _codes.ReplaceAsync(tx, accountId, prepared.Secrets.RecoveryCodes);
        await _sessions.EndAsync(tx, accountId);
    }

    /// <summary>Unless it becomes active, everything signed in with the account ends.</summary>
    public async Task SetStateAsync(WriteTransaction tx, Guid accountId, AccountState state)
    {
        await AccountTable.SetStateAsync(tx, accountId, state);
        await _sessions.EndAsync(tx, accountId);
        if (state is not AccountState.Active)
        {
            var devices = await DevicePasswordTable.IdsAsync(tx, accountId);
            tx.AfterCommit(() => _endings.End(devices));
        }
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
