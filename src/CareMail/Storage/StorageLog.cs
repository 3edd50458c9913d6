namespace CareMail.Storage;

internal static partial class StorageLog
{
    [LoggerMessage(
        100,
        LogLevel.Warning,
        "Message log: segment {Segment} was not closed. Kept {Records} whole messages up to byte {End}; {TornBytes} bytes "
            + "of {TornRecords} messages that nobody was told are stored stay unused."
    )]
    public static partial void SegmentRecovered(
        ILogger log,
        long segment,
        long records,
        long end,
        long tornBytes,
        long tornRecords
    );

    [LoggerMessage(101, LogLevel.Information, "Message log: {Segments} segments, {Large} large messages.")]
    public static partial void LogOpened(ILogger log, int segments, int large);

    [LoggerMessage(102, LogLevel.Error, "Message log: segment {Segment} failed and will not be written again.")]
    public static partial void SegmentAbandoned(ILogger log, long segment, Exception why);

    [LoggerMessage(103, LogLevel.Error, "Message log: no new segment could be made.")]
    public static partial void NoSegment(ILogger log, Exception why);

    [LoggerMessage(
        104,
        LogLevel.Information,
        "Message log: segment {Segment} compacted, {Moved} messages moved, {Bytes} bytes to be freed."
    )]
    public static partial void Compacted(ILogger log, long segment, int moved, long bytes);

    [LoggerMessage(105, LogLevel.Information, "Message log: {Count} segments without live messages deleted.")]
    public static partial void Deleted(ILogger log, int count);

    [LoggerMessage(
        106,
        LogLevel.Error,
        "Message log: segment {Segment} holds a damaged record and is left alone. Run verify."
    )]
    public static partial void DamagedSegment(ILogger log, long segment);

    [LoggerMessage(107, LogLevel.Error, "Reclaiming space in the message log failed; it is tried again later.")]
    public static partial void SpaceFailed(ILogger log, Exception why);

    [LoggerMessage(
        108,
        LogLevel.Warning,
        "PostgreSQL runs with {Setting} = off: mail that was acknowledged can be lost at a power cut. Set it to on."
    )]
    public static partial void DatabaseForgets(ILogger log, string setting);
}
