using System.Data.Common;
using System.Text.RegularExpressions;
using CareMail.Organisations;
using CareMail.Registers.Importing;
using CareMail.Registers.Reading;
using CareMail.Storage;
using Dapper;

namespace CareMail.Registers;

/// <summary>A place that somebody may have meant.</summary>
public sealed record FoundPlace
{
    /// <summary>Null for a location that ODS does not show.</summary>
    public string? OdsCode { get; init; }

    /// <summary>Null if no location of CQC carries the code.</summary>
    public string? LocationId { get; init; }
    public string Name { get; init; } = "";

    /// <summary>In one line, without the postcode.</summary>
    public string Address { get; init; } = "";
    public string Postcode { get; init; } = "";

    /// <summary>A headquarters: its sites apply, not it.</summary>
    public bool IsHeadquarters { get; init; }

    /// <summary>It is not closed today.</summary>
    public bool IsOpen { get; init; }
}

/// <summary>
/// Finds a home by what somebody knows of it: name, postcode, ODS code or CQC number. Capitals, accents, apostrophes and
/// the space in a postcode do not matter, and part of a name is enough.
/// </summary>
public sealed partial class PlaceSearch(Database database, TimeProvider time)
{
    /// <summary>How many are shown: who sees more writes more.</summary>
    public const int Most = 20;

    /// <summary>Longer words than anybody types are cut off.</summary>
    public const int LongestText = 100;
    private const int MostWords = 8;

    // Read before the best are chosen.
    private const int MostRows = 60;

    public async Task<IReadOnlyList<FoundPlace>> FindAsync(string? typed, CancellationToken ct = default)
    {
        var text = FieldRules.Clean(typed is { Length: > LongestText } ? typed[..LongestText] : typed ?? "");
        var today = RegisterDays.Today(time);
        return text.Length == 0
            ? []
            : await database.ReadSnapshotAsync<IReadOnlyList<FoundPlace>>(
                async connection =>
                {
                    var editions = await ImportTable.EditionsAsync(connection, today);
                    var looking = new Looking(connection, editions, today);
                    foreach (var step in Steps(text))
                    {
                        await step(looking);
                        if (looking.HasFound)
                        {
                            break;
                        }
                    }

                    return looking.Found();
                },
                ct
            );
    }

    /// <summary>From what names one place to what many share.</summary>
    private static IEnumerable<Func<Looking, Task>> Steps(string text)
    {
        if (LocationNumber().IsMatch(text))
        {
            yield return looking => looking.ByLocationAsync(text);
            yield break;
        }

        if (OdsCode.Read(text) is { } code)
        {
            yield return looking => looking.ByCodeAsync(code);
        }

        if (Postcode().IsMatch(text))
        {
            yield return looking => looking.ByPostcodeAsync(RegisterNames.PostcodeKey(text));
        }

        if (RegisterNames.Key(text) is { Length: > 0 } key)
        {
            yield return looking => looking.ByWordsAsync(key);
        }
    }

    [GeneratedRegex(@"^1-[0-9]{6,12}\z")]
    private static partial Regex LocationNumber();

    /// <summary>A postcode, or its beginning with the first figure after the space.</summary>
    [GeneratedRegex(@"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*([0-9][A-Za-z]{0,2})?\z")]
    private static partial Regex Postcode();

    /// <summary>One search under way.</summary>
    private sealed class Looking(DbConnection connection, IReadOnlyList<Edition> editions, DateOnly today)
    {
        private readonly List<Hit> _hits = [];

        public bool HasFound => _hits.Count > 0;

        public async Task ByLocationAsync(string location)
        {
            await EntriesAsync("e.location_id = @location", new() { ["location"] = location }, "0");
            await SitesAsync(
                "o.code IN (SELECT ods_code FROM registers_cqc_facts WHERE location_id = @location AND ods_code IS NOT NULL)",
                new() { ["location"] = location },
                "0"
            );
        }

        public Task ByCodeAsync(string code) => SitesAsync("o.code = @code", new() { ["code"] = code }, "0");

        public async Task ByPostcodeAsync(string key)
        {
            // A range, which the index serves: everything that begins with the key.
            Dictionary<string, object> parameters = new() { ["key"] = key, ["end"] = key + "~" };
            await SitesAsync("o.postcode_key >= @key AND o.postcode_key < @end", parameters, "1");
            await EntriesAsync("e.postcode_key >= @key AND e.postcode_key < @end", parameters, "1");
        }

