using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>succ.csv: 5 columns by position, no header.</summary>
internal sealed class SuccessionLayout : Layout
{
    private const int Width = 5;

    public SuccessionLayout()
        : base(Register.Successions) => IsReady = true;

    public override string Table => "registers_succession";

    public override string KeySql => "from_code";

    public override (string Column, string Title)[] Shown =>
        [("to_code", "Followed by"), ("reason", "Reason"), ("effective", "From"), ("indicator", "Indicator")];

    protected override BulkColumn<StagedRow>[] Columns =>
        Texts("from_code", "to_code", "reason", "effective?", "indicator");

    public override RowReading Read(string[] fields)
    {
        if (fields.Length != Width)
        {
            return WrongWidth(fields.Length, Width);
        }

        if (FieldRules.Code(fields[0]) is not { } from || FieldRules.Code(fields[1]) is not { } to)
        {
            return "Its first two columns are not both ODS codes.";
        }

        return new RegisterRow(
            from,
            [
                from,
                to,
                FieldRules.Clean(fields[2]).ToUpperInvariant(),
                FieldRules.OdsDate(fields[3]),
                FieldRules.Clean(fields[4]).ToUpperInvariant(),
            ]
        );
    }
}
