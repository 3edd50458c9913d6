using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using CareMail.Hosting;
using CareMail.Identity.Applications;
using CareMail.Identity.Devices;
using CareMail.Identity.External;
using CareMail.Identity.Passwords;
using CareMail.Identity.Secrets;
using CareMail.Identity.SignIn;
using CareMail.Identity.Tasks;
using CareMail.Policies;

namespace CareMail.Identity;

/// <summary>How a mail program's sign-in ended.</summary>
public enum MailSignInOutcome
{
    Accepted,

    /// <summary>Wrong name, wrong password or the web password: never said which.</summary>
    Refused,

    /// <summary>Too many different wrong passwords from this network. The account itself is not locked.</summary>
    TryLater,

    /// <summary>The device password is right, but tasks of the first sign-in, or after a reset, are due.</summary>
    NotYetActive,

    /// <summary>The device password is right, but the person's own has run out: they choose a new one in the browser.</summary>
    PasswordRunOut,

    /// <summary>The device password is right, but the account is locked, disabled or left.</summary>
    Closed,
}

/// <summary>What a mail program signed in with; asked again by long connections.</summary>
public readonly record struct MailSession(Guid AccountId, Guid DevicePasswordId);

/// <param name="Account">Set when, and only when, the outcome is Accepted.</param>
public sealed record MailSignInResult(MailSignInOutcome Outcome, SignedInAccount? Account, MailSession Session);

/// <summary>
/// Signs mail programs in, by device password only: the web password is never accepted here, and failures here never lock
/// the web account. Nothing is cached. Every refusal takes the same time, whatever its reason.
/// </summary>
public sealed class MailSignIn
{
    private readonly DevicePasswordTable _devices;
    private readonly AccountTable _accounts;
    private readonly MailAttempts _attempts;
    private readonly LastUses _uses;
    private readonly FailedTries _failed;
    private readonly Activity _activity;
    private readonly ExternalTokens _tokens;
    private readonly ExternalLinks _links;
    private readonly MailApplications _applications;
    private readonly Endings _endings;
    private readonly IdentityKeys _keys;
    private readonly DatedPolicy _policy;
    private readonly OpenTasks _tasks;
    private readonly IdentityLimits _limits;
    private readonly CareMailSettings _settings;
    private readonly TimeProvider _time;

    internal MailSignIn(
        DevicePasswordTable devices,
        AccountTable accounts,
        MailAttempts attempts,
        LastUses uses,
        FailedTries failed,
        Activity activity,
        ExternalTokens tokens,
        ExternalLinks links,
        MailApplications applications,
        Endings endings,
        IdentityKeys keys,
        DatedPolicy policy,
        OpenTasks tasks,
        IdentityLimits limits,
        CareMailSettings settings,
        TimeProvider time
    )
    {
        _devices = devices;
        _accounts = accounts;
        _attempts = attempts;
        _uses = uses;
        _failed = failed;
        _activity = activity;
        _tokens = tokens;
        _links = links;
        _applications = applications;
        _endings = endings;
        _keys = keys;
        _policy = policy;
        _tasks = tasks;
        _limits = limits;
        _settings = settings;
        _time = time;
    }

    /// <param name="userName">The person's address; without a domain, ours is meant.</param>
    /// <param name="door">"imap" or "submission": kept with the time of last use.</param>
    public async Task<MailSignInResult> AuthenticateAsync(
        string userName,
        string password,
        IPAddress from,
        string door,
        CancellationToken ct = default
    )
    {
        var started = Stopwatch.GetTimestamp();
        var result = await TryAsync(NameOf(userName), password, from, door, ct);
        if (result.Outcome is not MailSignInOutcome.Accepted)
        {
            await WaitUntilAsync(started, ct);
        }

        return result;
    }

    /// <summary>Tokens of another service are taken: OAUTHBEARER is spoken.</summary>
    public bool TakesTokens => _tokens.AreTaken;

    /// <summary>By an access token of the configured provider, for the account that its person linked.</summary>
    /// <param name="userName">Whom the mail program wants to be; empty: whoever the token is of.</param>
    public async Task<MailSignInResult> AuthenticateTokenAsync(
        string userName,
        string token,
        IPAddress from,
        string door,
        CancellationToken ct = default
    )
    {
        var started = Stopwatch.GetTimestamp();
        var result = await TryTokenAsync(userName, token, from, ct);
        if (result.Outcome is not MailSignInOutcome.Accepted)
        {
            await WaitUntilAsync(started, ct);
        }

        return result;
    }

    private async Task<MailSignInResult> TryTokenAsync(
        string userName,
        string token,
        IPAddress from,
        CancellationToken ct
    )
    {
        var network = NetworkOf.Address(from);
        var limited = !_settings.TrustedNets.Holds(from);
        if (limited && !_attempts.MayTry("token", network))
        {
            return No(MailSignInOutcome.TryLater);
        }

        if (
            await _tokens.ReadAsync(token, ct) is not { } person
            || await _links.FindAsync(person, ct) is not { } link
            || await _accounts.FindAsync(link.AccountId, ct) is not { } account
            || (userName.Length > 0 && NameOf(userName) != account.UserNameKey)
        )
        {
            if (limited)
            {
                _attempts.Wrong("token", network, _keys.OfDevicePassword(token));
            }

            return No(MailSignInOutcome.Refused);
        }

        var now = _time.GetUtcNow();
        return account switch
        {
            { State: not (AccountState.New or AccountState.Active) } => No(MailSignInOutcome.Closed),
            { State: AccountState.New } or { Opened: null } => No(MailSignInOutcome.NotYetActive),
            { PasswordSet: { } set }
                when (await _policy.PasswordsAsync(now, ct)).EndOf(set, account.HasFactor) <= now => No(
                MailSignInOutcome.PasswordRunOut
            ),
            _ when !await _tasks.MailIsOpenAsync(account.Id, ct) => No(MailSignInOutcome.NotYetActive),
            _ => new(
                MailSignInOutcome.Accepted,
                account.As(await _accounts.RolesOfAsync(account.Id, ct)),
                new MailSession(account.Id, link.Id)
            ),
        };
    }

