using System.Net;

namespace CareMail.Identity;

/// <summary>How a mail program's sign-in ended.</summary>
public enum MailSignInOutcome
{
    Accepted,

    /// <summary>Wrong name, wrong password or the web password: never said which.</summary>
    Refused,

    /// <summary>Too many different wrong passwords from this network. The account itself is not locked.</summary>
    TryLater,

    /// <summary>The device password is right, but the person has not finished joining.</summary>
    NotYetActive,

    /// <summary>The device password is right, but the account is locked, disabled or left.</summary>
    Closed,
}

/// <summary>What a mail program signed in with; asked again by long connections.</summary>
public readonly record struct MailSession(Guid AccountId, Guid DevicePasswordId);

/// <param name="Account">Set when, and only when, the outcome is Accepted.</param>
public sealed record MailSignInResult(MailSignInOutcome Outcome, SignedInAccount? Account, MailSession Session);

/// <summary>
/// Signs mail programs in, by device password only: the web password is never accepted here, and failures here never lock
/// the web account. Unknown names, wrong passwords and closed accounts take the same time.
/// </summary>
public sealed class MailSignIn
{
    /// <param name="door">"imap" or "submission": kept with the time of last use.</param>
    public Task<MailSignInResult> AuthenticateAsync(
        string userName,
        string password,
        IPAddress from,
        string door,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>False once the device password was removed or the account closed.</summary>
    public Task<bool> StillValidAsync(MailSession session, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Calls back, once, as soon as the session must end: "remove it here and it stops at once".</summary>
    public IDisposable WhenEnded(MailSession session, Action ended) => throw new NotImplementedException();
}
