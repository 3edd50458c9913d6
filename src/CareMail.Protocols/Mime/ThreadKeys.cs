namespace CareMail.Protocols.Mime;

/// <summary>What puts a message into its conversation. Message-IDs without angle brackets.</summary>
public sealed record ThreadKeys(string? MessageId, IReadOnlyList<string> References, string BaseSubject, bool IsReply)
{
    public static readonly ThreadKeys None = new(null, [], "", false);
}
