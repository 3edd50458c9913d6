using System.Globalization;
using System.Text.RegularExpressions;
using CareMail.Access;
using CareMail.Audit;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Campaigns;

/// <summary>A campaign to be made: whom it is for, what it asks for.</summary>
/// <param name="Roles">Spelled as in the service; empty: everybody.</param>
/// <param name="OdsCodes">Empty: every organisation.</param>
public sealed record NewCampaign(
    string Title,
    string Asks,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> OdsCodes,
    int LettersDays,
    int SoftLettersDays
);

/// <summary>Everything that can be done to a campaign, each with a reason: a new one, its days, exemptions.</summary>
public sealed partial class ChangeCampaigns
{
    private const int LongestReason = 1000;
    private static readonly TimeSpan LongestExemption = TimeSpan.FromDays(366);

    private readonly Database _database;
    private readonly CampaignTable _table;
    private readonly AccountRecords _accounts;
    private readonly OrganisationTable _organisations;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;

    internal ChangeCampaigns(
        Database database,
        CampaignTable table,
        AccountRecords accounts,
        OrganisationTable organisations,
        AuditTrail audit,
        TimeProvider time
    ) =>
        (_database, _table, _accounts, _organisations, _audit, _time) = (
            database,
            table,
            accounts,
            organisations,
            audit,
            time
        );

    public async Task<Outcome<Campaign>> MakeAsync(
        Actor actor,
        NewCampaign wanted,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (NotAllowed(actor, reason) is { } no)
        {
            return no;
        }

        var title = wanted.Title.Trim();
        if (title.Length is 0 or > 100 || KeyOf(title) is not { Length: > 0 } key || key == "new")
        {
            return new Refusal("Give it a title of at most 100 characters", "NewTitle");
        }

        if (Asked.Read(wanted.Asks) is not { } asks)
        {
            return new Refusal("Choose what it asks for", "Asks");
        }

        if (wanted.LettersDays is < 1 or > 365 || wanted.SoftLettersDays is < 1 or > 365)
        {
            return new Refusal("Letters go every 1 to 365 days", "LettersDays");
        }

        var roles = wanted.Roles.Select(RoleNames.Read).ToList();
        if (roles.Any(role => role is null))
        {
            return new Refusal("One of these is no role", "Roles");
        }

        List<Guid> organisations = [];
        foreach (var code in wanted.OdsCodes)
        {
            if (await _organisations.FindByOdsAsync(code, ct) is not { } found)
            {
                return new Refusal($"There is no organisation {code} here", "Codes");
            }

            organisations.Add(found.Id);
        }

        var campaign = new Campaign(
            key,
            title,
            asks,
            [.. roles.OfType<Role>()],
            organisations,
            wanted.LettersDays,
            wanted.SoftLettersDays
        );
        var made = await _database.WriteAsync(
            async tx =>
            {
                if (await CampaignTable.InsertAsync(tx, campaign) != 1)
                {
                    return false;
                }

                await RecordAsync(tx, actor, campaign.Key, null, $"made: {title}", reason);
                return true;
            },
            ct
        );
        return made ? campaign : new Refusal("There is a campaign of that title", "NewTitle");
    }

    /// <param name="actor">Who decides.</param>
    /// <param name="key">Of the campaign.</param>
    /// <param name="ods">For one organisation; empty: for everybody.</param>
    /// <param name="stage">Which stage.</param>
    /// <param name="day">From when it holds; null: it has no day.</param>
    /// <param name="reason">Kept with it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Outcome<Campaign>> SetDayAsync(
        Actor actor,
        string key,
        string? ods,
        CampaignStage stage,
        DateOnly? day,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (NotAllowed(actor, reason) is { } no)
        {
            return no;
        }

        var set = await _table.AllAsync(ct);
        if (set.Find(key) is not { } campaign || !Enum.IsDefined(stage))
        {
            return new Refusal("There is no such campaign or stage");
        }

        Organisation? organisation = null;
        if (!string.IsNullOrWhiteSpace(ods) && (organisation = await _organisations.FindByOdsAsync(ods, ct)) is null)
        {
            return new Refusal("There is no organisation with this code here", "Ods");
        }

        var before = set.Days.FirstOrDefault(d =>
            d.Campaign == key && d.Stage == stage && d.OrganisationId == organisation?.Id
        );
        if (!StaysInOrder(set, key, organisation?.Id, stage, day))
        {
            return new Refusal("A later stage cannot begin before an earlier one", "Day");
        }

