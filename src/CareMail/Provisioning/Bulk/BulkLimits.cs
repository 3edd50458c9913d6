namespace CareMail.Provisioning.Bulk;

/// <summary>How much one file may hold. A trust has some tens of thousands of people; no source says what today's services take.</summary>
internal static class BulkLimits
{
    public const int Bytes = 32 << 20;

    public const int Rows = 100_000;

    /// <summary>Characters of one cell.</summary>
    public const int Cell = 200;

    public const int Columns = 20;

    public const int FileName = 100;

    /// <summary>Rows staged, or errors shown, at a time.</summary>
    public const int Slice = 500;

    /// <summary>Accounts made in one transaction: some tens of milliseconds, for mail waits behind it.</summary>
    public const int AtOnce = 100;

    /// <summary>A file and its result are there for as long as somebody may ask what came of it.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);
}
