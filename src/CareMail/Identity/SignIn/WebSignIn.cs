using System.Net;
using CareMail.Hosting;
using CareMail.Identity.Secrets;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.SignIn;

internal enum SignInStep
{
    /// <summary>Wrong name or password; never said which.</summary>
    Wrong,

    /// <summary>Too many tries, or too many people at once.</summary>
    TryLater,

    /// <summary>The password is right; the code of the authenticator app comes next.</summary>
    CodeNext,

    /// <summary>The password is right, and there is no second factor yet: setting one up is among the tasks.</summary>
    TasksNext,

    /// <summary>The temporary password is right, and has run out.</summary>
    RunOut,

    /// <summary>The password is right; the account is locked, disabled or left.</summary>
    Closed,

    /// <summary>Both are right.</summary>
    In,
}

/// <summary>The two questions of the web door. Each try is counted before it is checked.</summary>
internal sealed class WebSignIn(
    UserManager<Account> accounts,
    PasswordHashing hashing,
    Attempts attempts,
    TextCodes texts,
    IdentityKeys keys,
    IdentityLimits limits,
    CareMailSettings settings,
    TimeProvider time
)
{
    public async Task<(SignInStep Step, Account? Account)> PasswordAsync(
        string userName,
        string password,
        IPAddress? from,
        CancellationToken ct
    )
    {
        var name = AccountTable.KeyOf(userName);
        var tries = TriesAt(name, from);
        if (!await attempts.TakeAsync(tries, ct))
        {
            return (SignInStep.TryLater, null);
        }

        // A name nobody has is checked too, against nobody's password: the answer takes the same time.
        var account = await accounts.FindByNameAsync(name);
        var known = account is { PasswordHash: not null };
        var tested = known ? account! : new Account { PasswordHash = hashing.NobodysHash };
        switch (await hashing.CheckAsync(() => IsRightAsync(tested, password), ct))
        {
            case null:
                return (SignInStep.TryLater, null);
            case false:
            case true when !known:
                return (SignInStep.Wrong, null);
        }

        await attempts.ForgetAsync(
            [.. tries.Where(t => t.Forgiven).Select(t => t.Key)],
            [.. tries.Where(t => !t.Forgiven).Select(t => t.Key)],
            ct
        );
        return (StepFor(account!), account);
    }

    public static string KeyOf(string name) => $"web {name}";

    public static string KeyOf(string name, string network) => $"web {name} from {network}";

    public static string CodeKeyOf(Guid accountId) => $"code {accountId}";

    /// <summary>Sends a code to the number that is the account's second way; false when it was sent too many.</summary>
    public async Task<bool> SendTextAsync(Account account, Guid arrival, CancellationToken ct) =>
        account.HasTexts
        && await texts.SendAsync(
            account.Id,
            TextCodeFor.SigningIn,
            arrival,
            keys.OpenMobile(account.Id, account.TextMobile)!,
            ct
        );

    /// <summary>The end of the number a code is sent to, by which its owner knows it.</summary>
    public string? TextNumberEnd(Account account) => keys.OpenMobile(account.Id, account.TextMobile)?[^3..];

    public Task<SignInStep> CodeAsync(Account account, string code, bool recovery, CancellationToken ct) =>
        CodeAsync(
            account,
            async () =>
                recovery
                    ? (await accounts.RedeemTwoFactorRecoveryCodeAsync(account, code)).Succeeded
                    : await accounts.VerifyTwoFactorTokenAsync(
                        account,
                        TokenOptions.DefaultAuthenticatorProvider,
                        code
                    ),
            ct
        );

    public Task<SignInStep> TextAsync(Account account, Guid arrival, string code, CancellationToken ct) =>
        CodeAsync(
            account,
            async () =>
                account.HasTexts
                && await texts.TakeAsync(account.Id, TextCodeFor.SigningIn, arrival, code, ct) is not null,
            ct
        );

    private async Task<SignInStep> CodeAsync(Account account, Func<Task<bool>> check, CancellationToken ct)
    {
        var key = CodeKeyOf(account.Id);
        if (!await attempts.TakeAsync([new Try(key, limits.Code, Forgiven: true)], ct))
        {
            return SignInStep.TryLater;
        }

        if (!await check())
        {
            return SignInStep.Wrong;
        }

        await attempts.ForgetAsync([key], [], ct);
        return SignInStep.In;
    }

    /// <summary>Whether it is the password of somebody signed in, counted like every try.</summary>
    public async Task<SignInStep> ConfirmAsync(
        Guid accountId,
        string password,
        IPAddress? from,
        CancellationToken ct
    ) =>
        await accounts.FindByIdAsync(accountId.ToString()) is { } account
            ? (await PasswordAsync(account.UserName, password, from, ct)).Step
            : SignInStep.Wrong;

    /// <summary>What comes after the password, or after a passkey.</summary>
    public SignInStep StepFor(Account account) =>
        account.State switch
        {
            AccountState.Locked
            or AccountState.Disabled
            or AccountState.Left
            or AccountState.Deleted
            or AccountState.Gone => SignInStep.Closed,
            AccountState.New or AccountState.Active => account.TemporaryUntil <= time.GetUtcNow() ? SignInStep.RunOut
            : account.HasFactor ? SignInStep.CodeNext
            : SignInStep.TasksNext,
        };

    private async Task<bool> IsRightAsync(Account account, string password) =>
        password.Length <= limits.PasswordLength && await accounts.CheckPasswordAsync(account, password);

    private IReadOnlyList<Try> TriesAt(string name, IPAddress? from)
    {
        if (settings.TrustedNets.Holds(from))
        {
            return [];
        }

        var network = NetworkOf.Address(from);
        return
        [
            new(KeyOf(name, network), limits.NameAtNetwork, Forgiven: true),
            new(KeyOf(name), limits.Name, Forgiven: false),
            new($"web from {network}", limits.Network, Forgiven: false),
        ];
    }
}
