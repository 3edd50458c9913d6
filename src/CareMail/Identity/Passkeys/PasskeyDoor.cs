using CareMail.Hosting;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Passkeys;

/// <summary>
/// Passkeys (W3C Web Authentication, level 3), checked by ASP.NET Core Identity's own handler. What is to be signed lies in
/// the database and is taken once; the browser holds only its number.
/// </summary>
public sealed class PasskeyDoor
{
    private static readonly TimeSpan ChallengeLife = TimeSpan.FromMinutes(5);

    private readonly IPasskeyHandler<Account> _handler;
    private readonly UserManager<Account> _accounts;
    private readonly ChallengeTable _challenges;
    private readonly Attempts _attempts;
    private readonly IdentityLimits _limits;
    private readonly CareMailSettings _settings;

    internal PasskeyDoor(
        IPasskeyHandler<Account> handler,
        UserManager<Account> accounts,
        ChallengeTable challenges,
        Attempts attempts,
        IdentityLimits limits,
        CareMailSettings settings
    )
    {
        _handler = handler;
        _accounts = accounts;
        _challenges = challenges;
        _attempts = attempts;
        _limits = limits;
        _settings = settings;
    }

    /// <summary>What the browser's <c>navigator.credentials.create</c> is given, as JSON; null when asked too often.</summary>
    public async Task<string?> CreationOptionsAsync(HttpContext context, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await _accounts.FindByIdAsync(accountId.ToString()) is not { } account || !await MayAskAsync(context, ct))
        {
            return null;
        }

        var made = await _handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = account.Id.ToString(),
                Name = account.UserName,
                DisplayName = account.DisplayName,
            },
            context
        );
        await RememberAsync(context, made.AttestationState!, ct);
        return made.CreationOptionsJson;
    }

    /// <summary>Null if what the browser sent is not a new passkey of this account, made for us just now.</summary>
    public async Task<NewPasskey?> AttestAsync(
        HttpContext context,
        Guid accountId,
        string credential,
        CancellationToken ct
    )
    {
        if (await ChallengeAsync(context, ct) is not { } state)
        {
            return null;
        }

        var result = await _handler.PerformAttestationAsync(
            new PasskeyAttestationContext
            {
                HttpContext = context,
                CredentialJson = credential,
                AttestationState = state,
            }
        );
        return result.Succeeded && result.UserEntity.Id == accountId.ToString() ? new NewPasskey(result.Passkey) : null;
    }

    /// <summary>
    /// What <c>navigator.credentials.get</c> is given, as JSON; null when asked too often. Nobody is named in it: a list of
    /// somebody's passkeys would tell who has an account.
    /// </summary>
    public async Task<string?> RequestOptionsAsync(HttpContext context, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!await MayAskAsync(context, ct))
        {
            return null;
        }

        var made = await _handler.MakeRequestOptionsAsync(null, context);
        await RememberAsync(context, made.AssertionState!, ct);
        return made.RequestOptionsJson;
    }

    /// <summary>Whose passkey signed what we asked for just now; null if nobody's did.</summary>
    internal async Task<AssertedPasskey?> AssertAsync(HttpContext context, string credential, CancellationToken ct)
    {
        if (await ChallengeAsync(context, ct) is not { } state)
        {
            return null;
        }

        var result = await _handler.PerformAssertionAsync(
            new PasskeyAssertionContext
            {
                HttpContext = context,
                CredentialJson = credential,
                AssertionState = state,
            }
        );
        if (!result.Succeeded)
        {
            return null;
        }

        // Keeps the count of signatures, by which a copied passkey is found out.
        await _accounts.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return new AssertedPasskey(result.User, Amr(result.Passkey));
    }

    // RFC 8176 §2: a key in hardware or, if it may be copied between devices, in software; the user was there and verified.
    internal static string Amr(UserPasskeyInfo passkey) => (passkey.IsBackupEligible ? "swk" : "hwk") + " user mfa";

    private async Task<bool> MayAskAsync(HttpContext context, CancellationToken ct)
    {
        var from = context.Connection.RemoteIpAddress;
        return _settings.TrustedNets.Holds(from)
            || await _attempts.TakeAsync(
                [new Try($"passkey from {NetworkOf.Address(from)}", _limits.PasskeyNetwork, Forgiven: false)],
                ct
            );
    }

    private async Task RememberAsync(HttpContext context, string state, CancellationToken ct)
    {
        var id = await _challenges.AddAsync(state, ChallengeLife, ct);
        context.Response.Cookies.Append(CookieName, id.ToString("N"), Cookie());
    }

    private async Task<string?> ChallengeAsync(HttpContext context, CancellationToken ct)
    {
        if (!Guid.TryParseExact(context.Request.Cookies[CookieName], "N", out var id))
        {
            return null;
        }

        context.Response.Cookies.Delete(CookieName, Cookie());
        return await _challenges.TakeAsync(id, ct);
    }

    private bool IsHttps => _settings.Url.Scheme == Uri.UriSchemeHttps;

    private string CookieName => (IsHttps ? "__Host-" : "") + "caremail-passkey";

    private CookieOptions Cookie() =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsHttps,
            Path = "/",
        };
}

/// <summary>Somebody who proved with a passkey who they are.</summary>
internal sealed record AssertedPasskey(Account Account, string Amr);
