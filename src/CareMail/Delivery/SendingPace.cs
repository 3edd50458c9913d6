using System.Collections.Concurrent;

namespace CareMail.Delivery;

/// <summary>Messages of each mailbox in the last minute. In memory: after a restart the minute begins anew.</summary>
internal sealed class SendingPace(SubmissionLimits limits, TimeProvider clock)
{
    // Mailboxes that sent in this minute; swept when it grows beyond what one program serves.
    private const int SweepAt = 10_000;

    private readonly ConcurrentDictionary<Guid, (long Minute, int Count)> _sent = new();

    /// <param name="most">Where that differs from everybody's.</param>
    public bool TryTake(Guid mailboxId, int? most = null)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (_sent.Count > SweepAt)
        {
            foreach (var old in _sent.Where(s => s.Value.Minute < minute))
            {
                _sent.TryRemove(old);
            }
        }

        var now = _sent.AddOrUpdate(
            mailboxId,
            (minute, 1),
            (_, known) => known.Minute == minute ? (minute, known.Count + 1) : (minute, 1)
        );
        return now.Count <= (most ?? limits.MessagesPerMinute);
    }
}
