using CareMail.Organisations;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Bulk;

/// <summary>
/// Who and what is here when a file is read, and what earlier rows of the file will have made of it: so that a row can be
/// told what will happen, or what is wrong, before anything happens.
/// </summary>
internal sealed class BulkKnown
{
    private readonly Dictionary<string, PersonRow> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PersonRow> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Organisation> _sites;
    private readonly Dictionary<Guid, long> _places = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Organisation _own;

    private BulkKnown(Organisation own, IReadOnlyList<Organisation> sites, string domain)
    {
        (_own, Domain) = (own, domain);
        _sites = sites.ToDictionary(s => s.Ods, StringComparer.OrdinalIgnoreCase);
    }

    public string Domain { get; }

    public static async Task<BulkKnown> OfAsync(
        PersonTable people,
        Organisation own,
        IReadOnlyList<Organisation> sites,
        string domain,
        CancellationToken ct
    )
    {
        var known = new BulkKnown(own, sites, domain);
        var query = new PersonQuery("1 = 1", new Dapper.DynamicParameters(), "user_name_key", 0, int.MaxValue);
        var (_, all) = await people.SearchAsync(sites.Select(s => s.Id), query, ct);
        foreach (var person in all)
        {
            known._byAddress[person.Address] = person;
            if (person.FeedId == own.Id && person.ExternalId.Length > 0)
            {
                known._byId[person.ExternalId] = person;
            }
        }

        foreach (var site in sites)
        {
            known._places[site.Id] = all.Count(p => p.OrganisationId == site.Id && p.Active);
        }

        return known;
    }

    /// <summary>What will happen; errors are added if nothing good can.</summary>
    public string Will(BulkWish wish, List<string> errors)
    {
        if (!_seen.Add(wish.Id.Length > 0 ? "id " + wish.Id : "address " + wish.Address))
        {
            errors.Add("The file names this person twice.");
            return "";
        }

        Organisation? site = null;
        if (wish.Site.Length > 0 && !_sites.TryGetValue(wish.Site, out site))
        {
            errors.Add("site must be the ODS code of a site of yours.");
            return "";
        }

        var person = Find(wish);
        return wish.Action == BulkRules.Create ? WillCreate(wish, site ?? _own, person, errors)
            : person is null ? Nobody(errors)
            : wish.Action switch
            {
                BulkRules.Update => $"Changes {person.DisplayName}",
                _ => $"Marks {person.DisplayName} as having left",
            };
    }

    private string WillCreate(BulkWish wish, Organisation site, PersonRow? person, List<string> errors)
    {
        if (person is not null)
        {
            return $"{person.DisplayName} is here already: no second account, only what is known of them";
        }

        _places[site.Id]++;
        if (site.PeopleAllowed is { } allowed && _places[site.Id] > allowed)
        {
            errors.Add($"{site.Name} may have {allowed} people.");
            return "";
        }

        return $"New account for {wish.FirstName} {wish.LastName}".TrimEnd() + $" at {site.Name}";
    }

    private PersonRow? Find(BulkWish wish) =>
        wish.Id.Length > 0 && _byId.TryGetValue(wish.Id, out var named) ? named
        : wish.Address.Length > 0 && _byAddress.TryGetValue(wish.Address, out var reached) ? reached
        : null;

    private static string Nobody(List<string> errors)
    {
        errors.Add("There is no such person of yours.");
        return "";
    }
}
