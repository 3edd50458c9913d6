namespace CareMail.Mailboxes.Search;

/// <summary>Where the words are kept: a file of its own beside SQLite, a table in PostgreSQL. It can always be made anew.</summary>
internal interface ISearchStore
{
    /// <summary>Every message is in the store or marked for it: what is in neither does not hold the word.</summary>
    Task<bool> IsCompleteAsync(CancellationToken ct);

    Task SetCompleteAsync(CancellationToken ct);

    /// <summary>Forgets everything; not complete any more.</summary>
    Task ClearAsync(CancellationToken ct);

    /// <summary>Which of these are in the store already; what they say never changes.</summary>
    Task<IReadOnlySet<(Guid MailboxId, Guid MessageId)>> KnownAsync(
        IReadOnlyList<(Guid MailboxId, Guid MessageId)> messages,
        CancellationToken ct
    );

    /// <summary>Adds messages, and drops those without words; durable when done.</summary>
    Task PutAsync(IReadOnlyList<SearchRow> rows, CancellationToken ct);

    /// <summary>Messages of the mailbox that hold this run of characters, exactly.</summary>
    Task<IReadOnlyList<Guid>> FindAsync(Guid mailboxId, string folded, SearchIn where, CancellationToken ct);
}

/// <summary>A message of a mailbox; without words it is to be dropped.</summary>
internal sealed record SearchRow(Guid MailboxId, Guid MessageId, MessageWords? Words);
