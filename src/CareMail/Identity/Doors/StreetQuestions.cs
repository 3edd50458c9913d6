using CareMail.Hosting;
using CareMail.Identity.SignIn;

namespace CareMail.Identity.Doors;

/// <summary>How often one network may ask what anybody may ask before they sign in.</summary>
public sealed class StreetQuestions
{
    private readonly Attempts _attempts;
    private readonly IdentityLimits _limits;
    private readonly CareMailSettings _settings;

    internal StreetQuestions(Attempts attempts, IdentityLimits limits, CareMailSettings settings) =>
        (_attempts, _limits, _settings) = (attempts, limits, settings);

    public async Task<bool> MayAskAsync(HttpContext context, string what, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var from = context.Connection.RemoteIpAddress;
        return _settings.TrustedNets.Holds(from)
            || await _attempts.TakeAsync(
                [new Try($"{what} from {NetworkOf.Address(from)}", _limits.StreetQuestions, Forgiven: false)],
                ct
            );
    }
}
