using System.Collections.Concurrent;

namespace CareMail.Mailboxes;

/// <summary>
/// Tells, after commit, that a folder changed. In process; a subscriber costs an entry in a list, a publication touches
/// only those who asked for that folder or its mailbox. Callbacks must be quick and come on any thread: set a mark, wake
/// a reader, and read the folder there.
/// </summary>
public sealed class FolderChanges
{
    private readonly ConcurrentDictionary<Guid, Action<FolderChange>[]> _subscribers = new();

    /// <param name="id">A folder, or a mailbox for all of its folders.</param>
    /// <param name="changed">What to call.</param>
    public IDisposable Subscribe(Guid id, Action<FolderChange> changed)
    {
        _subscribers.AddOrUpdate(id, _ => [changed], (_, others) => [.. others, changed]);
        return new Subscription(this, id, changed);
    }

    internal void Publish(FolderChange change)
    {
        Tell(change.FolderId, change);
        Tell(change.MailboxId, change);
    }

    private void Tell(Guid id, FolderChange change)
    {
        if (_subscribers.TryGetValue(id, out var subscribers))
        {
            foreach (var subscriber in subscribers)
            {
                subscriber(change);
            }
        }
    }

    private void Remove(Guid id, Action<FolderChange> changed)
    {
        while (_subscribers.TryGetValue(id, out var subscribers))
        {
            var at = Array.IndexOf(subscribers, changed);
            if (at < 0)
            {
                return;
            }

            Action<FolderChange>[] others = [.. subscribers[..at], .. subscribers[(at + 1)..]];
            var removed =
                others.Length == 0
                    ? _subscribers.TryRemove(KeyValuePair.Create(id, subscribers))
                    : _subscribers.TryUpdate(id, others, subscribers);
            if (removed)
            {
                return;
            }
        }
    }

    private sealed class Subscription(FolderChanges changes, Guid id, Action<FolderChange> changed) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                changes.Remove(id, changed);
            }
        }
    }
}
