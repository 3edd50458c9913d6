using System.Collections.Concurrent;

namespace CareMail.Mailboxes;

/// <summary>
/// Who wants to hear about an id. A subscriber costs an entry in an array; telling touches only those of that id. What a
/// subscriber throws is logged and kept from the others: the commit it hears of has happened.
/// </summary>
internal sealed class Subscribers<T>(ILogger log)
{
    private readonly ConcurrentDictionary<Guid, Action<T>[]> _subscribers = new();

    public IDisposable Subscribe(Guid id, Action<T> told)
    {
        _subscribers.AddOrUpdate(id, _ => [told], (_, others) => [.. others, told]);
        return new Subscription(this, id, told);
    }

    public void Tell(Guid id, T what)
    {
        if (!_subscribers.TryGetValue(id, out var subscribers))
        {
            return;
        }

        foreach (var subscriber in subscribers)
        {
            try
            {
                subscriber(what);
            }
            catch (Exception e)
            {
                MailboxesLog.SubscriberFailed(log, e);
            }
        }
    }

    private void Remove(Guid id, Action<T> told)
    {
        while (_subscribers.TryGetValue(id, out var subscribers))
        {
            var at = Array.IndexOf(subscribers, told);
            if (at < 0)
            {
                return;
            }

            Action<T>[] others = [.. subscribers[..at], .. subscribers[(at + 1)..]];
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

    private sealed class Subscription(Subscribers<T> subscribers, Guid id, Action<T> told) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                subscribers.Remove(id, told);
            }
        }
    }
}
