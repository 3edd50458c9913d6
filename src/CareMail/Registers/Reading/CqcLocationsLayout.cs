using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>cqc_locations.csv, our own: what CQC publishes through its API only.</summary>
internal sealed class CqcLocationsLayout() : Layout(Register.CqcLocations)
{
    private static readonly string[] Names =
    [
        "locationId",
        "providerId",
        "odsCode",
        "brandId",
        "brandName",
        "registrationStatus",
        "registrationDate",
        "deregistrationDate",
        "dormancy",
        "dormancyStartDate",
        "dormancyEndDate",
        "predecessorLocationId",
    ];

    private HeaderColumns? _header;
    private int[] _columns = [];

    public override string Table => "registers_cqc_facts";

    public override string KeySql => "location_id";

    public override string? EndsSql =>
        "CASE WHEN deregistered IS NOT NULL THEN deregistered WHEN upper(status) = 'DEREGISTERED' THEN '0001-01-01' END";

    public override bool KeyIsUnique => true;

    public override (string Column, string Title)[] Shown =>
        [
            ("ods_code", "ODS code"),
            ("provider_id", "Provider ID"),
            ("brand_name", "Brand"),
            ("status", "Registration"),
            ("registered", "Registered"),
            ("deregistered", "Deregistered"),
            ("dormant", "Dormant"),
            ("dormant_from", "Dormant from"),
            ("dormant_until", "Dormant until"),
            ("predecessor", "Predecessor"),
        ];

    protected override BulkColumn<StagedRow>[] Columns =>
        Texts(
            "location_id",
            "provider_id?",
            "ods_code?",
            "brand_id?",
            "brand_name?",
            "status",
            "registered?",
            "deregistered?",
            "dormant",
            "dormant_from?",
            "dormant_until?",
            "predecessor?"
        );

    public override void TakeHeader(string[] fields)
    {
        _header = new HeaderColumns(fields);
        _columns = [.. Names.Select(_header.Of)];
        IsReady = true;
    }

    public override RowReading Read(string[] fields)
    {
        if (fields.Length != _header!.Count)
        {
            return WrongWidth(fields.Length, _header.Count);
        }

        string[] clean = [.. _columns.Select(column => FieldRules.Clean(fields[column]))];
        if (FieldRules.CqcId(clean[0]) is not { } id)
        {
            return "It has no CQC location ID.";
        }

        var deregistered = FieldRules.IsoDate(clean[7]);
        return new RegisterRow(
            id,
            [
                id,
                FieldRules.CqcId(clean[1]),
                FieldRules.Code(clean[2]),
                clean[3].Length == 0 ? null : clean[3],
                clean[4] is "" or "-" ? null : clean[4],
                clean[5],
                FieldRules.IsoDate(clean[6]),
                deregistered,
                clean[8].ToUpperInvariant(),
                FieldRules.IsoDate(clean[9]),
                FieldRules.IsoDate(clean[10]),
                FieldRules.CqcId(clean[11]),
            ]
        )
        {
            Ends =
                deregistered
                ?? (clean[5].Equals("Deregistered", StringComparison.OrdinalIgnoreCase) ? "0001-01-01" : null),
        };
    }
}
