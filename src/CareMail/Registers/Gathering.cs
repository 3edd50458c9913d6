using System.Data.Common;
using CareMail.Registers.Importing;
using CareMail.Storage;
using Dapper;

namespace CareMail.Registers;

/// <summary>What rows of the ODS files are looked for by.</summary>
internal enum OdsKey
{
    Code,
    Parent,
    Name,
    Postcode,
}

/// <summary>What facts about CQC locations are looked for by.</summary>
internal enum CqcFactsKey
{
    Location,
    OdsCode,
    Provider,
    Brand,
}

/// <summary>What lines of CQC's directory are looked for by.</summary>
internal enum CqcEntryKey
{
    Location,
    Provider,
    Postcode,
}

/// <summary>
/// Collects rows around a question, each key asked for once. How many queries it takes does not depend on the size of
/// the registers, and how many rows come back only on the size of the group the question is about.
/// </summary>
internal sealed class Gathering
{
    private const string OdsColumns = """
        id AS Id, level AS Level, code AS Code, name AS Name, address1 AS Address1, address2 AS Address2,
        address3 AS Address3, town AS Town, county AS County, postcode AS Postcode, opened AS Opened, closed AS Closed,
        parent AS Parent, joined_parent AS JoinedParent, left_parent AS LeftParent, telephone AS Telephone, country AS Country
        """;

    private const string FactsColumns = """
        location_id AS LocationId, provider_id AS ProviderId, ods_code AS OdsCode, brand_id AS BrandId,
        brand_name AS BrandName, status AS Status, registered AS Registered, deregistered AS Deregistered,
        dormant = 'Y' AS Dormant, dormant_from AS DormantFrom, dormant_until AS DormantUntil, predecessor AS Predecessor
        """;

    private const string EntryColumns = """
        location_id AS LocationId, provider_id AS ProviderId, name AS Name, also_known_as AS AlsoKnownAs, address AS Address,
        postcode AS Postcode, phone AS Phone, service_types AS ServiceTypes, specialisms AS Specialisms,
        provider_name AS ProviderName, local_authority AS LocalAuthority, region AS Region
        """;

    private const string DsptColumns = """
        id AS Id, code AS Code, hint AS Hint, name AS Name, status AS Status, published AS Published, sector AS Sector,
        board AS Board
        """;

    // A chain of successions longer than this is a loop the registers' keepers have not seen.
    private const int LongestChain = 50;

    private readonly DbConnection _connection;
    private readonly Engine _engine;
    private readonly IReadOnlyList<Edition> _editions;
    private readonly HashSet<(Enum Key, string Value)> _asked = [];

    private readonly Dictionary<Guid, OdsRow> _ods = [];
    private readonly Dictionary<Guid, Succession> _successions = [];
    private readonly Dictionary<string, CqcFacts> _facts = [];
    private readonly Dictionary<string, CqcEntry> _entries = [];
    private readonly Dictionary<Guid, StoredDspt> _dspt = [];

    public Gathering(DbConnection connection, Engine engine, IReadOnlyList<Edition> editions) =>
        (_connection, _engine, _editions) = (connection, engine, editions);

    private IEnumerable<OdsRow> Sites => _ods.Values.Where(row => row.Level == OdsLevel.Site);

    public bool Knows(string locationId) => _facts.ContainsKey(locationId) || _entries.ContainsKey(locationId);

