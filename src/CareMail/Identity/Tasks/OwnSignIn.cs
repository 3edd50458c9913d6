using CareMail.Identity.Passkeys;
using CareMail.Identity.Passwords;
using CareMail.Identity.Secrets;
using CareMail.Identity.SignIn;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Identity.Tasks;

/// <summary>A password somebody chose, hashed: slow on purpose, so it is made before the transaction.</summary>
public sealed class ChosenPassword
{
    internal ChosenPassword(string hash) => Hash = hash;

    internal string Hash { get; }
}

/// <summary>What an authenticator app is told: as letters to type, and as the address its picture holds.</summary>
public sealed record AuthenticatorSetup(string Secret, string Uri);

/// <summary>The ways somebody proves that it is them, beside the password.</summary>
public sealed record Factors(bool HasAuthenticator, IReadOnlyList<Passkey> Passkeys, int CodesLeft)
{
    /// <summary>Codes by text message count.</summary>
    public bool HasTexts { get; init; }

    /// <summary>The end of the number they go to.</summary>
    public string? TextNumberEnd { get; init; }

    /// <summary>False for administrators and helpdesks.</summary>
    public bool MayUseTexts { get; init; }
}

/// <summary>
/// What a person does to their own sign-in, at the first one and later. Every change is part of the caller's transaction,
/// which audits it.
/// </summary>
public sealed class OwnSignIn
{
    private readonly Database _database;
    private readonly AccountTable _accounts;
    private readonly PasskeyTable _passkeys;
    private readonly RecoveryCodeTable _codes;
    private readonly PasswordHashing _hashing;
    private readonly IdentityKeys _keys;
    private readonly Endings _endings;
    private readonly TextCodes _texts;
    private readonly FailedTries _failed;
    private readonly UsePolicies _policies;
    private readonly DatedPolicy _dated;
    private readonly RealTime _real;
    private readonly TimeProvider _time;

    internal OwnSignIn(
        Database database,
        AccountTable accounts,
        PasskeyTable passkeys,
        RecoveryCodeTable codes,
        PasswordHashing hashing,
        IdentityKeys keys,
        Endings endings,
        TextCodes texts,
        FailedTries failed,
        UsePolicies policies,
        DatedPolicy dated,
        RealTime real,
        TimeProvider time
    )
    {
        _database = database;
        _accounts = accounts;
        _passkeys = passkeys;
        _codes = codes;
        _hashing = hashing;
        _keys = keys;
        _endings = endings;
        _texts = texts;
        _failed = failed;
        _policies = policies;
        _dated = dated;
        _real = real;
        _time = time;
    }

    /// <summary>What is left to do, in order; nothing for nobody.</summary>
    public async Task<IReadOnlyList<DueTask>> DueAsync(WriteTransaction tx, Guid accountId) =>
        await AccountTable.FindAsync(tx, accountId) is { } account ? await DueAsync(account) : [];

    internal async ValueTask<IReadOnlyList<DueTask>> DueAsync(Account account)
    {
        var now = _time.GetUtcNow();
        return TaskRules.Due(account.Facts, _policies.InForce(now).Version, await _dated.PasswordsAsync(now), now);
    }

    /// <summary>How long a new password of this account must be.</summary>
    public async Task<int> ShortestPasswordAsync(Guid accountId, CancellationToken ct = default)
    {
        var passwords = await _dated.PasswordsAsync(_time.GetUtcNow(), ct);
        // Who has no second way yet, and sets one up before any door opens, needs no longer password for these minutes.
        return await _accounts.FindAsync(accountId, ct) is { } account
            ? passwords.ShortestFor(account.HasFactor || (await DueAsync(account)).Contains(DueTask.SecondFactor))
            : passwords.ShortestAlone;
    }

    public async Task<AccountProfile?> ProfileAsync(Guid accountId, CancellationToken ct = default) =>
        await _accounts.FindAsync(accountId, ct) is { } account
            ? new AccountProfile(
                account.FirstName,
                account.LastName,
                account.DisplayName,
                account.JobTitle,
                _keys.OpenMobile(account.Id, account.Mobile),
                account.MobileShown
            )
            : null;

    public async Task<AccountDates?> DatesAsync(Guid accountId, CancellationToken ct = default) =>
        await _accounts.FindAsync(accountId, ct) is { } account
            ? new AccountDates(
                account.Created,
                account.Opened,
                account.PasswordSet,
                account.PolicyVersion,
                account.PolicyAccepted,
                account.SecretSet,
                account.ProfileChecked
            )
            {
                PasswordEnds = account.PasswordSet is { } set
                    ? (await _dated.PasswordsAsync(_time.GetUtcNow(), ct)).EndOf(set, account.HasFactor)
                    : null,
            }
            : null;

