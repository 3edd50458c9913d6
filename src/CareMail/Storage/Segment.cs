namespace CareMail.Storage;

/// <summary>The segment being written. One thread writes.</summary>
internal sealed class Segment(long number, ILogFile file, long capacity) : IDisposable
{
    private long _records;

    public long Number { get; } = number;

    public long Position { get; private set; } = SegmentFormat.HeaderSize;

    public bool Fits(long size) => Position + size <= capacity - SegmentFormat.TrailerSize;

    /// <summary>Writes whole records and returns when they would survive a power cut.</summary>
    public long Append(ReadOnlySpan<byte> records, int count)
    {
        var at = Position;
        file.Write(records, at);
        file.Sync();
        Position += records.Length;
        _records += count;
        return at;
    }

    /// <summary>Cuts off what was filled in advance and marks the end. Not needed for what is stored to be safe.</summary>
    public void Seal() => Seal(file, Position, _records);

    public static void Seal(ILogFile file, long end, long records)
    {
        file.Write(SegmentFormat.Trailer(end, records, 0), end);
        file.Length = end + SegmentFormat.TrailerSize;
        file.Sync();
    }

    public void Dispose() => file.Dispose();
}
