using System.Globalization;
using System.Text;

namespace CareMail.Benchmarks;

/// <summary>
/// Register files as large as the country's, invented and the same every time: codes, CQC numbers, postcodes and
/// telephone numbers lie in ranges that were never issued.
/// </summary>
internal sealed class RegisterSet(int sites, int headquarters)
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private static readonly string[] First =
    [
        "Amber",
        "Bracken",
        "Copse",
        "Dray",
        "Eddle",
        "Fern",
        "Gull",
        "Hollin",
        "Jorrel",
        "Kelder",
        "Lark",
        "Mallow",
        "Nettle",
        "Orrin",
        "Pindle",
        "Quern",
        "Rushen",
        "Sorrel",
        "Tarn",
        "Umber",
        "Wether",
        "Yarrow",
    ];
    private static readonly string[] Second =
    [
        "barrow",
        "bourne",
        "brook",
        "combe",
        "dene",
        "field",
        "fold",
        "garth",
        "holt",
        "hurst",
        "ley",
        "march",
        "mere",
        "shaw",
        "stead",
        "thorpe",
        "wick",
    ];
    private static readonly string[] Kinds =
    [
        "House",
        "Lodge",
        "Care Home",
        "Nursing Home",
        "Home Care",
        "View",
        "Court",
        "Support Services",
    ];
    private static readonly string[] Towns =
    [
        "Fictwick",
        "Testborough",
        "Mockhythe",
        "Utopmouth",
        "Sampminster",
        "Inventleton",
        "Legenstoke",
        "Pretleham",
    ];
    private static readonly string[] Services =
    [
        "Residential homes",
        "Nursing homes",
        "Homecare agencies",
        "Supported living",
    ];

    private uint _dice = 20_261_120;

    public IReadOnlyList<string> SiteCodes { get; private set; } = [];

    /// <summary>Writes the eight files into a folder. With a share, so many rows in a thousand differ from the plain set.</summary>
    public void Write(string folder, int changedInThousand = 0)
    {
        _dice = 20_261_120;
        var homes = Enumerable.Range(0, sites).Select(Home).ToList();
        SiteCodes = [.. homes.Select(home => home.Code)];
        Save(folder, "ecarehomehq.csv", Enumerable.Range(0, headquarters).Select(Headquarters));
        Save(folder, "ecarehomesite.csv", homes.Select((home, i) => Site(home, Differs(i))));
        Save(
            folder,
            "succ.csv",
            Enumerable.Range(0, 2_000).Select(i => Quoted(Code('8', i), Code('9', i), "R", "20180401", ""))
        );
        Save(
            folder,
            "cqc_directory.csv",
            [
                "CQC Locations data,,,,,,,,,,,,,,",
                ",,,,,,,,,,,,,,",
                "This data was produced on 20 November 2026,,,,,,,,,,,,,,",
                ",,,,,,,,,,,,,,",
                "Name,Also known as,Address,Postcode,Phone number,Service's website (if available),Service types,Date of latest check,Specialisms/services,Provider name,Local authority,Region,Location URL,CQC Location ID (for office use only),CQC Provider ID (for office use only)",
                .. homes.Select((home, i) => Entry(home, Differs(i))),
            ]
        );
        Save(
            folder,
            "cqc_locations.csv",
            [
                "locationId,providerId,odsCode,brandId,brandName,registrationStatus,registrationDate,deregistrationDate,dormancy,dormancyStartDate,dormancyEndDate,predecessorLocationId",
                .. homes.Select(Facts),
            ]
        );
        Save(
            folder,
            "cqc_contacts.csv",
            ["location_id,contact_id,registered_manager,cqc_registered_phone", .. homes.Select(Contact)]
        );
        Save(
            folder,
            "dspt_status.csv",
            [
                "Code,Organisation Name,Status,Date Of Publication,Primary Sector,\"Integrated Care Board (where available, from ODS)\"",
                .. homes.Select((home, i) => Dspt(home, Differs(i))),
                .. Enumerable
                    .Range(0, headquarters)
                    .Select(i => $"{Code('A', i)},{ProviderOf(i)} LIMITED,2025-26 Standards Met,24/06/2026,Care Home,"),
            ]
        );
        Save(
            folder,
            "dcb1596_accredited_domains.csv",
            [
                "Organisation Name,ODS Code,Date Accredited,Domain,DMARC Policy,SPF Policy,DKIM,TLS 1.2",
                .. Enumerable
                    .Range(0, 500)
                    .Select(i => $"Body {i},ZD{i:000},15/07/2026,body-{i}.example,reject,-all,Y,Y"),
            ]
        );

        bool Differs(int i) => i % 1_000 < changedInThousand;
    }

    private sealed record House(int Number, string Code, string Name, string Town, string Postcode, int Headquarters);

    private House Home(int i)
    {
        var area = (char)('A' + Roll(26));
        return new House(
            i,
            Code('V', i),
            $"{NameOf(Roll(First.Length * Second.Length))} {Kinds[Roll(Kinds.Length)]}",
            Towns[Roll(Towns.Length)],
            $"Z{area}{1 + Roll(29)} {Roll(10)}{Alphabet[10 + Roll(12)]}{Alphabet[10 + Roll(12)]}",
            Roll(headquarters)
        );
    }

    /// <summary>As good as every provider has a name of its own.</summary>
    private static string ProviderOf(int i) =>
        $"{NameOf(i)} and {NameOf((i / (First.Length * Second.Length) * 7) + i)}";

    private static string NameOf(int i) => First[i % First.Length] + Second[i / First.Length % Second.Length];

    private static string Site(House home, bool differs) =>
        Quoted(
            home.Code,
            home.Name.ToUpperInvariant(),
            "Y58",
            "QVV",
            $"{1 + (home.Number % 180)} {(differs ? "NEW" : "TEST")} LANE",
            "",
            "",
            home.Town.ToUpperInvariant(),
            "LAKESHIRE",
            home.Postcode,
            "20150401",
            "",
            "",
            "",
            Code('A', home.Headquarters),
            "20150401",
            "",
            "01632960001",
            "",
            "",
            "",
            "0",
            "",
            "99D",
            "",
            "",
            "1"
        );

    private static string Headquarters(int i) =>
        Quoted(
            Code('A', i),
            ProviderOf(i).ToUpperInvariant() + " CARE LIMITED",
            "",
            "",
            $"{1 + (i % 180)} TEST LANE",
            "",
            "",
            "FICTWICK",
            "LAKESHIRE",
            $"ZA{1 + (i % 29)} 1AB",
            "20120101",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "0",
            "",
            "",
            "",
            "",
            "1"
        );

    private static string Entry(House home, bool differs) =>
        $"{home.Name},,\"{1 + (home.Number % 180)} Test Lane,{home.Town}\",{home.Postcode},1632960001,,{Services[home.Number % Services.Length]},09/Jan/2025 - 00:00,Dementia|Caring for adults over 65 yrs,{ProviderOf(home.Headquarters)} Care {(differs ? "Ltd" : "Limited")},Westshire,South West,https://www.cqc.org.uk/location/{Location(home)},{Location(home)},{Provider(home)}";

    private static string Facts(House home) =>
        $"{Location(home)},{Provider(home)},{home.Code},{(home.Headquarters % 50 == 0 ? $"BD{home.Headquarters % 400}" : "")},{(home.Headquarters % 50 == 0 ? "BRAND Example" : "-")},Registered,2015-04-01,,N,,,";

    private static string Contact(House home) =>
        $"{Location(home)},1-{9_997_000_000 + home.Number},Ms Manager {home.Number},0163296{home.Number % 10_000:0000}";

    private static string Dspt(House home, bool differs) =>
        $"{home.Code},{home.Name.ToUpperInvariant()},2025-26 Standards {(differs ? "Exceeded" : "Met")},24/06/2026,Care Home,NHS EXAMPLE INTEGRATED CARE BOARD";

    private static string Location(House home) =>
        (9_999_000_000 + home.Number).ToString("'1-'0", CultureInfo.InvariantCulture);

    private static string Provider(House home) =>
        (9_998_000_000 + home.Headquarters).ToString("'1-'0", CultureInfo.InvariantCulture);

    /// <summary>Five characters: a letter and a number in base 34.</summary>
    private static string Code(char letter, int number)
    {
        var code = new char[5];
        code[0] = letter;
        for (var i = 4; i > 0; i--)
        {
            code[i] = Alphabet[number % Alphabet.Length];
            number /= Alphabet.Length;
        }

        return new string(code);
    }

    private static string Quoted(params string[] fields) => string.Join(',', fields.Select(field => $"\"{field}\""));

    private static void Save(string folder, string name, IEnumerable<string> lines) =>
        File.WriteAllText(
            Path.Combine(folder, name),
            string.Concat(lines.Select(line => line + "\r\n")),
            new UTF8Encoding(false)
        );

    /// <summary>Numerical Recipes' generator: the same numbers on every machine.</summary>
    private int Roll(int sides)
    {
        _dice = unchecked((_dice * 1_664_525) + 1_013_904_223);
        return (int)((_dice >> 8) % (uint)sides);
    }
}
