namespace CareMail.Protocols.Mime;

/// <summary>
/// Reads a message as it arrives and makes its summary: linear time, flat memory, any split of the bytes gives the same
/// summary, and no content makes it throw.
/// </summary>
public sealed class MessageScanner(MimeLimits limits)
{
    public MessageScanner()
        : this(MimeLimits.Default) { }

    public void Feed(ReadOnlySpan<byte> bytes) => throw new NotImplementedException(limits.ToString());

    /// <param name="leadLength">Header bytes that were put before the message after it was scanned; offsets move by it.</param>
    public MessageSummary Complete(long leadLength = 0) => throw new NotImplementedException();

    public static MessageSummary Scan(ReadOnlySpan<byte> message, MimeLimits? limits = null)
    {
        var scanner = new MessageScanner(limits ?? MimeLimits.Default);
        scanner.Feed(message);
        return scanner.Complete();
    }
}
