namespace CareMail.Registers;

/// <summary>How much of a file is taken before it is looked at.</summary>
public sealed record RegisterLimits
{
    /// <summary>The whole country's largest list has 20 MB.</summary>
    public long FileBytes { get; init; } = 256L << 20;

    /// <summary>All files of one upload; the largest each.</summary>
    public long UploadBytes { get; init; } = 300L << 20;

    /// <summary>The longest row of the real lists, with every service and specialism, has 2 kB.</summary>
    public int LineBytes { get; init; } = 32 << 10;

    /// <summary>Rows of one file. The toolkit's list, the longest, has about 60,000.</summary>
    public int Rows { get; init; } = 500_000;

    /// <summary>Published lengths are at most 100 and are sometimes exceeded.</summary>
    public int FieldLength { get; init; } = 2_000;

    /// <summary>Lines that a quoted field may reach over.</summary>
    public int LinesOfARow { get; init; } = 8;

    /// <summary>Refused rows told one by one; of the rest only the number.</summary>
    public int Refusals { get; init; } = 5_000;

    /// <summary>Rows written while the writer is held: a few milliseconds.</summary>
    public int Slice { get; init; } = 400;

    /// <summary>After a slice nothing is written for so many times as long as it took.</summary>
    public double GapShare { get; init; } = 2;

    public TimeSpan LongestGap { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>An import that ends more than this share of the organisations now live has to be confirmed.</summary>
    public double EndingShare { get; init; } = 0.02;

    /// <summary>A file dated further ahead than this has a slip in its date.</summary>
    public int DaysAhead { get; init; } = 366;
}
