using CareMail.Identity.Passkeys;
using CareMail.Identity.Secrets;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.SignIn;

/// <summary>
/// What ASP.NET Core Identity reads and writes of an account. Accounts are made and changed by use cases, each in its own
/// audited transaction, so the ways to create and delete are shut here.
/// </summary>
internal sealed class AccountStore(
    AccountTable accounts,
    RecoveryCodeTable codes,
    PasskeyTable passkeys,
    IdentityKeys keys,
    TimeProvider time
)
    : IUserPasswordStore<Account>,
        IUserSecurityStampStore<Account>,
        IUserTwoFactorStore<Account>,
        IUserAuthenticatorKeyStore<Account>,
        IUserTwoFactorRecoveryCodeStore<Account>,
        IUserPasskeyStore<Account>
{
    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? accounts.FindAsync(id, cancellationToken) : Task.FromResult<Account?>(null);

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        accounts.FindByNameAsync(normalizedUserName, cancellationToken);

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        await accounts.UpdateAsync(user, cancellationToken);
        return IdentityResult.Success;
    }

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Accounts are made by the use case AddPerson.");

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Accounts are not deleted by signing in.");

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken)
    {
        user.UserName = userName ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.UserNameKey);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken)
    {
        user.UserNameKey = normalizedName ?? "";
        return Task.CompletedTask;
    }

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash is not null);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task SetTwoFactorEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The second factor is set by the use case that makes it.");

    public Task<bool> GetTwoFactorEnabledAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.HasFactor);

    public Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The authenticator is set by the use case that sees its first code.");

    public Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(
            user.Authenticator is null
                ? null
                : Base32.Encode(keys.Authenticators.Open(user.Authenticator, IdentityKeys.RowOf(user.Id)))
        );

    public Task ReplaceCodesAsync(
        Account user,
        IEnumerable<string> recoveryCodes,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("Recovery codes are made by the use case that shows them.");

    public Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) =>
        codes.RedeemAsync(user.Id, code, cancellationToken);

    public Task<int> CountCodesAsync(Account user, CancellationToken cancellationToken) =>
        codes.LeftAsync(user.Id, cancellationToken);

    /// <summary>After a sign-in. A passkey is added by the use case that records it.</summary>
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        passkeys.UsedAsync(user.Id, passkey, time.GetUtcNow(), cancellationToken);

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        passkeys.InfosAsync(user.Id, cancellationToken);

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.FindAsync(credentialId, cancellationToken) is { } row
            ? await accounts.FindAsync(row.AccountId, cancellationToken)
            : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(
        Account user,
        byte[] credentialId,
        CancellationToken cancellationToken
    ) =>
        await passkeys.FindAsync(credentialId, cancellationToken) is { } row && row.AccountId == user.Id
            ? row.Info()
            : null;

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A passkey is removed by the use case that records it.");

    public void Dispose()
    {
        // Holds nothing: its tables are shared and live as long as the program.
    }
}

/// <summary>Names are compared as the address book compares addresses.</summary>
internal sealed class NameKeys : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name is null ? null : AccountTable.KeyOf(name);

    public string? NormalizeEmail(string? email) => NormalizeName(email);
}
