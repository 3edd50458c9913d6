namespace CareMail.Registers.Importing;

/// <summary>How far a file has come. The numbers are stored: never reuse one.</summary>
public enum ImportState
{
    /// <summary>Being read, or left behind by a program that ended meanwhile.</summary>
    Reading = 1,

    /// <summary>Read and waiting: what would change can be looked at.</summary>
    Waiting = 2,

    Applied = 3,

    /// <summary>Refused whole.</summary>
    Refused = 4,

    /// <summary>Given up, or overtaken by a newer one.</summary>
    Discarded = 5,
}

/// <summary>A row that was not taken, and why. Never what it says: it may be personal.</summary>
public sealed record RefusedRow(long Line, string Reason);

/// <summary>A file that was read: what it changes, or changed.</summary>
public sealed record ImportReport
{
    public long Number { get; init; }
    public Register Register { get; init; }
    public string File { get; init; } = "";

    /// <summary>The day whose state the file shows.</summary>
    public DateOnly AsAt { get; init; }
    public ImportState State { get; init; }
    public DateTimeOffset Started { get; init; }
    public DateTimeOffset? Applied { get; init; }
    public Guid? Actor { get; init; }
    public string? Reason { get; init; }

    /// <summary>Why the whole file is refused.</summary>
    public string? Fault { get; init; }

    /// <summary>Rows read, header and blank lines left out.</summary>
    public long Lines { get; init; }
    public long Same { get; init; }
    public long Added { get; init; }
    public long Changed { get; init; }
    public long Ended { get; init; }

    /// <summary>Rows refused, of which the first few thousand are kept one by one.</summary>
    public long Refused { get; init; }

    /// <summary>Organisations live before, and how many of them would not be afterwards.</summary>
    public long LiveBefore { get; init; }
    public long LiveEnding { get; init; }

    public bool ChangesNothing => Added + Changed + Ended == 0;

    public double EndingShare => LiveBefore == 0 ? 0 : (double)LiveEnding / LiveBefore;
}
