using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Joining.Deciding;

/// <summary>An event with the name of who did it.</summary>
internal sealed record NamedEvent(ApplicationEvent Event, string? Actor);

/// <summary>Everything that speaks for and against an application.</summary>
internal sealed record ApplicationFile
{
    public required Application Application { get; init; }
    public required Home Home { get; init; }
    public required HomeStanding Standing { get; init; }
    public required IReadOnlyList<RegisterFact> Facts { get; init; }
    public required IReadOnlyList<PersonOnFile> People { get; init; }
    public required IReadOnlyList<HeldNumber> Numbers { get; init; }
    public required IReadOnlyList<NamedEvent> Events { get; init; }

    /// <summary>How often somebody guessed at this home's proofs.</summary>
    public required long Alarms { get; init; }
    public required IReadOnlyList<string> InTheWay { get; init; }

    public int Differences => RegisterComparison.Differences(Facts);

    public int NewAccounts => People.Count(p => !p.Person.HasAccount);

    public bool NeedsWords => DecisionRules.NeedsWords(Home.Decision.State);
}

/// <summary>Lays out an application for whoever decides.</summary>
internal sealed class ApplicationFiles
{
    private readonly Database _database;
    private readonly Applications _applications;
    private readonly Homes _homes;
    private readonly RegisterReader _registers;
    private readonly ContactRegister _contacts;
    private readonly AccountRecords _accounts;
    private readonly Addresses _addresses;

    public ApplicationFiles(
        Database database,
        Applications applications,
        Homes homes,
        RegisterReader registers,
        ContactRegister contacts,
        AccountRecords accounts,
        Addresses addresses
    )
    {
        (_database, _applications, _homes, _registers) = (database, applications, homes, registers);
        (_contacts, _accounts, _addresses) = (contacts, accounts, addresses);
    }

    /// <param name="on">Another day than today, to replay the rule.</param>
    public async Task<ApplicationFile> OpenAsync(
        Application application,
        DateOnly? on = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(application);
        var day = on ?? _homes.Today;
        var home = await _homes.OfAsync(application, on, ct);
        var contacts = home.LocationId is { } location ? await _contacts.OfLocationAsync(location, ct) : [];
        var people = new List<PersonOnFile>();
        foreach (var person in await _applications.PeopleAsync(application, ct))
        {
            people.Add(await OnFileAsync(person, contacts, ct));
        }

        var standing = await _homes.StandingAsync(home, ct);
        return new ApplicationFile
        {
            Application = application,
            Home = home,
            Standing = standing,
            Facts = RegisterComparison.Of(
                await RecordsAsync(home, day, ct),
                home.SiteCode,
                home.LocationId,
                contacts,
                day
            ),
            People = people,
            Numbers = await new Contacts(_contacts).NumbersAsync(home.LocationId, ct),
            Events = await EventsAsync(application, ct),
            Alarms = await AlarmTable.CountAsync(_database, application.Place, ct),
            InTheWay = DecisionRules.InTheWay(FactsOf(application, home, standing, people)),
        };
    }

    internal static ApprovalFacts FactsOf(
        Application application,
        Home home,
        HomeStanding standing,
        IReadOnlyList<PersonOnFile> people
    ) =>
        new()
        {
            State = application.State,
            RuleToday = home.Decision.State,
            InOds = home.SiteCode is not null,
            AlreadyHere = standing.Joined is not null,
            IsProved = application.IsProved,
            ContactTold = application.ContactTold is not null,
            PeopleAreComplete = PeopleRules.Complete([.. people.Select(p => p.Person)], application.Route) is null,
            WithoutAccount =
            [
                .. people
                    .Where(p => p.Person.HasAccount && p.Account is null or { State: >= AccountState.Disabled })
                    .Select(p => p.Person.Name),
            ],
        };

    private Task<RegisterRecords> RecordsAsync(Home home, DateOnly day, CancellationToken ct) =>
        home.SiteCode is { } code ? _registers.AboutCodeAsync(code, day, ct)
        : home.LocationId is { } location ? _registers.AboutLocationAsync(location, day, ct)
        : _registers.AboutCodeAsync(home.Asked, day, ct);

    private async Task<PersonOnFile> OnFileAsync(
        NamedPerson person,
        IReadOnlyList<CqcContact> contacts,
        CancellationToken ct
    )
    {
        var account = person.Content?.Address is { } address ? await _accounts.FindByNameAsync(address, ct) : null;
        var namesakes = person.HasAccount || person.Name.Length == 0 ? [] : await NamesakesAsync(person, ct);
        return new PersonOnFile(person, account, namesakes, PersonCheckRules.Of(person, account, namesakes, contacts));
    }

    private async Task<IReadOnlyList<AccountSummary>> NamesakesAsync(NamedPerson person, CancellationToken ct)
    {
        const int Most = 5;
        var found = new List<AccountSummary>();
        foreach (var someone in await _addresses.SuggestAsync(Guid.Empty, person.Name, Most, ct))
        {
            if (
                AddressRules.Fold(someone.DisplayName) == AddressRules.Fold(person.Name)
                && await _accounts.FindByNameAsync(someone.Address.ToString(), ct) is { } account
            )
            {
                found.Add(account);
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<NamedEvent>> EventsAsync(Application application, CancellationToken ct)
    {
        var events = await _applications.EventsAsync(application, ct);
        var names = await _accounts.NamesAsync([.. events.Select(e => e.Actor).OfType<Guid>().Distinct()], ct);
        return [.. events.Select(e => new NamedEvent(e, e.Actor is { } id ? names.GetValueOrDefault(id) : null))];
    }
}