    /// <summary>False once the device password or the link was removed, or the account closed.</summary>
    public async Task<bool> StillValidAsync(MailSession session, CancellationToken ct = default)
    {
        var valid =
            (
                await _devices.IsValidAsync(session.AccountId, session.DevicePasswordId, ct)
                || (await _links.ValidAmongAsync([session.DevicePasswordId], ct)).Count == 1
            ) && await _tasks.MailIsOpenAsync(session.AccountId, ct);
        if (valid)
        {
            // A phone that stays connected for weeks is in use.
            _activity.Note(session.AccountId, _time.GetUtcNow());
            return true;
        }

        return (await _applications.ValidAmongAsync([session.DevicePasswordId], ct)).Count == 1;
    }

    /// <summary>Calls back, once, as soon as this process ends what the session stands on: "remove it here and it stops at once".</summary>
    public IDisposable WhenEnded(MailSession session, Action ended) => _endings.When(session.DevicePasswordId, ended);

    private async Task<MailSignInResult> TryAsync(
        string name,
        string password,
        IPAddress from,
        string door,
        CancellationToken ct
    )
    {
        var network = NetworkOf.Address(from);
        var hashedName = Convert.ToHexStringLower(_keys.OfAttempt(name).AsSpan(..8));
        var limited = !_settings.TrustedNets.Holds(from);
        if (limited && !_attempts.MayTry(hashedName, network))
        {
            return No(MailSignInOutcome.TryLater);
        }

        // A device password has 140 random bits: an HMAC under a key that is not in the database is as hard to undo as a
        // slow hash, and a sign-in costs the mail doors microseconds.
        var lookup = _keys.OfDevicePassword(Readable.Plain(password));
        var found = await _devices.FindAsync(name, lookup, ct);
        if (
            found is not { DevicePasswordId: { } deviceId }
            || !CryptographicOperations.FixedTimeEquals(lookup, found.Lookup)
        )
        {
            if (await _applications.SignInAsync(name, lookup, ct) is var (system, passwordId))
            {
                return new(MailSignInOutcome.Accepted, system, new MailSession(system.Id, passwordId));
            }

            if (limited)
            {
                _attempts.Wrong(hashedName, network, lookup);
            }

            var device = await _devices.RemovedNameAsync(name, lookup, ct);
            _failed.Note(name, door, device is null ? "A mail program" : $"{device} (removed)", from.ToString());

            return No(MailSignInOutcome.Refused);
        }

        return found.State switch
        {
            AccountState.Locked
            or AccountState.Disabled
            or AccountState.Left
            or AccountState.Deleted
            or AccountState.Gone => No(MailSignInOutcome.Closed),
            AccountState.New => No(MailSignInOutcome.NotYetActive),
            // After a reset: the tasks come first, as at the first sign-in.
            AccountState.Active when found.Opened is null => No(MailSignInOutcome.NotYetActive),
            AccountState.Active when await HasRunOutAsync(found, ct) => No(MailSignInOutcome.PasswordRunOut),
            // A campaign in its last stage: mail keeps arriving, and is read when its task is done.
            AccountState.Active when !await _tasks.MailIsOpenAsync(found.Id, ct) => No(MailSignInOutcome.NotYetActive),
            AccountState.Active => await InAsync(found, deviceId, door, ct),
        };
    }

    private async ValueTask<bool> HasRunOutAsync(MailCandidate found, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        return found.PasswordSet is { } set
            && (await _policy.PasswordsAsync(now, ct)).EndOf(set, found.HasFactor) <= now;
    }

    private async Task<MailSignInResult> InAsync(MailCandidate found, Guid device, string door, CancellationToken ct)
    {
        _uses.Note(device, door, _time.GetUtcNow());
        _activity.Note(found.Id, _time.GetUtcNow());
        var roles = await _accounts.RolesOfAsync(found.Id, ct);
        return new(MailSignInOutcome.Accepted, found.As(roles), new MailSession(found.Id, device));
    }

    private string NameOf(string userName)
    {
        var name = AccountTable.KeyOf(userName);
        return name.Contains('@', StringComparison.Ordinal) ? name : $"{name}@{_settings.Domain}";
    }

    private Task WaitUntilAsync(long started, CancellationToken ct)
    {
        var left = _limits.MailRefusal - Stopwatch.GetElapsedTime(started);
        return left > TimeSpan.Zero ? Task.Delay(left, ct) : Task.CompletedTask;
    }

    private static MailSignInResult No(MailSignInOutcome outcome) => new(outcome, null, default);
}
