using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>CQC's weekly directory: a few lines that say what it is and of which day, a header, rows.</summary>
internal sealed class CqcDirectoryLayout() : Layout(Register.CqcDirectory)
{
    private const int LongestPreamble = 10;

    private HeaderColumns? _header;
    private int[] _columns = [];
    private int _preamble;

    public override string Table => "registers_cqc_entry";

    public override string KeySql => "location_id";

    public override string? EndsSql => "NULL";

    public override bool KeyIsUnique => true;

    public override (string Column, string Title)[] Shown =>
        [
            ("name", "Name"),
            ("also_known_as", "Also known as"),
            ("address", "Address"),
            ("postcode", "Postcode"),
            ("phone", "Telephone"),
            ("service_types", "Service types"),
            ("specialisms", "Specialisms"),
            ("provider_id", "Provider ID"),
            ("provider_name", "Provider"),
            ("local_authority", "Local authority"),
            ("region", "Region"),
        ];

    protected override BulkColumn<StagedRow>[] Columns =>
        Texts(
            "location_id",
            "provider_id?",
            "name",
            "name_key",
            "search_key",
            "also_known_as",
            "address",
            "postcode",
            "postcode_key",
            "phone",
            "service_types",
            "specialisms",
            "provider_name",
            "local_authority",
            "region"
        );

    public override void TakeHeader(string[] fields)
    {
        var header = new HeaderColumns(fields);
        if (header.Find("Name") is null || header.Find("CQC Location") is null)
        {
            AsAt ??= fields.Select(FieldRules.DateWrittenOut).FirstOrDefault(day => day is not null);
            if (++_preamble > LongestPreamble)
            {
                throw new FileRefusedException("It has no line of column names: “Name”, “CQC Location ID” and so on.");
            }

            return;
        }

        _columns =
        [
            header.Of("CQC Location"),
            header.Of("CQC Provider"),
            header.Of("Name"),
            header.Of("Also known as"),
            header.Of("Address"),
            header.Of("Postcode"),
            header.Of("Phone"),
            header.Of("Service types"),
            header.Of("Specialisms"),
            header.Of("Provider name"),
            header.Of("Local authority"),
            header.Of("Region"),
        ];
        _header = header;
        IsReady = true;
    }

    public override RowReading Read(string[] fields)
    {
        if (fields.Length != _header!.Count)
        {
            return WrongWidth(fields.Length, _header.Count);
        }

        if (FieldRules.CqcId(fields[_columns[0]]) is not { } id)
        {
            return "It has no CQC location ID, so it cannot be linked to anything.";
        }

        string[] clean = [.. _columns.Select(column => FieldRules.Clean(fields[column]))];
        var (name, alias, address, postcode) = (clean[2], clean[3], clean[4], clean[5]);
        var (nameKey, postcodeKey) = (RegisterNames.Key(name), RegisterNames.PostcodeKey(postcode));
        return new RegisterRow(
            id,
            [
                id,
                FieldRules.CqcId(clean[1]),
                name,
                nameKey,
                RegisterNames.SearchKey(nameKey, RegisterNames.Key(alias), RegisterNames.Key(address), postcodeKey),
                alias,
                address,
                postcode,
                postcodeKey,
                .. clean[6..],
            ]
        );
    }
}
