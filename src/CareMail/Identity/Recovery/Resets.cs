using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CareMail.Hosting;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Secrets;
using CareMail.Identity.SignIn;
using CareMail.Storage;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Recovery;

/// <summary>How somebody who cannot sign in proves who they are. The numbers are stored: never reuse one.</summary>
public enum ResetWay
{
    App = 1,
    Text = 2,
    RecoveryCode = 3,
    Passkey = 4,
}

/// <summary>Where a reset has got to. The numbers are stored.</summary>
public enum ResetStep
{
    /// <summary>An address was typed.</summary>
    Asked = 1,

    /// <summary>A code of that account was typed.</summary>
    Proven = 2,

    /// <summary>The password is changed, or the account unlocked with the old one.</summary>
    Done = 3,
}

/// <summary>A reset this browser began.</summary>
public sealed class OpenReset
{
    public Guid Id { get; init; }

    /// <summary>Null when nobody has the address, or may not reset: the pages must not tell.</summary>
    internal Guid? AccountId { get; init; }
    public ResetStep Step { get; init; }
    public ResetWay? Way { get; init; }
    internal string? SecurityStamp { get; init; }
    internal DateTimeOffset Ends { get; init; }

    /// <summary>Known once it is proven.</summary>
    public Guid Person =>
        Step is not ResetStep.Asked && AccountId is { } id
            ? id
            : throw new InvalidOperationException("Nobody has proven who they are here.");
}

public enum ResetProof
{
    Proven,
    Wrong,

    /// <summary>Too many tries, too late, or begun in another browser: from the start.</summary>
    Over,
}

/// <summary>
/// Getting back in alone: an address, a code, then a new password. A reset is a row and a random key in the browser that
/// began it; the key changes when the code is right, so a key that was planted opens nothing. For an address nobody has there
/// is a row too, and every answer has the same words and takes the same time. A GET changes nothing, and there is no link.
/// </summary>
public sealed class Resets
{
    private readonly Database _database;
    private readonly AccountTable _accounts;
    private readonly UserManager<Account> _manager;
    private readonly TextCodes _texts;
    private readonly Attempts _attempts;
    private readonly PasskeyDoor _passkeys;
    private readonly IdentityKeys _keys;
    private readonly IdentityLimits _limits;
    private readonly CareMailSettings _settings;
    private readonly TimeProvider _time;

    internal Resets(
        Database database,
        AccountTable accounts,
        UserManager<Account> manager,
        TextCodes texts,
        Attempts attempts,
        PasskeyDoor passkeys,
        IdentityKeys keys,
        IdentityLimits limits,
        CareMailSettings settings,
        TimeProvider time
    )
    {
        _database = database;
        _accounts = accounts;
        _manager = manager;
        _texts = texts;
        _attempts = attempts;
        _passkeys = passkeys;
        _keys = keys;
        _limits = limits;
        _settings = settings;
        _time = time;
    }

    private bool IsHttps => _settings.Url.Scheme == Uri.UriSchemeHttps;

    private string CookieName => (IsHttps ? "__Host-" : "") + "caremail-reset";

    /// <summary>False when asked too often.</summary>
    public async Task<bool> BeginAsync(HttpContext context, string userName, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var started = Stopwatch.GetTimestamp();
        var name = AccountTable.KeyOf(userName);
        var begun = await _attempts.TakeAsync(TriesAt(name, context.Connection.RemoteIpAddress), ct);
        if (begun)
        {
            var account = await _accounts.FindByNameAsync(name, ct);
            var key = NewKey();
            await InsertAsync(account is { IsResettable: true } ? account : null, key, ct);
            context.Response.Cookies.Append(CookieName, key, Cookie());
        }

        await WaitAsync(started, ct);
        return begun;
    }

    /// <summary>The reset of this browser, while it lasts.</summary>
    public Task<OpenReset?> FindAsync(HttpContext context, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Cookies[CookieName] is { Length: > 0 } key
            ? _database.QuerySingleOrDefaultAsync<OpenReset>(
                $"SELECT {Columns} FROM identity_reset WHERE key_hash = @hash AND ends > @now",
                new { hash = HashOf(key), now = _time.GetUtcNow() },
                ct
            )
            : Task.FromResult<OpenReset?>(null);
    }

