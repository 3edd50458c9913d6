using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CareMail.Hosting;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Secrets;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Doors;

/// <summary>
/// A stronger proof than the password, for what stands in for all of it: another Account Secret. A passkey just used, or a
/// code of the authenticator app and one sent to the mobile together. It lies sealed in the browser, bound to the session,
/// and holds for some minutes.
/// </summary>
public sealed class OwnProof
{
    private const int CodeDigits = 6;
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    private static readonly Allowance Codes = new(5, TimeSpan.FromDays(1));
    private static readonly Allowance Guesses = new(5, TimeSpan.FromMinutes(10));

    private readonly PasskeyDoor _passkeys;
    private readonly WebSignIn _signIn;
    private readonly UserManager<Account> _accounts;
    private readonly Attempts _attempts;
    private readonly IDataProtector _protector;
    private readonly IdentityKeys _keys;
    private readonly IdentityLimits _limits;
    private readonly CareMailSettings _settings;
    private readonly TimeProvider _time;

    internal OwnProof(
        PasskeyDoor passkeys,
        WebSignIn signIn,
        UserManager<Account> accounts,
        Attempts attempts,
        IDataProtectionProvider protection,
        IdentityKeys keys,
        IdentityLimits limits,
        CareMailSettings settings,
        TimeProvider time
    )
    {
        _passkeys = passkeys;
        _signIn = signIn;
        _accounts = accounts;
        _attempts = attempts;
        _protector = protection.CreateProtector("identity/own-proof");
        _keys = keys;
        _limits = limits;
        _settings = settings;
        _time = time;
    }

    public bool IsFresh(HttpContext context) =>
        Read(context, ProofCookie) is { } proof
        && Belongs(context, proof)
        && proof.Code is null
        && proof.Ends > _time.GetUtcNow();

    /// <summary>Whether the passkey that signed just now is this person's own.</summary>
    public async Task<bool> ByPasskeyAsync(HttpContext context, string credential, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (
            await _passkeys.AssertAsync(context, credential, ct) is not { } asserted
            || asserted.Account.Id != context.User.Account()!.Id
        )
        {
            return false;
        }

        Prove(context);
        return true;
    }

    /// <summary>A code for the mobile on record, to be sent there and nowhere else; null when asked too often.</summary>
    public async Task<string?> NewCodeAsync(HttpContext context, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var me = context.User.Account()!.Id;
        if (!await _attempts.TakeAsync([new Try($"own proof sent {me}", Codes, Forgiven: false)], ct))
        {
            return null;
        }

        var code = RandomNumberGenerator.GetString("0123456789", CodeDigits);
        Write(
            context,
            CodeCookie,
            new Proof(context.User.SessionId()!.Value, me, _time.GetUtcNow() + CodeLife, Hash(me, code))
        );
        return code;
    }

    public bool IsCodeSent(HttpContext context) =>
        Read(context, CodeCookie) is { } sent && Belongs(context, sent) && sent.Ends > _time.GetUtcNow();

    /// <summary>Both codes together; a try is counted before it is looked at.</summary>
    public async Task<bool> ByCodesAsync(HttpContext context, string appCode, string sentCode, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(sentCode);
        var me = context.User.Account()!.Id;
        if (
            !await _attempts.TakeAsync([new Try($"own proof {me}", Guesses, Forgiven: false)], ct)
            || Read(context, CodeCookie) is not { Code: { } hash } sent
            || !Belongs(context, sent)
            || sent.Ends <= _time.GetUtcNow()
            || !CryptographicOperations.FixedTimeEquals(
                Convert.FromHexString(hash),
                Convert.FromHexString(Hash(me, sentCode.Trim()))
            )
            || await _accounts.FindByIdAsync(me.ToString()) is not { Authenticator: not null } account
            || await _signIn.CodeAsync(account, appCode, recovery: false, ct) is not SignInStep.In
        )
        {
            return false;
        }

        context.Response.Cookies.Delete(CodeCookie, Cookie());
        Prove(context);
        return true;
    }

    /// <summary>What it was for is done.</summary>
    public void Use(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Delete(ProofCookie, Cookie());
    }

    private void Prove(HttpContext context) =>
        Write(
            context,
            ProofCookie,
            new Proof(
                context.User.SessionId()!.Value,
                context.User.Account()!.Id,
                _time.GetUtcNow() + _limits.Confirmed,
                null
            )
        );

    private static bool Belongs(HttpContext context, Proof proof) =>
        proof.Session == context.User.SessionId() && proof.Account == context.User.Account()?.Id;

    private string Hash(Guid account, string code) =>
        Convert.ToHexString(
            _keys.OfAttempt(string.Create(CultureInfo.InvariantCulture, $"own proof {account} {code}"))
        );

    private Proof? Read(HttpContext context, string name)
    {
        if (context.Request.Cookies[name] is not { Length: > 0 } sealedText)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Proof>(_protector.Unprotect(sealedText));
        }
        catch (CryptographicException)
        {
            // Somebody else's, or of keys long gone: it proves nothing.
            return null;
        }
    }

    private void Write(HttpContext context, string name, Proof proof) =>
        context.Response.Cookies.Append(name, _protector.Protect(JsonSerializer.Serialize(proof)), Cookie());

    private bool IsHttps => _settings.Url.Scheme == Uri.UriSchemeHttps;

    private string ProofCookie => (IsHttps ? "__Host-" : "") + "caremail-proof";

    private string CodeCookie => (IsHttps ? "__Host-" : "") + "caremail-proof-code";

    private CookieOptions Cookie() =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsHttps,
            Path = "/",
        };

    /// <param name="Code">Hash of the code that was sent; null once all is proven.</param>
    private sealed record Proof(Guid Session, Guid Account, DateTimeOffset Ends, string? Code);
}
