using CareMail.Access;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Joining.Applying;

/// <summary>A draft that was begun, and the key its applicant comes back with.</summary>
public sealed record BegunApplication(Application Application, ApplicantKey Key);

/// <summary>Begins a draft for a home that may apply, and sends the way back to it.</summary>
public sealed class StartApplication
{
    private readonly Database _database;
    private readonly Homes _homes;
    private readonly Applications _applications;
    private readonly ApplicantLetters _letters;
    private readonly JoiningKeys _keys;
    private readonly Guesses _guesses;
    private readonly JoiningLimits _limits;
    private readonly TimeProvider _time;
    private readonly string _ownDomain;

    internal StartApplication(
        Database database,
        Homes homes,
        Applications applications,
        ApplicantLetters letters,
        JoiningKeys keys,
        Guesses guesses,
        JoiningLimits limits,
        TimeProvider time,
        string ownDomain
    ) =>
        (_database, _homes, _applications, _letters, _keys, _guesses, _limits, _time, _ownDomain) = (
            database,
            homes,
            applications,
            letters,
            keys,
            guesses,
            limits,
            time,
            ownDomain
        );

    /// <param name="email">Where the way back is sent. A manager's work address will do: nothing else goes there.</param>
    /// <param name="network">Where the request came from: who counts as one place when tries are counted.</param>
    public async Task<Outcome<BegunApplication>> RunAsync(
        string asked,
        ApplicationRoute route,
        string? email,
        string network,
        CancellationToken ct = default
    )
    {
        var home = await _homes.FindAsync(asked, ct: ct);
        if (!home.MayBegin || (route is ApplicationRoute.FastTrack && !home.OffersFastTrack))
        {
            return new Refusal("This home cannot apply by this route today.");
        }

        if (!(await _homes.StandingAsync(home, ct)).IsFree)
        {
            return new Refusal("This home is here already, or has applied.");
        }

        if (!ApplicantEmail.Read(email, _ownDomain).IsDone(out var address, out var wrong))
        {
            return wrong;
        }

        var tries = new Dictionary<string, TryAllowance>
        {
            ["letter to " + address.Address.Key] = _limits.LettersByAddress,
            ["letters from " + network] = _limits.LettersByNetwork,
        };
        if (!await _guesses.TakeAsync(tries, ct))
        {
            return new Refusal("We have sent many links today. Try again tomorrow, or ask the helpdesk.", "Email");
        }

        return await _database.WriteAsync(tx => BeginAsync(tx, home, route, address.Address.ToString(), network), ct);
    }

    private async Task<Outcome<BegunApplication>> BeginAsync(
        WriteTransaction tx,
        Home home,
        ApplicationRoute route,
        string email,
        string network
    )
    {
        var id = Ids.New();
        var key = ApplicantKey.New(id);
        var now = _time.GetUtcNow();
        var begun = new Application
        {
            Id = id,
            Reference = JoiningKeys.NewReference(),
            Secret = _keys.Seal(id, key.Secret),
            State = ApplicationState.Draft,
            Version = 1,
            Route = route,
            Place = home.Place,
            SiteCode = home.SiteCode,
            LocationId = home.LocationId,
            Home = home.Name,
            // The short form asks for the town in its own words.
            Town = route is ApplicationRoute.FastTrack ? "" : home.Town,
            Postcode = home.Postcode,
            Email = _keys.Seal(id, email),
            Created = now,
            Expires = now + _limits.DraftLife,
        };
        await ApplicationTable.InsertAsync(tx, begun);
        await _applications.EventAsync(tx, id, EventKind.Begun, words: home.Decision.State.ToString());
        await _applications.RecordAsync(tx, "application.begin", begun, null, network);
        await _letters.WriteAsync(tx, begun, NoticeKind.DraftLink, ("until", JoiningTime.Day(begun.Expires)));
        return new BegunApplication(begun, key);
    }
}

/// <summary>Where an applicant is written to. Several people may read it: it gets no account, only the way back.</summary>
public sealed record ApplicantEmail
{
    private ApplicantEmail(Protocols.Addresses.EmailAddress address) => Address = address;

    public Protocols.Addresses.EmailAddress Address { get; }

    public static Outcome<ApplicantEmail> Read(string? typed, string ownDomain)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            return new Refusal("Enter an e-mail address", "Email");
        }

        if (
            !Protocols.Addresses.EmailAddress.TryParse(text, out var address)
            || !address.IsAscii
            || address.Domain.StartsWith('[')
            || !address.Domain.Contains('.', StringComparison.Ordinal)
        )
        {
            return new Refusal("Enter an e-mail address in the right form, like name@example.com", "Email");
        }

        return address.DomainKey == ownDomain
            ? new Refusal("Enter an e-mail address that you can read today, outside this service", "Email")
            : new ApplicantEmail(address);
    }
}
