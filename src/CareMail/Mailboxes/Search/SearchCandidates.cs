namespace CareMail.Mailboxes.Search;

/// <summary>What the index knows about one term in one mailbox.</summary>
/// <param name="Found">These hold the term: the index has compared, character by character.</param>
/// <param name="Pending">The index has not looked at these yet (or they have just gone): look for yourself.</param>
public sealed record SearchCandidates(IReadOnlySet<Guid> Found, IReadOnlySet<Guid> Pending)
{
    /// <summary>True or false if the index knows, null if the message must be read.</summary>
    public bool? Holds(Guid messageId) => Pending.Contains(messageId) ? null : Found.Contains(messageId);
}