    /// <summary>Whether it is the password in use, or one of the four before it.</summary>
    public async Task<bool> WasUsedAsync(Guid accountId, string password, CancellationToken ct = default)
    {
        var account = await _accounts.FindAsync(accountId, ct);
        var hashes = (await TaskTable.OldPasswordsAsync(_database, accountId, ct)).Append(account?.PasswordHash);
        foreach (var hash in hashes.OfType<string>())
        {
            if (await _hashing.MatchesAsync(hash, password, ct))
            {
                return true;
            }
        }

        return false;
    }

    public async Task<ChosenPassword> PreparePasswordAsync(string password, CancellationToken ct = default) =>
        new(await _hashing.HashAsync(password, ct));

    public async Task SetPasswordAsync(WriteTransaction tx, Guid accountId, ChosenPassword chosen, StaysIn stays)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        await TaskTable.SetPasswordAsync(tx, accountId, chosen.Hash, _time.GetUtcNow());
        await StampAsync(tx, accountId, stays);
    }

    public Task AcceptPolicyAsync(WriteTransaction tx, Guid accountId, int version) =>
        TaskTable.AcceptPolicyAsync(tx, accountId, version, _time.GetUtcNow());

    /// <summary>What to show for a new app; the same until the app has shown a code.</summary>
    public async Task<AuthenticatorSetup?> PendingAuthenticatorAsync(
        Guid accountId,
        string issuer,
        CancellationToken ct = default
    )
    {
        var account = await _accounts.FindAsync(accountId, ct);
        if (account is { PendingAuthenticator: null })
        {
            var box = _keys.Authenticators.Seal(Authenticator.NewSeed(), IdentityKeys.RowOf(accountId));
            await _database.WriteAsync(tx => TaskTable.PendAuthenticatorAsync(tx, accountId, box), ct);
            account = await _accounts.FindAsync(accountId, ct);
        }

        if (account?.PendingAuthenticator is not { } pending)
        {
            return null;
        }

        var secret = Base32.Encode(_keys.Authenticators.Open(pending, IdentityKeys.RowOf(accountId)));
        return new AuthenticatorSetup(secret, Authenticator.Uri(issuer, account.UserName, secret));
    }

    /// <summary>The app showed this code: it is the second factor from now on. False if the code is not its.</summary>
    public async Task<bool> ConfirmAuthenticatorAsync(WriteTransaction tx, Guid accountId, string code, StaysIn stays)
    {
        if ((await AccountTable.FindAsync(tx, accountId))?.PendingAuthenticator is not { } pending)
        {
            return false;
        }

        var seed = _keys.Authenticators.Open(pending, IdentityKeys.RowOf(accountId));
        if (Authenticator.StepOf(code, seed, _real.Clock.GetUtcNow()) is not { } step)
        {
            return false;
        }

        await TaskTable.SetAuthenticatorAsync(tx, accountId, pending, step);
        await StampAsync(tx, accountId, stays);
        return true;
    }

    /// <summary>False, and nothing changed, if it is the last way to prove that it is them.</summary>
    public async Task<bool> RemoveAuthenticatorAsync(WriteTransaction tx, Guid accountId, StaysIn stays)
    {
        if (
            await AccountTable.FindAsync(tx, accountId) is not { Authenticator: not null } account
            || account is { Passkeys: 0, HasTexts: false }
        )
        {
            return false;
        }

        await TaskTable.SetAuthenticatorAsync(tx, accountId, null, 0);
        await StampAsync(tx, accountId, stays);
        return true;
    }

    public async Task AddPasskeyAsync(
        WriteTransaction tx,
        Guid accountId,
        NewPasskey passkey,
        string name,
        StaysIn stays
    )
    {
        ArgumentNullException.ThrowIfNull(passkey);
        await PasskeyTable.InsertAsync(tx, accountId, passkey.Info, name, _time.GetUtcNow());
        if (stays.Arrival is not null)
        {
            // Until now the password alone got this far: other browsers that came so far with it go no further.
            await StampAsync(tx, accountId, stays);
        }
    }

    /// <summary>The name it had; null, and nothing changed, if it is not there or the last way to prove that it is them.</summary>
    public async Task<string?> RemovePasskeyAsync(WriteTransaction tx, Guid accountId, Guid passkeyId, StaysIn stays)
    {
        var account = await AccountTable.FindAsync(tx, accountId);
        if (account is null || account is { Authenticator: null, Passkeys: <= 1, HasTexts: false })
        {
            return null;
        }

        var name = await PasskeyTable.RemoveAsync(tx, accountId, passkeyId);
        if (name is not null)
        {
            await StampAsync(tx, accountId, stays);
        }

        return name;
    }

    public async Task<Factors> FactorsAsync(Guid accountId, CancellationToken ct = default)
    {
        var account = await _accounts.FindAsync(accountId, ct);
        return new(
            account?.Authenticator is not null,
            await _passkeys.OfAccountAsync(accountId, ct),
            await _codes.LeftAsync(accountId, ct)
        )
        {
            HasTexts = account?.HasTexts ?? false,
            TextNumberEnd = _keys.OpenMobile(accountId, account?.TextMobile)?[^3..],
            MayUseTexts = account?.MayUseTexts ?? false,
        };
    }

    /// <summary>What kept trying to sign in with an old password, the latest first.</summary>
    public async Task<IReadOnlyList<FailedTry>> FailedTriesAsync(Guid accountId, CancellationToken ct = default) =>
        await _accounts.FindAsync(accountId, ct) is { } account ? await _failed.OfNameAsync(account.UserName, ct) : [];

    /// <summary>Sends a code to a number that is to become a second way. False when too many were sent.</summary>
    public Task<bool> SendProofAsync(Guid accountId, string mobile, CancellationToken ct = default) =>
        _texts.SendAsync(accountId, TextCodeFor.ProvingNumber, accountId, mobile, ct);

    /// <summary>The number that the code was sent to, once; null if it is not the code.</summary>
    public Task<string?> ProvenNumberAsync(Guid accountId, string code, CancellationToken ct = default) =>
        _texts.TakeAsync(accountId, TextCodeFor.ProvingNumber, accountId, code, ct);

    /// <summary>A code to an address outside the service; false when the account was sent too many.</summary>
    public Task<bool> SendEmailProofAsync(Guid accountId, string email, CancellationToken ct = default) =>
        _texts.SendAsync(accountId, TextCodeFor.ProvingEmail, accountId, email, ct);

    /// <summary>The address that the code was sent to, once; null if it is not the code.</summary>
    public Task<string?> ProvenEmailAsync(Guid accountId, string code, CancellationToken ct = default) =>
        _texts.TakeAsync(accountId, TextCodeFor.ProvingEmail, accountId, code, ct);

    public async Task AddTextsAsync(WriteTransaction tx, Guid accountId, string mobile, StaysIn stays)
    {
        await TaskTable.SetTextsAsync(tx, accountId, _keys.SealMobile(accountId, mobile));
        await StampAsync(tx, accountId, stays);
    }

    /// <summary>False, and nothing changed, if it is not there or the last way to prove that it is them.</summary>
    public async Task<bool> RemoveTextsAsync(WriteTransaction tx, Guid accountId, StaysIn stays)
    {
        var account = await AccountTable.FindAsync(tx, accountId);
        if (account is not { TextMobile: not null } || account is { Authenticator: null, Passkeys: 0 })
        {
            return false;
        }

        await TaskTable.SetTextsAsync(tx, accountId, null);
        await StampAsync(tx, accountId, stays);
        return true;
    }

    /// <summary>Ten new recovery codes, told once; those before do not work any more.</summary>
    public async Task<IReadOnlyList<string>> NewCodesAsync(WriteTransaction tx, Guid accountId)
    {
        var codes = Readable.RecoveryCodes();
        await _codes.ReplaceAsync(tx, accountId, codes);
        return codes;
    }

    public Task<long> CodesLeftAsync(WriteTransaction tx, Guid accountId) => RecoveryCodeTable.LeftAsync(tx, accountId);

    /// <summary>The person said that they have them.</summary>
    public Task KeepCodesAsync(WriteTransaction tx, Guid accountId) =>
        TaskTable.KeepCodesAsync(tx, accountId, _time.GetUtcNow());

    public Task SetProfileAsync(WriteTransaction tx, Guid accountId, AccountProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return TaskTable.SetProfileAsync(
            tx,
            accountId,
            profile,
            _keys.SealMobile(accountId, profile.Mobile),
            _time.GetUtcNow()
        );
    }

    /// <summary>Every task is done: all doors open. False if they were open before.</summary>
    public async Task<bool> OpenAsync(WriteTransaction tx, Guid accountId)
    {
        if (await AccountTable.FindAsync(tx, accountId) is not { Opened: null })
        {
            return false;
        }

        await TaskTable.SetOpenedAsync(tx, accountId, _time.GetUtcNow());
        await TaskTable.BecomeActiveAsync(tx, accountId, _time.GetUtcNow());
        return true;
    }

    private async Task StampAsync(WriteTransaction tx, Guid accountId, StaysIn stays)
    {
        var ended = await TaskTable.StampAsync(tx, accountId, stays);
        tx.AfterCommit(() => _endings.End(ended));
    }
}
