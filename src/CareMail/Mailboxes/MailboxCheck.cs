namespace CareMail.Mailboxes;

/// <summary>One thing that does not agree; ids and numbers only.</summary>
public readonly record struct MailboxFault(string Kind, Guid Id, string Detail);

/// <summary>Proves that counters, entries, messages and keys agree: for <c>verify</c> and for tests.</summary>
public sealed class MailboxCheck
{
    /// <summary>Recomputes what is kept as a count and compares; looks for rows that lack what they point at.</summary>
    public IAsyncEnumerable<MailboxFault> RowsAsync(CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Reads, decrypts and so authenticates every message from disk.</summary>
    public IAsyncEnumerable<MailboxFault> BytesAsync(CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>How often each message is used outside folders, for the owner of those uses to compare.</summary>
    public IAsyncEnumerable<(Guid MessageId, Guid OrganisationId, long Held)> HeldAsync(
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    public Task<long> CountMessagesAsync(CancellationToken ct = default) => throw new NotImplementedException();
}
