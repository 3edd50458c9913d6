namespace CareMail.Storage;

/// <summary>
/// Where a message's bytes are. Five columns of the message's row; the place may change when a segment is compacted.
/// </summary>
/// <param name="Segment">Number of the segment file.</param>
/// <param name="Offset">Where the record begins in it.</param>
/// <param name="Length">Length of the message as it came, lead included.</param>
/// <param name="LeadLength">So many bytes of the message stand after the rest of it (large messages only).</param>
/// <param name="Kind">0: a record among others; 1: a file of its own. Frozen numbers.</param>
public readonly record struct StoredBytes(long Segment, long Offset, long Length, int LeadLength, int Kind)
{
    public const int Record = 0;
    public const int OwnFile = 1;
}
