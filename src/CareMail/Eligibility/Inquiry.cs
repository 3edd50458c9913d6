using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>What the decisions of one day work with. Not shared by threads: it remembers what it has worked out.</summary>
internal sealed class Inquiry(RegisterRecords records, Policy policy, DateOnly day)
{
    private readonly Dictionary<string, CareGroup> _groups = [];
    private readonly Dictionary<string, string?> _brands = [];

    public RegisterRecords Records => records;

    public Policy Policy => policy;

    public DateOnly Day => day;

    /// <summary>What the decision looked at, in the order it did.</summary>
    public EvidenceList Evidence { get; private set; } = new();

    /// <summary>The same day and registers, for the next question.</summary>
    public void StartAfresh() => Evidence = new();

    public ToolkitReading Toolkit(string code) => ToolkitRules.Read(records.Dspt(code), code, policy, day);

    public bool IsSucceeded(string code) => records.SuccessionsOf(code).Any(s => s.IsInForce(day));

    public CareGroup GroupOf(OdsRow headquarters)
    {
        if (!_groups.TryGetValue(headquarters.Code, out var group))
        {
            group = GroupRules.Of(this, headquarters);
            foreach (var member in group.Headquarters)
            {
                _groups[member] = group;
            }
        }

        return group;
    }

    public string? BrandOf(string headquarters)
    {
        if (!_brands.TryGetValue(headquarters, out var brand))
        {
            _brands[headquarters] = brand = GroupRules.BrandOf(records, headquarters);
        }

        return brand;
    }
}
