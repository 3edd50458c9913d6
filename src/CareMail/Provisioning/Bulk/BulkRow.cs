namespace CareMail.Provisioning.Bulk;

/// <summary>How far a file is. The numbers are stored: never reuse one.</summary>
internal enum BulkState
{
    Reading = 1,
    Waiting = 2,
    Running = 3,
    Done = 4,
    Dropped = 5,
}

/// <summary>How far a row is. The numbers are stored: never reuse one.</summary>
internal enum RowState
{
    Good = 1,
    Wrong = 2,
    Done = 3,
    Failed = 4,
}

/// <summary>A file of people, from its upload to its result.</summary>
internal sealed class BulkFile
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string FileName { get; init; } = "";
    public string Headings { get; init; } = "[]";
    public BulkState State { get; init; }
    public long RowsRead { get; init; }
    public long RowsWrong { get; init; }
    public Guid? MadeBy { get; init; }
    public Guid? TokenId { get; init; }
    public string ActorName { get; init; } = "";
    public string Origin { get; init; } = "";
    public DateTimeOffset Started { get; init; }
    public DateTimeOffset? Finished { get; init; }
    public string Fault { get; init; } = "";

    public long RowsGood => RowsRead - RowsWrong;
}

/// <summary>A row of it.</summary>
internal sealed class BulkRow
{
    public long Line { get; init; }
    public RowState State { get; init; }
    public string Action { get; init; } = "";
    public string Cells { get; init; } = "[]";
    public string Outcome { get; init; } = "";
}

/// <summary>How many rows there are of an action in a state.</summary>
internal sealed class RowCount
{
    public string Action { get; init; } = "";
    public RowState State { get; init; }
    public long Number { get; init; }
}
