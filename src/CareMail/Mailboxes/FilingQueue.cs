using System.Threading.Channels;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// The one writer of deliveries: takes whatever has arrived since its last commit and files it in one transaction. If that
/// fails, each call is tried alone, so that one that cannot be filed fails alone.
/// </summary>
internal sealed class FilingQueue : IAsyncDisposable
{
    // As many rows as one transaction writes in a few dozen milliseconds.
    private const int FilingsOfBatch = 500;

    // Who comes when so many wait is made to wait before, with its message in its own hands.
    private const int Waiting = 10_000;

    private readonly Database _database;
    private readonly FolderChanges _changes;
    private readonly MailboxLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _worker;
    private readonly Channel<FilingCall> _calls = Channel.CreateBounded<FilingCall>(
        new BoundedChannelOptions(Waiting) { SingleReader = true }
    );

    public FilingQueue(Database database, FolderChanges changes, MailboxLimits limits, TimeProvider time, ILogger log)
    {
        (_database, _changes, _limits, _time, _log) = (database, changes, limits, time, log);
        // Whoever makes the store may be inside something of their own; the worker must not inherit it.
        using (ExecutionContext.SuppressFlow())
        {
            _worker = Task.Run(WorkAsync);
        }
    }

    public async Task<FilingResult> FileAsync(FilingCall call, CancellationToken ct)
    {
        await _calls.Writer.WriteAsync(call, ct);
        return await call.Done.WaitAsync(ct);
    }

    private async Task WorkAsync()
    {
        var batch = new List<FilingCall>();
        while (await _calls.Reader.WaitToReadAsync())
        {
            batch.Clear();
            var filings = 0;
            while (filings < FilingsOfBatch && _calls.Reader.TryRead(out var call))
            {
                batch.Add(call);
                filings += call.Filings.Count + 1;
            }

            await FileAsync(batch);
        }
    }

    private async Task FileAsync(List<FilingCall> batch)
    {
        var error = await TryWriteAsync(batch);
        if (error is null)
        {
            foreach (var call in batch)
            {
                call.Complete();
            }
        }
        else if (batch is [var alone])
        {
            alone.Fail(error);
        }
        else
        {
            MailboxesLog.BatchFailed(_log, error, batch.Count);
            foreach (var call in batch)
            {
                await FileAsync([call]);
            }
        }
    }

    /// <summary>The reason why nothing was written; null if it is committed.</summary>
    private async Task<Exception?> TryWriteAsync(List<FilingCall> batch)
    {
        var committed = false;
        try
        {
            await _database.WriteAsync(async tx =>
            {
                tx.AfterCommit(() => committed = true);
                await new FilingBatch(batch, _changes, _limits, _time.GetUtcNow()).WriteAsync(tx);
            });
            return null;
        }
        catch (Exception e) when (committed)
        {
            // Somebody's AfterCommit failed. The mail is filed, and filing it again would be the worse mistake.
            MailboxesLog.AfterFilingFailed(_log, e);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _calls.Writer.TryComplete();
        await _worker;
    }
}
