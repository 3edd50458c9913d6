using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>The toolkit's public list: header, 6 columns, the last of which keeps changing its name.</summary>
internal sealed class DsptLayout() : Layout(Register.Dspt)
{
    private HeaderColumns? _header;
    private int[] _columns = [];
    private int? _board;

    public override string Table => "registers_dspt";

    public override string KeySql => "coalesce(code, '(' || hint || ')')";

    public override string? EndsSql => "NULL";

    public override (string Column, string Title)[] Shown =>
        [
            ("name", "Name"),
            ("status", "Status"),
            ("published", "Published"),
            ("sector", "Sector"),
            ("board", "Integrated care board"),
        ];

    protected override BulkColumn<StagedRow>[] Columns =>
        Texts("code?", "hint?", "name", "status", "published?", "sector", "board");

    public override void TakeHeader(string[] fields)
    {
        _header = new HeaderColumns(fields);
        _columns =
        [
            _header.Of("Code"),
            _header.Of("Organisation Name"),
            _header.Of("Status"),
            _header.Of("Date Of Publication"),
            _header.Of("Primary Sector"),
        ];
        _board = Enumerable.Range(0, _header.Count).Except(_columns).Cast<int?>().FirstOrDefault();
        IsReady = true;
    }

    public override RowReading Read(string[] fields)
    {
        if (fields.Length != _header!.Count)
        {
            return WrongWidth(fields.Length, _header.Count);
        }

        string[] clean = [.. _columns.Select(column => FieldRules.Clean(fields[column]))];
        var board = _board is { } at ? FieldRules.Clean(fields[at]) : "";
        var code = FieldRules.Code(clean[0]);
        var hint = code is null ? FieldRules.CodeInBrackets(clean[1]) : null;
        if (code is null && hint is null)
        {
            return "Its first column is not an ODS code.";
        }

        var row = new RegisterRow(
            code ?? $"({hint})",
            [code, hint, clean[1], clean[2], FieldRules.BritishDate(clean[3]), clean[4], board]
        );
        return code is not null
            ? row
            : new RowReading(
                row,
                $"It has no ODS code. {hint} in its name is kept as a hint for a person, not as evidence."
            );
    }
}