    /// <summary>
    /// From the rows found so far to all that the rules may look at: the other half of each location, sites and locations
    /// of the same place, headquarters and their sites, the other headquarters of a brand, what was published for any of
    /// them and what followed them.
    /// </summary>
    public async Task AroundAsync(string[] codes)
    {
        await DsptAsync(codes);
        await OdsAsync(OdsKey.Code, CodesOfLocations());
        await EntriesOfLocationsAsync();
        await SamePlaceAsync();
        await HeadquartersOfNewcomersAsync();
        var isKnownElsewhere = _ods.Count + _facts.Count > 0;
        await FamiliesAsync();
        await FactsAsync(CqcFactsKey.Brand, _facts.Values.Select(facts => facts.BrandId));
        await OdsAsync(OdsKey.Code, CodesOfLocations());
        await FamiliesAsync();
        await FactsAsync(CqcFactsKey.Location, _facts.Values.Select(facts => facts.Predecessor).ToList());
        await EntriesOfLocationsAsync();
        await SuccessionsAsync([.. codes, .. _ods.Values.Select(row => row.Code)]);
        await DsptAsync([.. _ods.Values.Select(row => row.Code), .. CodesOfLocations()]);
        if (!isKnownElsewhere)
        {
            // Known from the toolkit alone: perhaps a site has the same name.
            await OdsAsync(OdsKey.Name, _dspt.Values.Select(row => RegisterNames.Key(row.Name)));
        }
    }

    public async Task AllAsync()
    {
        await AddOdsAsync("1 = 1", null);
        await AddSuccessionsAsync("1 = 1", null);
        await AddFactsAsync("1 = 1", null);
        await AddEntriesAsync("1 = 1", null);
        await AddDsptAsync("1 = 1", null);
    }

    public RegisterRecords Records() =>
        new(
            _ods.Values,
            _successions.Values,
            [
                .. _facts
                    .Keys.Union(_entries.Keys)
                    .Select(id => new CqcLocation(id, _facts.GetValueOrDefault(id), _entries.GetValueOrDefault(id))),
            ],
            [.. _dspt.Values.Where(row => row.Code is not null).Select(row => row.AsRow())],
            [.. _dspt.Values.Where(row => row.Hint is not null).Select(row => row.AsHint())],
            _editions.ToDictionary(edition => edition.Register, edition => edition.AsAt)
        );

    public Task OdsAsync(OdsKey key, IEnumerable<string?> values, Func<OdsRow, bool>? keep = null) =>
        AskAsync(
            key,
            values,
            key switch
            {
                OdsKey.Code => "code",
                OdsKey.Parent => "parent",
                OdsKey.Name => "name_key",
                OdsKey.Postcode => "postcode_key",
            },
            (where, parameters) => AddOdsAsync(where, parameters, keep)
        );

    public Task FactsAsync(CqcFactsKey key, IEnumerable<string?> values) =>
        AskAsync(
            key,
            values,
            key switch
            {
                CqcFactsKey.Location => "location_id",
                CqcFactsKey.OdsCode => "ods_code",
                CqcFactsKey.Provider => "provider_id",
                CqcFactsKey.Brand => "brand_id",
            },
            AddFactsAsync
        );

    public Task EntriesAsync(CqcEntryKey key, IEnumerable<string?> values, Func<CqcEntry, bool>? keep = null) =>
        AskAsync(
            key,
            values,
            key switch
            {
                CqcEntryKey.Location => "location_id",
                CqcEntryKey.Provider => "provider_id",
                CqcEntryKey.Postcode => "postcode_key",
            },
            (where, parameters) => AddEntriesAsync(where, parameters, keep)
        );

    private List<string?> CodesOfLocations() => [.. _facts.Values.Select(facts => facts.OdsCode)];

    private Task EntriesOfLocationsAsync() => EntriesAsync(CqcEntryKey.Location, _facts.Keys.ToList());

    /// <summary>Locations and sites with the same postcode and name as those found.</summary>
    private async Task SamePlaceAsync()
    {
        var sites = Sites.Select(site => Place(site.Postcode, site.Name)).ToHashSet();
        var locations = _entries.Values.Select(entry => Place(entry.Postcode, entry.Name)).ToHashSet();
        await EntriesAsync(
            CqcEntryKey.Postcode,
            sites.Select(place => place.Postcode),
            entry => sites.Contains(Place(entry.Postcode, entry.Name))
        );
        await OdsAsync(
            OdsKey.Postcode,
            locations.Select(place => place.Postcode),
            row => row.Level == OdsLevel.Site && locations.Contains(Place(row.Postcode, row.Name))
        );
        await FactsAsync(CqcFactsKey.Location, _entries.Keys.ToList());
        await OdsAsync(OdsKey.Code, CodesOfLocations());
    }

