using CareMail.Identity.Sessions;
using CareMail.Identity.SignIn;

namespace CareMail.Identity.Doors;

/// <summary>How a typed password ended that was asked for again.</summary>
public enum StepUpOutcome
{
    Confirmed,
    Wrong,
    TryLater,
}

/// <summary>
/// Whoever changes a password, a factor or a secret types the password again first: a tablet left signed in is not enough
/// to take an account over.
/// </summary>
public sealed class StepUp
{
    private readonly WebSignIn _signIn;
    private readonly SessionTable _sessions;
    private readonly IdentityLimits _limits;
    private readonly TimeProvider _time;

    internal StepUp(WebSignIn signIn, SessionTable sessions, IdentityLimits limits, TimeProvider time) =>
        (_signIn, _sessions, _limits, _time) = (signIn, sessions, limits, time);

    /// <summary>True for some minutes after the password was typed in this session.</summary>
    public bool IsFresh(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User.ConfirmedAt() is { } at && _time.GetUtcNow() - at < _limits.Confirmed;
    }

    public async Task<StepUpOutcome> ConfirmAsync(HttpContext context, string password, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var step = await _signIn.ConfirmAsync(
            context.User.Account()!.Id,
            password,
            context.Connection.RemoteIpAddress,
            ct
        );
        if (step is SignInStep.Wrong or SignInStep.TryLater)
        {
            return step is SignInStep.Wrong ? StepUpOutcome.Wrong : StepUpOutcome.TryLater;
        }

        await _sessions.ConfirmAsync(context.User.SessionId()!.Value, _time.GetUtcNow(), ct);
        return StepUpOutcome.Confirmed;
    }
}
