using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>What a decision looked at, each fact once. Registers only: nothing personal is in them.</summary>
internal sealed class EvidenceList
{
    private readonly List<Evidence> _facts = [];

    public IReadOnlyList<Evidence> Facts => _facts;

    public void Ods(OdsRow row) => Add(row.Level == OdsLevel.Site ? "ods_site" : "ods_hq", row.Code, InWords(row));

    public void Headquarters(OdsRow row) => Ods(row);

    public void Succession(Succession succession) =>
        Add("succession", succession.From, $"Followed by {succession.To}{Since(succession.Effective)}.");

    public void Location(CqcLocation location)
    {
        List<string> says =
        [
            location.Name.Length > 0 ? $"{location.Name}, {location.Postcode}." : "Not in the weekly directory.",
        ];
        if (location.Facts is { } facts)
        {
            says.Add(
                $"{facts.Status}: {(facts.Registered is { } from ? $"from {Say.Day(from)}" : "no day given")}"
                    + $"{(facts.Deregistered is { } to ? $" to {Say.Day(to)}" : "")}."
            );
            says.Add(facts.OdsCode is { } code ? $"ODS code {code}." : "No ODS code.");
            if (facts.DormantFrom is { } asleep)
            {
                says.Add(
                    $"Dormant from {Say.Day(asleep)}{(facts.DormantUntil is { } awake ? $" to {Say.Day(awake)}" : "")}."
                );
            }
        }

        if (location.ServiceTypes.Count > 0)
        {
            says.Add($"{string.Join(", ", location.ServiceTypes)}.");
        }

        if (location.ProviderName.Length > 0)
        {
            says.Add($"Run by {location.ProviderName}.");
        }

        Add("cqc", location.Id, string.Join(' ', says));
    }

    public void Toolkit(ToolkitReading reading)
    {
        var says = reading switch
        {
            { Publication: { } p, Row: { } row } =>
                $"{row.Status.Trim()}, published on {Say.Day(p.Published)}, stands to {Say.Day(p.LastDay)}.",
            { Row: { } row } => $"{row.Status.Trim()}, without a day.",
            _ => "Nothing published on the day.",
        };
        if (reading.Code.Length > 0)
        {
            Add("dspt", reading.Code, says);
        }
    }

    public void Sector(DsptRow row) =>
        Add("dspt", row.Code, $"Sector: {(row.Sector.Length > 0 ? row.Sector : "none given")}.");

    public void Group(CareGroup group) =>
        Add(
            "ods_hq",
            string.Join(", ", group.Headquarters),
            $"Sites in England that count: {group.Counted.Count} ({string.Join(", ", group.Counted.Take(10).Select(s => s.Code))}"
                + $"{(group.Counted.Count > 10 ? " and more" : "")})."
        );

    public void Waiver(DateOnly day) =>
        Add("policy", "waived_routes", $"No publication was asked for on {Say.Day(day)}.");

    private static string InWords(OdsRow row)
    {
        List<string> says = [$"{row.Name}, {row.Postcode}.", $"Open{Since(row.Opened)}{Until(row.Closed)}."];
        if (row.Level == OdsLevel.Site)
        {
            says.Add(
                row.Parent is { } parent
                    ? $"Run by {parent}{Since(row.JoinedParent)}{Until(row.LeftParent)}."
                    : "Nobody shown who runs it."
            );
            says.Add($"{Say.Country(row.Country)}.");
        }

        return string.Join(' ', says);
    }

    private static string Since(DateOnly? day) => day is { } d ? $" from {Say.Day(d)}" : "";

    private static string Until(DateOnly? day) => day is { } d ? $" until {Say.Day(d)}" : "";

    private void Add(string register, string id, string says)
    {
        var fact = new Evidence(register, id, says);
        if (!_facts.Contains(fact))
        {
            _facts.Add(fact);
        }
    }
}
