using System.Text.Json;
using CareMail.Storage;

namespace CareMail.Notices;

/// <summary>
/// What people must be told outside the service. A notice queued in a transaction is tried until it is sent, or given up
/// and told; until then it is sealed, afterwards its words and its recipient are gone.
/// </summary>
public sealed class NoticeQueue(Database database, MasterKey master, NoticeLimits limits, TimeProvider time)
    : IDisposable
{
    private readonly SecretBox _box = new(master.Derive("notices/notices"));
    private readonly SemaphoreSlim _news = new(0, 1);

    /// <summary>Queues it as part of the act it tells of.</summary>
    public async Task QueueAsync(WriteTransaction tx, NewNotice notice)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(notice);
        var id = Ids.New();
        var content = JsonSerializer.SerializeToUtf8Bytes(new Content(notice.To, new(notice.Values)));
        var box = _box.Seal(content, id.ToByteArray(bigEndian: true));
        await NoticeTable.InsertAsync(tx, id, notice, box, time.GetUtcNow());
        tx.AfterCommit(Wake);
    }

    /// <summary>Takes back what still waits: a newer one replaces it.</summary>
    public Task DropAsync(WriteTransaction tx, NoticeKind kind, Guid about) =>
        NoticeTable.DropAsync(tx, kind, about, time.GetUtcNow());

    /// <summary>How many of each state there are about this: for whoever waits for them.</summary>
    public async Task<IReadOnlyDictionary<NoticeState, int>> CountAsync(Guid about, CancellationToken ct = default) =>
        (
            await database.QueryAsync<StateCount>(
                "SELECT state AS State, COUNT(*) AS Count FROM notices_notice WHERE about = @about GROUP BY state",
                new { about },
                ct
            )
        ).ToDictionary(row => row.State, row => (int)row.Count);

    /// <summary>Looks at the queue now instead of at the next poll.</summary>
    public void Wake()
    {
        try
        {
            if (_news.CurrentCount == 0)
            {
                _news.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has just said so.
        }
    }

    public void Dispose() => _news.Dispose();

    internal Task WaitAsync(CancellationToken ct) => _news.WaitAsync(limits.Poll, ct);

    internal Content Open(NoticeRow row) =>
        JsonSerializer.Deserialize<Content>(_box.Open(row.Sealed!, row.Id.ToByteArray(bigEndian: true)))!;

    internal sealed record Content(string To, Dictionary<string, string> Values);

    private sealed class StateCount
    {
        public NoticeState State { get; init; }
        public long Count { get; init; }
    }
}
