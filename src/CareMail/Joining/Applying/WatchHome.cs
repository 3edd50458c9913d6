using CareMail.Access;

namespace CareMail.Joining.Applying;

/// <summary>"Tell me when this changes": an address to write to on the day the registers say yes.</summary>
internal sealed class WatchHome
{
    private readonly WatchTable _watches;
    private readonly Guesses _guesses;
    private readonly JoiningLimits _limits;
    private readonly string _ownDomain;

    public WatchHome(WatchTable watches, Guesses guesses, JoiningLimits limits, Hosting.CareMailSettings settings) =>
        (_watches, _guesses, _limits, _ownDomain) = (watches, guesses, limits, settings.Domain);

    public async Task<Outcome<Home>> RunAsync(Home home, string? email, string network, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(home);
        if (!ApplicantEmail.Read(email, _ownDomain).IsDone(out var address, out var wrong))
        {
            return wrong;
        }

        var tries = new Dictionary<string, TryAllowance> { ["watches from " + network] = _limits.LettersByNetwork };
        if (!await _guesses.TakeAsync(tries, ct))
        {
            return new Refusal("Too many at once: try again in an hour.", "Email");
        }

        await _watches.AddAsync(home.Asked, home.Name, address.Address.ToString(), ct);
        return home;
    }
}