    /// <summary>How the person wants to prove it. By text: the message is sent, if there is somebody to send it to.</summary>
    public async Task ChooseAsync(OpenReset reset, ResetWay way, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reset);
        var started = Stopwatch.GetTimestamp();
        await _database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "UPDATE identity_reset SET way = @way WHERE id = @Id AND step = @asked",
                    new
                    {
                        reset.Id,
                        way,
                        asked = ResetStep.Asked,
                    }
                ),
            ct
        );
        if (way is ResetWay.Text && await NumberOfAsync(reset, ct) is { } to)
        {
            await _texts.SendAsync(to.AccountId, TextCodeFor.Resetting, reset.Id, to.Mobile, ct);
        }

        await WaitAsync(started, ct);
    }

    public async Task<ResetProof> ProveAsync(HttpContext context, OpenReset reset, string typed, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(reset);
        var started = Stopwatch.GetTimestamp();
        var proof =
            !await TakeTryAsync(reset, ct) ? ResetProof.Over
            : await IsRightAsync(reset, typed, ct) ? await ProvenAsync(context, reset, ct)
            : ResetProof.Wrong;
        await WaitAsync(started, ct);
        return proof;
    }

    /// <summary>A passkey says itself whose it is, and must be of the account whose address was typed.</summary>
    public async Task<ResetProof> ProveByPasskeyAsync(
        HttpContext context,
        OpenReset reset,
        string credential,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(reset);
        if (!await TakeTryAsync(reset, ct))
        {
            return ResetProof.Over;
        }

        if (
            await _passkeys.AssertAsync(context, credential, ct) is not { } asserted
            || asserted.Account.Id != reset.AccountId
        )
        {
            return ResetProof.Wrong;
        }

        await ChooseAsync(reset, ResetWay.Passkey, ct);
        return await ProvenAsync(context, reset, ct);
    }

    /// <summary>The last step, once: false if it was done before, took too long, or the account changed meanwhile.</summary>
    public async Task<bool> FinishAsync(WriteTransaction tx, OpenReset reset)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(reset);
        var now = _time.GetUtcNow();
        return await tx.ExecuteAsync(
                """
                UPDATE identity_reset SET step = @done, ends = @ends
                WHERE id = @Id AND step = @proven AND ends > @now AND security_stamp = (
                    SELECT security_stamp FROM identity_account WHERE id = identity_reset.account_id AND state = @active)
                """,
                new
                {
                    reset.Id,
                    now,
                    ends = now + _limits.ResetShown,
                    done = ResetStep.Done,
                    proven = ResetStep.Proven,
                    active = AccountState.Active,
                }
            ) == 1;
    }

    /// <summary>Whoever got back in is not kept out by what was mistyped before.</summary>
    public async Task UnlockAsync(HttpContext context, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await _accounts.FindAsync(accountId, ct) is { } account)
        {
            var name = account.UserNameKey;
            await _attempts.ForgetAsync(
                [
                    WebSignIn.KeyOf(name),
                    WebSignIn.KeyOf(name, NetworkOf.Address(context.Connection.RemoteIpAddress)),
                    WebSignIn.CodeKeyOf(accountId),
                ],
                [],
                ct
            );
        }
    }

    private const string Columns =
        "id AS Id, account_id AS AccountId, step AS Step, way AS Way, security_stamp AS SecurityStamp, ends AS Ends";

    private Task<int> InsertAsync(Account? account, string key, CancellationToken ct) =>
        _database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO identity_reset (id, key_hash, account_id, security_stamp, step, tries, ends)
                    VALUES (@id, @hash, @account, @stamp, @asked, 0, @ends)
                    """,
                    new
                    {
                        id = Ids.New(),
                        hash = HashOf(key),
                        account = account?.Id,
                        stamp = account?.SecurityStamp,
                        asked = ResetStep.Asked,
                        ends = _time.GetUtcNow() + _limits.ResetLife,
                    }
                ),
            ct
        );

    /// <summary>A try is taken before anything is looked at: of this reset, and of the account's by the day.</summary>
    private async Task<bool> TakeTryAsync(OpenReset reset, CancellationToken ct)
    {
        var left = await _database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    UPDATE identity_reset SET tries = tries + 1
                    WHERE id = @Id AND step = @asked AND ends > @now AND tries < @ResetTries
                    """,
                    new
                    {
                        reset.Id,
                        asked = ResetStep.Asked,
                        now = _time.GetUtcNow(),
                        _limits.ResetTries,
                    }
                ),
            ct
        );
        var whose = reset.AccountId ?? reset.Id;
        return left == 1
            && await _attempts.TakeAsync([new Try($"reset code {whose}", _limits.ResetCodes, Forgiven: false)], ct);
    }

    private async Task<bool> IsRightAsync(OpenReset reset, string typed, CancellationToken ct)
    {
        if (reset.AccountId is not { } id || await _accounts.FindAsync(id, ct) is not { IsResettable: true } account)
        {
            return false;
        }

        return reset.Way switch
        {
            ResetWay.App => await _manager.VerifyTwoFactorTokenAsync(
                account,
                TokenOptions.DefaultAuthenticatorProvider,
                typed
            ),
            ResetWay.Text => await _texts.TakeAsync(id, TextCodeFor.Resetting, reset.Id, typed, ct) is not null,
            ResetWay.RecoveryCode => (await _manager.RedeemTwoFactorRecoveryCodeAsync(account, typed)).Succeeded,
            _ => false,
        };
    }

    private async Task<ResetProof> ProvenAsync(HttpContext context, OpenReset reset, CancellationToken ct)
    {
        var key = NewKey();
        var taken = await _database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    UPDATE identity_reset SET step = @proven, key_hash = @hash, ends = @ends
                    WHERE id = @Id AND step = @asked
                    """,
                    new
                    {
                        reset.Id,
                        hash = HashOf(key),
                        proven = ResetStep.Proven,
                        asked = ResetStep.Asked,
                        ends = _time.GetUtcNow() + _limits.ResetLife,
                    }
                ),
            ct
        );
        if (taken != 1)
        {
            return ResetProof.Over;
        }

        context.Response.Cookies.Append(CookieName, key, Cookie());
        return ResetProof.Proven;
    }

    /// <summary>
    /// The number that proved itself as a second way, else the one of the profile. Nobody with a role beyond their own mail
    /// gets in by text message: a number can be taken over at a shop counter.
    /// </summary>
    private async Task<(Guid AccountId, string Mobile)?> NumberOfAsync(OpenReset reset, CancellationToken ct) =>
        reset.AccountId is { } id
        && await _accounts.FindAsync(id, ct) is { IsResettable: true, MayUseTexts: true } account
        && (_keys.OpenMobile(id, account.TextMobile) ?? _keys.OpenMobile(id, account.Mobile)) is { } mobile
            ? (id, mobile)
            : null;

    private IReadOnlyList<Try> TriesAt(string name, IPAddress? from)
    {
        if (_settings.TrustedNets.Holds(from))
        {
            return [];
        }

        var network = NetworkOf.Address(from);
        return
        [
            new($"reset {name} from {network}", _limits.ResetNameAtNetwork, Forgiven: false),
            new($"reset {name}", _limits.ResetName, Forgiven: false),
            new($"reset from {network}", _limits.ResetNetwork, Forgiven: false),
        ];
    }

    private Task WaitAsync(long started, CancellationToken ct)
    {
        var left = _limits.ResetAnswer - Stopwatch.GetElapsedTime(started);
        return left > TimeSpan.Zero ? Task.Delay(left, ct) : Task.CompletedTask;
    }

    private CookieOptions Cookie() =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsHttps,
            Path = "/",
        };

    private static string NewKey() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
