namespace CareMail.Storage;

/// <summary>Where everything is kept. Filled by the composer from the settings, so that storage knows no configuration.</summary>
public sealed record StorageOptions
{
    public required string DataFolder { get; init; }

    /// <summary>A PostgreSQL connection string; empty means SQLite in the data folder.</summary>
    public string Database { get; init; } = "";

    /// <summary>Empty: a file of mode 0600 made in the data folder. Otherwise a path, or <c>base64:…</c> of 32 bytes.</summary>
    public string MasterKey { get; init; } = "";

    /// <summary>Size of a segment of the message log. It is zero-filled in advance, so it is also what an idle log takes.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>A segment with at least this share of dead bytes is compacted.</summary>
    public double CompactAtDeadShare { get; init; } = 0.5;

    /// <summary>How long bytes may wait for their index row before they count as given up.</summary>
    public TimeSpan SegmentGrace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an emptied segment waits for its last reader.</summary>
    public TimeSpan ReaderGrace { get; init; } = TimeSpan.FromMinutes(5);

    public Engine Engine => Database.Length == 0 ? Engine.Sqlite : Engine.Postgres;

    /// <summary>The file of the SQLite database in the data folder; another name makes another store beside the main one.</summary>
    public string SqliteName { get; init; } = "caremail.db";

    public string SqliteFile => Path.Combine(DataFolder, SqliteName);

    public string MessageFolder => Path.Combine(DataFolder, "messages");
}