        await _database.WriteAsync(
            async tx =>
            {
                await CampaignTable.SetDayAsync(tx, key, organisation?.Id, stage, day);
                await RecordAsync(
                    tx,
                    actor,
                    key,
                    Words(stage, organisation, before?.From),
                    Words(stage, organisation, day),
                    reason,
                    organisation?.Id
                );
            },
            ct
        );
        return campaign;
    }

    /// <param name="actor">Who decides.</param>
    /// <param name="key">Of the campaign.</param>
    /// <param name="who">A person's address or an organisation's ODS code.</param>
    /// <param name="until">The last day; an exemption always ends.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Outcome<Exemption>> ExemptAsync(
        Actor actor,
        string key,
        string? who,
        DateOnly? until,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (NotAllowed(actor, reason) is { } no)
        {
            return no;
        }

        if ((await _table.AllAsync(ct)).Find(key) is null)
        {
            return new Refusal("There is no such campaign");
        }

        var today = BritishDay.Today(_time);
        if (until is not { } last || last < today || last > today.AddDays((int)LongestExemption.TotalDays))
        {
            return new Refusal("Say the last day: today or later, and within a year", "Until");
        }

        var typed = who?.Trim() ?? "";
        var person = typed.Contains('@', StringComparison.Ordinal) ? await _accounts.FindByNameAsync(typed, ct) : null;
        var organisation = typed.Length > 0 && person is null ? await _organisations.FindByOdsAsync(typed, ct) : null;
        if (person is null && organisation is null)
        {
            return new Refusal("Enter a person’s address or an organisation’s ODS code", "Who");
        }

        var exemption = new Exemption(Ids.New(), key, person?.Id, organisation?.Id, reason!.Trim(), last);
        await _database.WriteAsync(
            async tx =>
            {
                await CampaignTable.ExemptAsync(tx, exemption, actor.AccountId, _time.GetUtcNow());
                await RecordAsync(
                    tx,
                    actor,
                    key,
                    null,
                    $"exempt until {Spell(last)}: {person?.Id ?? organisation!.Id}",
                    reason,
                    organisation?.Id ?? person?.OrganisationId
                );
            },
            ct
        );
        return exemption;
    }

    public async Task<Outcome<string>> EndExemptionAsync(
        Actor actor,
        string key,
        Guid exemptionId,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (NotAllowed(actor, reason) is { } no)
        {
            return no;
        }

        var ended = await _database.WriteAsync(
            async tx =>
            {
                if (await CampaignTable.EndAsync(tx, exemptionId, _time.GetUtcNow()) != 1)
                {
                    return false;
                }

                await RecordAsync(tx, actor, key, $"exemption {exemptionId}", "ended", reason);
                return true;
            },
            ct
        );
        return ended ? "ended" : new Refusal("This exemption has ended already");
    }

    private static Refusal? NotAllowed(Actor actor, string? reason)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return !Permissions.May(actor, Act.ChangeCampaigns, new Target())
                ? new Refusal("Your account does not have the right to do this.")
            : string.IsNullOrWhiteSpace(reason) ? new Refusal("Say why: it is kept with what you do", "Reason")
            : reason.Length > LongestReason ? new Refusal("Shorten the reason", "Reason")
            : null;
    }

    /// <summary>For everybody, and for each organisation that has days of its own.</summary>
    private static bool StaysInOrder(
        CampaignSet set,
        string key,
        Guid? organisationId,
        CampaignStage stage,
        DateOnly? day
    )
    {
        var days = set
            .Days.Where(d => !(d.Campaign == key && d.Stage == stage && d.OrganisationId == organisationId))
            .ToList();
        if (day is { } at)
        {
            days.Add(new StageDay(key, organisationId, stage, at));
        }

        return days.Where(d => d.Campaign == key)
            .Select(d => d.OrganisationId)
            .Append(null)
            .Distinct()
            .All(o => CampaignRules.AreInOrder(CampaignRules.DaysFor(key, o, days)));
    }

    private async Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        string key,
        string? before,
        string after,
        string? reason,
        Guid? organisation = null
    )
    {
        _table.ChangedBy(tx);
        await _audit.RecordAsync(
            tx,
            new AuditEntry(
                actor.AccountId,
                Act.ChangeCampaigns.Spell(),
                null,
                organisation,
                actor.Origin,
                before,
                $"{key}: {after}",
                actor.AccountId is null ? $"{actor.Name}: {reason}" : reason
            )
        );
    }

    private static string Words(CampaignStage stage, Organisation? organisation, DateOnly? day) =>
        $"{stage} {organisation?.Ods ?? "everybody"} {(day is { } at ? Spell(at) : "no day")}";

    private static string Spell(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string KeyOf(string title) =>
        NotInKeys().Replace(title.ToLowerInvariant(), "-").Trim('-') is var key && key.Length > 60 ? key[..60] : key;

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInKeys();
}
