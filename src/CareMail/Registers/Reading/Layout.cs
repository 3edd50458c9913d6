using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>A row that can be stored.</summary>
/// <param name="Key">What it is about: a code, a location. Several rows may have the same.</param>
/// <param name="Fields">One for each of the layout's columns; dates as yyyy-MM-dd.</param>
internal sealed record RegisterRow(string Key, string?[] Fields)
{
    /// <summary>Two rows of a file that agree in this are one. Null: in everything.</summary>
    public string? SameIf { get; init; }

    /// <summary>The first day on which what the row is about has ended.</summary>
    public string? Ends { get; init; }
}

/// <summary>What came of reading a row: a row to store, a reason against it, or (for a hint) both.</summary>
internal readonly record struct RowReading(RegisterRow? Row, string? Refusal)
{
    public static implicit operator RowReading(RegisterRow row) => new(row, null);

    public static implicit operator RowReading(string refusal) => new(null, refusal);
}

/// <summary>A row on its way into the database.</summary>
internal sealed record StagedRow(Guid Id, byte[] Digest, long Import, RegisterRow Row)
{
    public string Text(int field) => Row.Fields[field] ?? "";

    public string? TextOrNull(int field) => Row.Fields[field];
}

/// <summary>How one register's file is written, and the table its rows are kept in. Made anew for each file.</summary>
internal abstract class Layout(Register register)
{
    public Register Register { get; } = register;

    public abstract string Table { get; }

    /// <summary>The key of a stored row, in SQL.</summary>
    public abstract string KeySql { get; }

    /// <summary>The day a stored row's organisation ends, in SQL; null: these rows are no organisations, and may all end.</summary>
    public virtual string? EndsSql => null;

    /// <summary>Which rows of the table are this register's, in SQL.</summary>
    public virtual string OwnSql => "1 = 1";

    /// <summary>A second row with the same key that says something else is refused.</summary>
    public virtual bool KeyIsUnique => false;

    /// <summary>Columns of a stored row that people are shown, and what they are called. The first names the row.</summary>
    public abstract (string Column, string Title)[] Shown { get; }

    /// <summary>The day the file says it was made, if it does.</summary>
    public DateOnly? AsAt { get; protected set; }

    /// <summary>The header is read, or there is none: rows may come.</summary>
    public bool IsReady { get; protected set; }

    protected abstract BulkColumn<StagedRow>[] Columns { get; }

    public BulkRows<StagedRow> Insert =>
        BulkRows<StagedRow>.Insert(
            Table,
            "",
            [
                BulkColumn<StagedRow>.Id("id", row => row.Id),
                BulkColumn<StagedRow>.Bytes("digest", row => row.Digest),
                BulkColumn<StagedRow>.Number("from_import", row => row.Import),
                .. Columns,
            ]
        );

    /// <exception cref="FileRefusedException">This is no header of this register.</exception>
    public virtual void TakeHeader(string[] fields) { }

    public abstract RowReading Read(string[] fields);

    /// <summary>Having read all rows: what speaks against the file being what its name says.</summary>
    public virtual string? Doubt() => null;

    /// <summary>Text columns from the fields, in their order. A name with a question mark may be null.</summary>
    protected static BulkColumn<StagedRow>[] Texts(params string[] names) =>
        [
            .. names.Select(
                (name, field) =>
                    name.EndsWith('?')
                        ? BulkColumn<StagedRow>.TextOrNull(name[..^1], row => row.TextOrNull(field))
                        : BulkColumn<StagedRow>.Text(name, row => row.Text(field))
            ),
        ];

    protected static string WrongWidth(int found, int expected) => $"It has {found} columns; {expected} are expected.";
}

/// <summary>Columns found by their header, because publishers move and rename them.</summary>
internal sealed class HeaderColumns
{
    private readonly string[] _names;

    public HeaderColumns(string[] header) => _names = [.. header.Select(FieldRules.Clean)];

    public int Count => _names.Length;

    /// <exception cref="FileRefusedException">There is none that begins so.</exception>
    public int Of(string beginning) =>
        Find(beginning) ?? throw new FileRefusedException($"Its header has no column “{beginning}”.");

    public int? Find(string beginning) =>
        Array.FindIndex(_names, name => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            is >= 0
                and var at
            ? at
            : null;
}
