namespace CareMail.Registers;

/// <summary>A publication of the Data Security and Protection Toolkit, as the public list has it.</summary>
public sealed record DsptRow
{
    public Guid Id { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>Year and level in one text, as written; empty means registered only.</summary>
    public string Status { get; init; } = "";
    public DateOnly? Published { get; init; }
    public string Sector { get; init; } = "";

    /// <summary>The integrated care board, where the list has one.</summary>
    public string Board { get; init; } = "";
}

/// <summary>A row of that list without a code, whose name has one in brackets: for a person to look at, never evidence.</summary>
public sealed record DsptHint(string Code, string Name, string Status, DateOnly? Published);
