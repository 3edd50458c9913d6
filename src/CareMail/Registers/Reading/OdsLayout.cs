using System.Globalization;
using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>ecarehomehq.csv and ecarehomesite.csv: 27 columns by position, no header.</summary>
internal sealed class OdsLayout : Layout
{
    private const int Width = 27;
    private const int Country = 17;

    // Fewer rows than this prove nothing about the file.
    private const int Enough = 10;

    private readonly OdsLevel _level;
    private int _rows;
    private int _withParent;

    public OdsLayout(OdsLevel level)
        : base(level == OdsLevel.Site ? Register.OdsSites : Register.OdsHeadquarters)
    {
        _level = level;
        IsReady = true;
    }

    public override string Table => "registers_ods";

    public override string KeySql => "code";

    public override string? EndsSql => "closed";

    public override string OwnSql => "level = " + ((int)_level).ToString(CultureInfo.InvariantCulture);

    public override (string Column, string Title)[] Shown =>
        [
            ("name", "Name"),
            ("address1", "Address line 1"),
            ("address2", "Address line 2"),
            ("address3", "Address line 3"),
            ("town", "Town"),
            ("county", "County"),
            ("postcode", "Postcode"),
            ("opened", "Opened"),
            ("closed", "Closed"),
            ("parent", "Headquarters"),
            ("joined_parent", "Joined headquarters"),
            ("left_parent", "Left headquarters"),
            ("telephone", "Telephone"),
            ("country", "Country"),
        ];

    protected override BulkColumn<StagedRow>[] Columns =>
        [
            .. Texts(
                "code",
                "name",
                "name_key",
                "search_key",
                "address1",
                "address2",
                "address3",
                "town",
                "county",
                "postcode",
                "postcode_key",
                "opened?",
                "closed?",
                "parent?",
                "joined_parent?",
                "left_parent?",
                "telephone"
            ),
            BulkColumn<StagedRow>.NumberOrNull("country", row => NumberOf(row.TextOrNull(Country))),
            BulkColumn<StagedRow>.Number("level", _ => (long)_level),
        ];

    public override RowReading Read(string[] fields)
    {
        if (fields.Length != Width)
        {
            return WrongWidth(fields.Length, Width);
        }

        if (FieldRules.Code(fields[0]) is not { } code)
        {
            return "Its first column is not an ODS code.";
        }

        var parent = FieldRules.Code(fields[14]);
        _rows++;
        _withParent += parent is null ? 0 : 1;
        var (name, town, postcode) = (Clean(1), Clean(7), Clean(9));
        var (nameKey, postcodeKey) = (RegisterNames.Key(name), RegisterNames.PostcodeKey(postcode));
        var (opened, closed) = (FieldRules.OdsDate(fields[10]), FieldRules.OdsDate(fields[11]));
        var (joined, left) = (FieldRules.OdsDate(fields[15]), FieldRules.OdsDate(fields[16]));
        var country = NumberOf(Clean(26))?.ToString(CultureInfo.InvariantCulture);
        return new RegisterRow(
            code,
            [
                code,
                name,
                nameKey,
                RegisterNames.SearchKey(nameKey, RegisterNames.Key(town), postcodeKey),
                Clean(4),
                Clean(5),
                Clean(6),
                town,
                Clean(8),
                postcode,
                postcodeKey,
                opened,
                closed,
                parent,
                joined,
                left,
                Clean(17),
                country,
            ]
        )
        {
            SameIf = string.Join('\n', code, name, postcode, opened, closed, parent, joined, left, country),
            Ends = closed,
        };

        string Clean(int column) => FieldRules.Clean(fields[column]);
    }

    public override string? Doubt() =>
        _level switch
        {
            OdsLevel.Headquarters when _rows >= Enough && _withParent * 2 > _rows =>
                "Most of its rows name a headquarters: it is the list of sites.",
            OdsLevel.Site when _rows >= Enough && _withParent == 0 =>
                "None of its rows names a headquarters: it is the list of headquarters.",
            _ => null,
        };

    private static long? NumberOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
