using System.Globalization;
using System.Text;
using CareMail.Registers;

namespace CareMail.Tests.Eligibility;

/// <summary>
/// The sample registers, read in the plainest way that could be right: the import has other code, so that the two check
/// each other through the decisions.
/// </summary>
internal static class SampleRegisters
{
    public static RegisterRecords Records { get; } = Read();

    private static RegisterRecords Read()
    {
        var entries = Named("cqc_directory.csv", "CQC Location ID (for office use only)")
            .Where(row => row["CQC Location ID (for office use only)"].Length > 0)
            .ToDictionary(row => row["CQC Location ID (for office use only)"], Entry);
        var facts = Named("cqc_locations.csv", "locationId").ToDictionary(row => row["locationId"], Facts);
        var locations = entries
            .Keys.Union(facts.Keys)
            .Select(id => new CqcLocation(id, facts.GetValueOrDefault(id), entries.GetValueOrDefault(id)))
            .ToList();
        var ods = Lines("ecarehomesite.csv")
            .Where(line => line.Length == 27)
            .Select(line => Ods(line, OdsLevel.Site))
            .Concat(Lines("ecarehomehq.csv").Select(line => Ods(line, OdsLevel.Headquarters)))
            .Distinct()
            .ToList();
        return new RegisterRecords(
            ods,
            [.. Lines("succ.csv").Select(Followed)],
            locations,
            [.. Named("dspt_status.csv", "Code").Where(row => row["Code"].Length > 0).Select(Toolkit)],
            []
        );
    }

    private static OdsRow Ods(string[] f, OdsLevel level) =>
        new()
        {
            Level = level,
            Code = f[0].Trim().ToUpperInvariant(),
            Name = f[1],
            Postcode = f[9],
            Opened = Day(f[10], "yyyyMMdd"),
            Closed = Day(f[11], "yyyyMMdd"),
            Parent = f[14].Length == 0 ? null : f[14],
            JoinedParent = Day(f[15], "yyyyMMdd"),
            LeftParent = Day(f[16], "yyyyMMdd"),
            Country = f[26].Length == 0 ? null : int.Parse(f[26], CultureInfo.InvariantCulture),
        };

    private static Succession Followed(string[] f) =>
        new()
        {
            From = f[0],
            To = f[1],
            Reason = f[2],
            Effective = Day(f[3], "yyyyMMdd"),
            Indicator = f[4],
        };

    private static CqcEntry Entry(Dictionary<string, string> row) =>
        new()
        {
            LocationId = row["CQC Location ID (for office use only)"],
            ProviderId = row["CQC Provider ID (for office use only)"],
            Name = row["Name"],
            Postcode = row["Postcode"],
            ServiceTypes = row["Service types"].Split('|', StringSplitOptions.RemoveEmptyEntries),
            ProviderName = row["Provider name"],
        };

    private static CqcFacts Facts(Dictionary<string, string> row) =>
        new()
        {
            LocationId = row["locationId"],
            ProviderId = row["providerId"],
            OdsCode = row["odsCode"] is { Length: > 0 } code ? code : null,
            BrandId = row["brandId"] is { Length: > 0 } brand ? brand : null,
            Status = row["registrationStatus"],
            Registered = Day(row["registrationDate"], "yyyy-MM-dd"),
            Deregistered = Day(row["deregistrationDate"], "yyyy-MM-dd"),
            Dormant = row["dormancy"] == "Y",
            DormantFrom = Day(row["dormancyStartDate"], "yyyy-MM-dd"),
            DormantUntil = Day(row["dormancyEndDate"], "yyyy-MM-dd"),
        };

    private static DsptRow Toolkit(Dictionary<string, string> row) =>
        new()
        {
            Code = row["Code"].Trim().ToUpperInvariant(),
            Name = row["Organisation Name"],
            Status = row["Status"],
            Published = Day(row["Date Of Publication"], "dd/MM/yyyy"),
            Sector = row["Primary Sector"],
        };

    private static DateOnly? Day(string text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    /// <summary>The rows under a header, by its names; rows of another width are none.</summary>
    private static IEnumerable<Dictionary<string, string>> Named(string file, string column)
    {
        var lines = Lines(file).ToList();
        var header = lines.FindIndex(line => line.Contains(column));
        return lines
            .Skip(header + 1)
            .Where(line => line.Length == lines[header].Length)
            .Select(line => lines[header].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    private static IEnumerable<string[]> Lines(string file)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var content = typeof(App).Assembly.GetManifestResourceStream("registers/" + file)!;
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        var bytes = copy.ToArray();
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.GetEncoding(1252).GetString(bytes);
        }

        return text.Split("\r\n").Where(line => line.Trim(',', ' ').Length > 0).Select(Fields);
    }

    private static string[] Fields(string line)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        return [.. fields, field.ToString()];
    }
}
