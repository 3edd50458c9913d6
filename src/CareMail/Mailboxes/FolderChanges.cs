namespace CareMail.Mailboxes;

/// <summary>
/// Tells, after commit, that a folder changed. In process, and cheap with ten thousand subscribers. Callbacks must be
/// quick and come on any thread: set a mark, wake a reader, and read the folder there.
/// </summary>
public sealed class FolderChanges(ILogger<FolderChanges> log)
{
    private readonly Subscribers<FolderChange> _subscribers = new(log);

    /// <param name="id">A folder, or a mailbox for all of its folders.</param>
    /// <param name="changed">What to call.</param>
    public IDisposable Subscribe(Guid id, Action<FolderChange> changed) => _subscribers.Subscribe(id, changed);

    internal void Publish(FolderChange change)
    {
        _subscribers.Tell(change.FolderId, change);
        _subscribers.Tell(change.MailboxId, change);
    }
}