    /// <summary>A location that ODS has no site for is tied to its headquarters by the provider's name alone.</summary>
    private Task HeadquartersOfNewcomersAsync()
    {
        var sites = Sites.Select(site => site.Code).ToHashSet();
        var newcomers = _entries.Values.Where(entry =>
            _facts.GetValueOrDefault(entry.LocationId)?.OdsCode is not { } code || !sites.Contains(code)
        );
        return OdsAsync(
            OdsKey.Name,
            newcomers.Select(entry => RegisterNames.Key(entry.ProviderName)),
            row => row.Level == OdsLevel.Headquarters
        );
    }

    private static (string Postcode, string Name) Place(string postcode, string name) =>
        (RegisterNames.PostcodeKey(postcode), RegisterNames.Key(name));

    /// <summary>The headquarters of the sites found, all their sites, and the locations of those.</summary>
    private async Task FamiliesAsync()
    {
        string?[] headquarters =
        [
            .. Sites.Select(site => site.Parent),
            .. _ods.Values.Where(row => row.Level == OdsLevel.Headquarters).Select(row => row.Code),
        ];
        await OdsAsync(OdsKey.Code, headquarters);
        await OdsAsync(OdsKey.Parent, headquarters);
        await FactsAsync(CqcFactsKey.OdsCode, Sites.Select(site => site.Code).ToList());
    }

    private Task AskAsync(Enum key, IEnumerable<string?> values, string column, Func<string, object, Task> add)
    {
        var wanted = values.Where(value => value is { Length: > 0 } && _asked.Add((key, value))).ToList();
        return wanted.Count == 0
            ? Task.CompletedTask
            : add(
                SqlIds.InTexts(_engine, column, "@wanted"),
                new Dictionary<string, object> { ["wanted"] = SqlIds.List(_engine, wanted!) }
            );
    }

    private async Task AddOdsAsync(string where, object? parameters, Func<OdsRow, bool>? keep = null)
    {
        const string edition = "CASE level WHEN 1 THEN @headquarters ELSE @sites END";
        var all = new DynamicParameters(parameters);
        all.Add("headquarters", EditionOf(Register.OdsHeadquarters));
        all.Add("sites", EditionOf(Register.OdsSites));
        var rows = await _connection.QueryAsync<OdsRow>(
            $"""
            SELECT {OdsColumns} FROM registers_ods
            WHERE {where} AND from_import <= {edition} AND (until_import IS NULL OR until_import > {edition})
            """,
            all
        );
        foreach (var row in keep is null ? rows : rows.Where(keep))
        {
            _ods[row.Id] = row;
        }
    }

    private async Task AddFactsAsync(string where, object? parameters)
    {
        foreach (
            var facts in await QueryAsync<CqcFacts>(
                FactsColumns,
                "registers_cqc_facts",
                where,
                Register.CqcLocations,
                parameters
            )
        )
        {
            _facts[facts.LocationId] = facts;
        }
    }

    private async Task AddEntriesAsync(string where, object? parameters, Func<CqcEntry, bool>? keep = null)
    {
        var stored = await QueryAsync<StoredEntry>(
            EntryColumns,
            "registers_cqc_entry",
            where,
            Register.CqcDirectory,
            parameters
        );
        foreach (var entry in stored.Select(row => row.AsEntry()))
        {
            if (keep?.Invoke(entry) ?? true)
            {
                _entries[entry.LocationId] = entry;
            }
        }
    }

