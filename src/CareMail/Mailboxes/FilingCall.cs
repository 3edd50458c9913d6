using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A filing with everything made ready that need not be made in the transaction.</summary>
internal sealed record ReadyFiling(
    StoredMessage Message,
    Guid FolderId,
    Guid MailboxId,
    Guid OrganisationId,
    byte[] WrappedKey,
    long[] ThreadKeys,
    Placement Placement
);

/// <summary>A retention with its wrapped key.</summary>
internal sealed record ReadyRetention(StoredMessage Message, Guid OrganisationId, byte[] WrappedKey);

/// <summary>One call of <see cref="MailStore.FileAsync"/> on its way through the writer.</summary>
internal sealed class FilingCall(
    IReadOnlyList<ReadyFiling> filings,
    IReadOnlyList<ReadyRetention> retained,
    Func<WriteTransaction, Task>? alongside
)
{
    // Continuations elsewhere, or the caller would run on the writer's thread.
    private readonly TaskCompletionSource<FilingResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ReadyFiling> Filings { get; } = filings;
    public IReadOnlyList<ReadyRetention> Retained { get; } = retained;
    public Func<WriteTransaction, Task>? Alongside { get; } = alongside;
    public Task<FilingResult> Done => _done.Task;

    /// <summary>What the transaction under way would answer.</summary>
    public FilingResult? Result { get; set; }

    public bool WillBeFiled => Result is { IsFiled: true };

    public void Complete() => _done.TrySetResult(Result!);

    public void Fail(Exception e) => _done.TrySetException(e);
}
