using System.Globalization;
using CareMail.Eligibility;
using CareMail.Organisations;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>A home somebody wants to join for: what the registers call it, and what the rule says today.</summary>
/// <param name="Asked">The code or number it was asked for by.</param>
internal sealed record Home(string Asked, string Name, string Town, string Postcode, EligibilityDecision Decision)
{
    public string? SiteCode => Decision.SiteCode;

    public string? LocationId => Decision.LocationId;

    /// <summary>One name for it, however it was found.</summary>
    public string Place => LocationId ?? SiteCode ?? Asked;

    /// <summary>Who only knows that the registers know it.</summary>
    public bool IsKnown => Name.Length > 0;

    /// <summary>An application may be begun: it says yes, or a person has to look.</summary>
    public bool MayBegin =>
        IsKnown
        && Decision.State is not EligibilityState.MayNotApply
        && (Decision.State is EligibilityState.ManualReview || Decision.Routes.Contains(JoiningRoute.National));

    public bool OffersFastTrack => Decision.Routes.Contains(JoiningRoute.FastTrack);
}

/// <summary>What the service has to do with a home already.</summary>
/// <param name="Joined">It is here.</param>
/// <param name="Application">An application is before us.</param>
internal sealed record HomeStanding(Organisation? Joined, Application? Application)
{
    public bool IsFree => Joined is null && Application is null;
}

/// <summary>Looks homes up in the registers and in the service.</summary>
internal sealed class Homes(
    Database database,
    DecideEligibility decide,
    RegisterReader registers,
    OrganisationTable organisations,
    TimeProvider time
)
{
    /// <summary>Today in the United Kingdom, by which the rule decides.</summary>
    public DateOnly Today => JoiningTime.DayOf(time.GetUtcNow());

    /// <param name="typed">An ODS code or a CQC location ID.</param>
    public async Task<Home> FindAsync(string typed, DateOnly? on = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var day = on ?? Today;
        var asked = typed.Trim().ToUpperInvariant();
        var byLocation = asked.Contains('-', StringComparison.Ordinal);
        var question = byLocation
            ? EligibilityQuestion.AboutLocation(asked, day)
            : EligibilityQuestion.AboutOds(asked, day);
        var decision = await decide.ForAsync(question, ct);
        var site = decision.SiteCode ?? (byLocation ? null : asked);
        var records = site is null ? null : await registers.AboutCodeAsync(site, day, ct);
        var row = site is null ? null : records!.Site(site) ?? records.OdsRows(site).FirstOrDefault();
        var locationId = decision.LocationId ?? (byLocation ? asked : null);
        var location = locationId is null
            ? null
            : (await registers.AboutLocationAsync(locationId, day, ct)).Location(locationId);
        return new Home(
            asked,
            NameOf(row, location),
            row?.Town is { Length: > 0 } town ? Spoken(town) : TownIn(location),
            row?.Postcode is { Length: > 0 } postcode ? postcode : location?.Postcode ?? "",
            decision
        );
    }

    /// <summary>The home of an application, as the rule sees it today: by its location, which stays when codes change.</summary>
    public Task<Home> OfAsync(Application application, DateOnly? on = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(application);
        return FindAsync(application.LocationId ?? application.SiteCode ?? application.Place, on, ct);
    }

    public async Task<HomeStanding> StandingAsync(Home home, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(home);
        return new HomeStanding(
            home.SiteCode is { } code ? await organisations.FindByOdsAsync(code, ct) : null,
            await ApplicationTable.OpenOfPlaceAsync(database, home.Place, ct)
        );
    }

    private static string NameOf(OdsRow? row, CqcLocation? location) =>
        location is { Name.Length: > 0 } ? location.Name
        : row is null ? ""
        : Spoken(row.Name);

    // CQC writes the address in one piece: "7 Chapel Bank,Utopmouth".
    private static string TownIn(CqcLocation? location) =>
        location?.Entry?.Address.Split(',') is [.., var last] ? last.Trim() : "";

    /// <summary>ODS writes in capitals; nobody's home is called that loudly.</summary>
    internal static string Spoken(string capitals) =>
        capitals.Any(char.IsLower)
            ? capitals
            : CultureInfo.GetCultureInfo("en-GB").TextInfo.ToTitleCase(capitals.ToLowerInvariant());
}

/// <summary>Days and times as people here say them.</summary>
public static class JoiningTime
{
    private static readonly TimeZoneInfo Britain = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static DateOnly DayOf(DateTimeOffset when) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(when, Britain).DateTime);

    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", British);

    public static string Day(DateTimeOffset when) => Day(DayOf(when));

    /// <summary>"Today 06:50", "Yesterday 17:40", "18 November 2026, 09:12".</summary>
    public static string Moment(DateTimeOffset when, DateTimeOffset now)
    {
        var time = TimeZoneInfo.ConvertTime(when, Britain).ToString("HH:mm", British);
        return (DayOf(now).DayNumber - DayOf(when).DayNumber) switch
        {
            0 => $"Today {time}",
            1 => $"Yesterday {time}",
            _ => $"{Day(when)}, {time}",
        };
    }

    /// <summary>"2 h 10 min", "3 days".</summary>
    public static string Length(TimeSpan span) =>
        span < TimeSpan.FromHours(1) ? $"{Math.Max(0, (int)span.TotalMinutes)} min"
        : span < TimeSpan.FromDays(2) ? $"{(int)span.TotalHours} h" + (span.Minutes == 0 ? "" : $" {span.Minutes} min")
        : $"{(int)span.TotalDays} days";
}
