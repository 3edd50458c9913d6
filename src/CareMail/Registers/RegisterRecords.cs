namespace CareMail.Registers;

/// <summary>
/// What the registers say on a day, found by what one looks for: all of it, or as much as one question needs. Holds no
/// connection and does not change. A code with rows that contradict each other is discredited: only
/// <see cref="OdsRows"/> still shows it.
/// </summary>
public sealed class RegisterRecords
{
    private readonly ILookup<string, OdsRow> _byCode;
    private readonly HashSet<string> _discredited;
    private readonly ILookup<string, OdsRow> _sitesByParent;
    private readonly ILookup<(string, string), OdsRow> _sitesByPlace;
    private readonly ILookup<string, OdsRow> _byName;
    private readonly ILookup<string, Succession> _successions;
    private readonly Dictionary<string, CqcLocation> _locations;
    private readonly ILookup<string, CqcLocation> _locationsByCode;
    private readonly ILookup<string, CqcLocation> _locationsByProvider;
    private readonly ILookup<string, CqcLocation> _locationsByBrand;
    private readonly ILookup<(string, string), CqcLocation> _locationsByPlace;
    private readonly ILookup<string, DsptRow> _dspt;
    private readonly ILookup<string, DsptHint> _hints;

    public RegisterRecords(
        IReadOnlyCollection<OdsRow> ods,
        IReadOnlyCollection<Succession> successions,
        IReadOnlyCollection<CqcLocation> locations,
        IReadOnlyCollection<DsptRow> dspt,
        IReadOnlyCollection<DsptHint> hints,
        IReadOnlyDictionary<Register, DateOnly>? asAt = null
    )
    {
        AsAt = asAt ?? new Dictionary<Register, DateOnly>();
        ArgumentNullException.ThrowIfNull(locations);
        _byCode = ods.ToLookup(row => row.Code);
        _discredited =
        [
            .. ods.GroupBy(row => (row.Level, row.Code))
                .Where(rows => rows.Skip(1).Any())
                .Select(rows => rows.Key.Code),
        ];
        var sound = ods.Where(row => !_discredited.Contains(row.Code)).ToList();
        var sites = sound.Where(row => row.Level == OdsLevel.Site).ToList();
        _sitesByParent = sites.Where(row => row.Parent is not null).ToLookup(row => row.Parent!);
        _sitesByPlace = sites.ToLookup(row => Place(row.Postcode, row.Name));
        _byName = sound.ToLookup(row => RegisterNames.Key(row.Name));
        _successions = successions.ToLookup(row => row.From);
        _locations = locations.ToDictionary(location => location.Id);
        _locationsByCode = locations.Where(l => l.OdsCode is not null).ToLookup(l => l.OdsCode!);
        _locationsByProvider = locations.Where(l => l.ProviderId is not null).ToLookup(l => l.ProviderId!);
        _locationsByBrand = locations.Where(l => l.BrandId is not null).ToLookup(l => l.BrandId!);
        _locationsByPlace = locations.Where(l => l.Entry is not null).ToLookup(l => Place(l.Postcode, l.Name));
        _dspt = dspt.ToLookup(row => row.Code);
        _hints = hints.ToLookup(hint => hint.Code);
    }

    /// <summary>Of which day each register is that was read here; one never imported is missing.</summary>
    public IReadOnlyDictionary<Register, DateOnly> AsAt { get; }

    /// <summary>Every code of the two ODS files.</summary>
    public IEnumerable<string> OdsCodes => _byCode.Select(rows => rows.Key);

    public IReadOnlyCollection<CqcLocation> Locations => _locations.Values;

    /// <summary>Every row of the code in either file, contradicting ones too.</summary>
    public IEnumerable<OdsRow> OdsRows(string code) => _byCode[code];

    /// <summary>Two rows of one file contradict each other about this code.</summary>
    public bool IsDiscredited(string code) => _discredited.Contains(code);

    public OdsRow? Site(string code) => Sound(code, OdsLevel.Site);

    public OdsRow? Headquarters(string code) => Sound(code, OdsLevel.Headquarters);

    /// <summary>Sites whose row names this headquarters, on whatever day.</summary>
    public IEnumerable<OdsRow> SitesOf(string headquarters) => _sitesByParent[headquarters];

    /// <summary>Sites with this postcode and this name, as names and postcodes are compared.</summary>
    public IEnumerable<OdsRow> SitesAt(string postcode, string name) => _sitesByPlace[Place(postcode, name)];

    public IEnumerable<OdsRow> SitesNamed(string name) =>
        _byName[RegisterNames.Key(name)].Where(row => row.Level == OdsLevel.Site);

    public IEnumerable<OdsRow> HeadquartersNamed(string name) =>
        _byName[RegisterNames.Key(name)].Where(row => row.Level == OdsLevel.Headquarters);

    /// <summary>What followed this code, whenever.</summary>
    public IEnumerable<Succession> SuccessionsOf(string code) => _successions[code];

    public CqcLocation? Location(string id) => _locations.GetValueOrDefault(id);

    /// <summary>Locations that carry this ODS code.</summary>
    public IEnumerable<CqcLocation> LocationsWithCode(string code) => _locationsByCode[code];

    public IEnumerable<CqcLocation> LocationsOfProvider(string providerId) => _locationsByProvider[providerId];

    public IEnumerable<CqcLocation> LocationsOfBrand(string brandId) => _locationsByBrand[brandId];

    /// <summary>Locations in the directory with this postcode and this name, as they are compared.</summary>
    public IEnumerable<CqcLocation> LocationsAt(string postcode, string name) =>
        _locationsByPlace[Place(postcode, name)];

    /// <summary>Every row of the toolkit's list with this code.</summary>
    public IEnumerable<DsptRow> Dspt(string code) => _dspt[code];

    /// <summary>Rows of that list without a code whose name has this one in brackets.</summary>
    public IEnumerable<DsptHint> DsptHints(string code) => _hints[code];

    private OdsRow? Sound(string code, OdsLevel level) =>
        IsDiscredited(code) ? null : _byCode[code].FirstOrDefault(row => row.Level == level);

    private static (string, string) Place(string postcode, string name) =>
        (RegisterNames.PostcodeKey(postcode), RegisterNames.Key(name));
}