    private async Task AddDsptAsync(string where, object? parameters)
    {
        foreach (
            var row in await QueryAsync<StoredDspt>(DsptColumns, "registers_dspt", where, Register.Dspt, parameters)
        )
        {
            _dspt[row.Id] = row;
        }
    }

    private async Task DsptAsync(IReadOnlyCollection<string?> codes)
    {
        await AskAsync(Register.Dspt, codes, "code", AddDsptAsync);
        await AskAsync(Register.CqcContacts, codes, "hint", AddDsptAsync);
    }

    private async Task AddSuccessionsAsync(string where, object? parameters)
    {
        var found = await QueryAsync<Succession>(
            "id AS Id, from_code AS \"From\", to_code AS \"To\", reason AS Reason, effective AS Effective, indicator AS Indicator",
            "registers_succession",
            where,
            Register.Successions,
            parameters
        );
        foreach (var succession in found)
        {
            _successions[succession.Id] = succession;
        }
    }

    /// <summary>What followed these codes, and what followed that, to the end. A code is asked for once, so that a loop ends.</summary>
    private async Task SuccessionsAsync(IEnumerable<string> codes)
    {
        await AskAsync(Register.Successions, codes, "from_code", AddSuccessionsAsync);
        for (var (before, depth) = (0, 0); _successions.Count > before && depth < LongestChain; depth++)
        {
            before = _successions.Count;
            var next = _successions.Values.Select(succession => succession.To).ToList();
            await AskAsync(Register.Successions, next, "from_code", AddSuccessionsAsync);
        }
    }

    private Task<IEnumerable<T>> QueryAsync<T>(
        string columns,
        string table,
        string where,
        Register register,
        object? parameters
    )
    {
        var all = new DynamicParameters(parameters);
        all.Add("edition", EditionOf(register));
        return _connection.QueryAsync<T>(
            $"SELECT {columns} FROM {table} WHERE {where} AND from_import <= @edition AND (until_import IS NULL OR until_import > @edition)",
            all
        );
    }

    /// <summary>0, before which nothing was imported, for a register never read.</summary>
    private long EditionOf(Register register) =>
        _editions.FirstOrDefault(edition => edition.Register == register)?.Number ?? 0;

    private sealed class StoredEntry
    {
        public string LocationId { get; init; } = "";
        public string? ProviderId { get; init; }
        public string Name { get; init; } = "";
        public string AlsoKnownAs { get; init; } = "";
        public string Address { get; init; } = "";
        public string Postcode { get; init; } = "";
        public string Phone { get; init; } = "";
        public string ServiceTypes { get; init; } = "";
        public string Specialisms { get; init; } = "";
        public string ProviderName { get; init; } = "";
        public string LocalAuthority { get; init; } = "";
        public string Region { get; init; } = "";

        public CqcEntry AsEntry() =>
            new()
            {
                LocationId = LocationId,
                ProviderId = ProviderId,
                Name = Name,
                AlsoKnownAs = AlsoKnownAs,
                Address = Address,
                Postcode = Postcode,
                Phone = Phone,
                ServiceTypes = List(ServiceTypes),
                Specialisms = List(Specialisms),
                ProviderName = ProviderName,
                LocalAuthority = LocalAuthority,
                Region = Region,
            };

        private static string[] List(string text) =>
            text.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private sealed class StoredDspt
    {
        public Guid Id { get; init; }
        public string? Code { get; init; }
        public string? Hint { get; init; }
        public string Name { get; init; } = "";
        public string Status { get; init; } = "";
        public DateOnly? Published { get; init; }
        public string Sector { get; init; } = "";
        public string Board { get; init; } = "";

        public DsptRow AsRow() =>
            new()
            {
                Id = Id,
                Code = Code!,
                Name = Name,
                Status = Status,
                Published = Published,
                Sector = Sector,
                Board = Board,
            };

        public DsptHint AsHint() => new(Hint!, Name, Status, Published);
    }
}
