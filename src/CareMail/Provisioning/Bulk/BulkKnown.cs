using CareMail.Identity;
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
    private readonly Dictionary<Guid, AccountState> _states = [];
    private readonly Dictionary<string, Organisation> _sites;
    private readonly Dictionary<Guid, long> _places = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _named = [];
    private readonly Organisation _own;

    private BulkKnown(Organisation own, IReadOnlyList<Organisation> sites, string domain)
    {
        (_own, Domain) = (own, domain);
        _sites = sites.ToDictionary(s => s.Ods, StringComparer.OrdinalIgnoreCase);
    }

    public string Domain { get; }

    public static async Task<BulkKnown> OfAsync(
        PersonTable people,
        AccountRecords accounts,
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
            var there = await accounts.ListAsync(site.Id, ct);
            known._places[site.Id] = there.Count(a => a.State < AccountState.Left);
            foreach (var account in there)
            {
                known._states[account.Id] = account.State;
            }
        }

        return known;
    }

    /// <summary>What will happen; errors are added if nothing good can.</summary>
    public string Will(BulkWish wish, List<string> errors)
    {
        if (!_seen.Add(wish.Id.Length > 0 ? "id " + wish.Id : "address " + wish.Address))
        {
            return Wrong("The file names this person twice.", errors);
        }

        Organisation? site = null;
        if (wish.Site.Length > 0 && !_sites.TryGetValue(wish.Site, out site))
        {
            return Wrong("site must be the ODS code of a site of yours.", errors);
        }

        var person = Find(wish);
        if (person is not null && !_named.Add(person.AccountId))
        {
            return Wrong("The file names this person twice.", errors);
        }

        return wish.Action == BulkRules.Create ? WillCreate(wish, site ?? _own, person, errors)
            : person is null ? Wrong("There is no such person of yours.", errors)
            : wish.Action switch
            {
                BulkRules.Update => WillUpdate(wish, site, person, errors),
                BulkRules.Move => WillMove(site!, person, errors),
                BulkRules.Reset => WillReset(person, errors),
                _ => WillLeave(person),
            };
    }

    private string WillCreate(BulkWish wish, Organisation site, PersonRow? person, List<string> errors)
    {
        if (person is not null)
        {
            return $"{person.DisplayName} is here already: no second account, only what is known of them";
        }

        return HasRoom(site, errors)
            ? $"New account for {wish.FirstName} {wish.LastName}".TrimEnd() + $" at {site.Name}"
            : "";
    }

    private string WillUpdate(BulkWish wish, Organisation? site, PersonRow person, List<string> errors)
    {
        if (site is not null && site.Id != person.OrganisationId)
        {
            return Wrong("Somebody is taken to another site by the action move.", errors);
        }

        var (first, last) = wish.NamesFor(person);
        if ((first, last) == (person.GivenName, person.FamilyName))
        {
            return $"Changes {person.DisplayName}";
        }

        BulkRules.Name(first, last, errors);
        return errors.Count > 0 ? ""
            : IsHere(person) ? $"Changes {person.DisplayName}, from now on {first} {last}".TrimEnd() + ": a new address"
            : Wrong($"{person.DisplayName} has left: only who is here is given another name.", errors);
    }

    private string WillMove(Organisation site, PersonRow person, List<string> errors)
    {
        if (site.Id == person.OrganisationId)
        {
            return $"{person.DisplayName} is at {site.Name} already: nothing changes";
        }

        if (!IsHere(person))
        {
            return Wrong($"{person.DisplayName} has left: only who is here can be moved.", errors);
        }

        if (!HasRoom(site, errors))
        {
            return "";
        }

        _places[person.OrganisationId]--;
        return $"Moves {person.DisplayName} to {site.Name}";
    }

    private string WillReset(PersonRow person, List<string> errors) =>
        StateOf(person) is AccountState.New or AccountState.Active or AccountState.Locked
            ? $"Sends {person.DisplayName} a temporary password by text message"
            : Wrong($"{person.DisplayName} may not sign in: nothing can be sent.", errors);

    private string WillLeave(PersonRow person)
    {
        if (!IsHere(person))
        {
            return $"{person.DisplayName} has left already: nothing changes";
        }

        _places[person.OrganisationId]--;
        return $"Marks {person.DisplayName} as having left";
    }

    private bool HasRoom(Organisation site, List<string> errors)
    {
        _places[site.Id]++;
        if (site.PeopleAllowed is not { } allowed || _places[site.Id] <= allowed)
        {
            return true;
        }

        errors.Add($"{site.Name} may have {allowed} people.");
        return false;
    }

    private AccountState StateOf(PersonRow person) => _states.GetValueOrDefault(person.AccountId, AccountState.Gone);

    private bool IsHere(PersonRow person) => StateOf(person) < AccountState.Left;

    private PersonRow? Find(BulkWish wish) =>
        wish.Id.Length > 0 && _byId.TryGetValue(wish.Id, out var named) ? named
        : wish.Address.Length > 0 && _byAddress.TryGetValue(wish.Address, out var reached) ? reached
        : null;

    private static string Wrong(string why, List<string> errors)
    {
        errors.Add(why);
        return "";
    }
}