        public async Task ByWordsAsync(string key)
        {
            var words = key.Split(' ').Take(MostWords).ToList();
            Dictionary<string, object> parameters = new() { ["key"] = key, ["first"] = words[0] };
            for (var i = 0; i < words.Count; i++)
            {
                parameters["w" + i] = "%" + words[i] + "%";
            }

            await SitesAsync(Where("o"), parameters, Rank("o"));
            await EntriesAsync(Where("e"), parameters, Rank("e"));

            string Where(string table) =>
                string.Join(" AND ", words.Select((_, i) => $"{table}.search_key LIKE @w{i}"));

            static string Rank(string table) =>
                $"""
                    CASE WHEN {table}.name_key = @key THEN 1 WHEN {table}.name_key LIKE @key || '%' THEN 2
                    WHEN ' ' || {table}.name_key LIKE '% ' || @first || '%' THEN 3 ELSE 4 END
                    """;
        }

        /// <summary>The best, each place once: open before closed, sites before headquarters.</summary>
        public IReadOnlyList<FoundPlace> Found() =>
            [
                .. _hits
                    .OrderBy(hit => hit.Rank)
                    .ThenBy(hit => hit.IsOpen(today) ? 0 : 1)
                    .ThenBy(hit => hit.Level)
                    .ThenBy(hit => hit.Name, StringComparer.Ordinal)
                    .DistinctBy(hit => hit.OdsCode ?? hit.LocationId)
                    .Take(Most)
                    .Select(hit => hit.AsPlace(today)),
            ];

        private async Task SitesAsync(string where, Dictionary<string, object> parameters, string rank)
        {
            const string edition = "CASE o.level WHEN 1 THEN @headquarters ELSE @sites END";
            _hits.AddRange(
                await connection.QueryAsync<Hit>(
                    $"""
                    SELECT o.code AS OdsCode, f.location_id AS LocationId, o.name AS Name, o.postcode AS Postcode,
                        o.address1 AS Line1, o.town AS Town, o.opened AS Opened, o.closed AS Closed,
                        CASE o.level WHEN 1 THEN 2 ELSE 1 END AS Level, {rank} AS Rank
                    FROM registers_ods AS o
                    LEFT JOIN registers_cqc_facts AS f ON f.ods_code = o.code AND f.from_import <= @facts
                        AND (f.until_import IS NULL OR f.until_import > @facts) AND f.deregistered IS NULL
                    WHERE {where} AND o.from_import <= {edition} AND (o.until_import IS NULL OR o.until_import > {edition})
                    ORDER BY Rank, o.closed IS NOT NULL, o.level DESC, o.name_key LIMIT {MostRows}
                    """,
                    WithEditions(parameters)
                )
            );
        }

        /// <summary>Locations of CQC that ODS shows no site for.</summary>
        private async Task EntriesAsync(string where, Dictionary<string, object> parameters, string rank) =>
            _hits.AddRange(
                await connection.QueryAsync<Hit>(
                    $"""
                    SELECT e.location_id AS LocationId, e.name AS Name, e.postcode AS Postcode,
                        e.address AS Line1, f.deregistered AS Closed, 3 AS Level, {rank} AS Rank
                    FROM registers_cqc_entry AS e
                    LEFT JOIN registers_cqc_facts AS f ON f.location_id = e.location_id AND f.from_import <= @facts
                        AND (f.until_import IS NULL OR f.until_import > @facts)
                    WHERE {where} AND e.from_import <= @entries AND (e.until_import IS NULL OR e.until_import > @entries)
                        AND NOT EXISTS (SELECT 1 FROM registers_ods AS o WHERE o.code = f.ods_code AND o.level = 2
                            AND o.from_import <= @sites AND (o.until_import IS NULL OR o.until_import > @sites))
                    ORDER BY Rank, e.name_key LIMIT {MostRows}
                    """,
                    WithEditions(parameters)
                )
            );

        private DynamicParameters WithEditions(Dictionary<string, object> parameters)
        {
            var all = new DynamicParameters(parameters);
            all.Add("headquarters", EditionOf(Register.OdsHeadquarters));
            all.Add("sites", EditionOf(Register.OdsSites));
            all.Add("facts", EditionOf(Register.CqcLocations));
            all.Add("entries", EditionOf(Register.CqcDirectory));
            return all;
        }

        private long EditionOf(Register register) =>
            editions.FirstOrDefault(edition => edition.Register == register)?.Number ?? 0;
    }

    private sealed class Hit
    {
        public string? OdsCode { get; init; }
        public string? LocationId { get; init; }
        public string Name { get; init; } = "";
        public string Line1 { get; init; } = "";
        public string? Town { get; init; }
        public string Postcode { get; init; } = "";
        public DateOnly? Opened { get; init; }
        public DateOnly? Closed { get; init; }
        public int Level { get; init; }
        public int Rank { get; init; }

        public bool IsOpen(DateOnly day) => !(Closed <= day);

        public FoundPlace AsPlace(DateOnly today) =>
            new()
            {
                OdsCode = OdsCode,
                LocationId = LocationId,
                Name = Name,
                Address = string.Join(", ", new[] { Line1, Town }.Where(line => line is { Length: > 0 })),
                Postcode = Postcode,
                IsHeadquarters = Level == 2,
                IsOpen = IsOpen(today),
            };
    }
}
