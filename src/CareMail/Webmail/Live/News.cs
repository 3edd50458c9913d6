using System.Threading.Channels;

namespace CareMail.Webmail.Live;

/// <summary>What one open stream has to hear of, said from any thread. One mark is enough: whoever reads it looks at everything.</summary>
internal sealed class News
{
    private readonly Channel<bool> _marks = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    // At first every mailbox is news.
    private int _rights = 1;
    private int _over;

    public bool IsOver => Volatile.Read(ref _over) == 1;

    /// <summary>Something changed in a mailbox.</summary>
    public void Mail() => _marks.Writer.TryWrite(true);

    /// <summary>The account has other mailboxes than before.</summary>
    public void Rights()
    {
        Volatile.Write(ref _rights, 1);
        Mail();
    }

    /// <summary>The session has ended.</summary>
    public void End()
    {
        Volatile.Write(ref _over, 1);
        Mail();
    }

    public bool TakeRights() => Interlocked.Exchange(ref _rights, 0) == 1;

    /// <summary>Waits for a mark, and then a little for others; false after a silence. An end is not waited upon.</summary>
    public async Task<bool> ComesAsync(TimeSpan silence, TimeSpan gather, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(silence);
        try
        {
            await _marks.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }

        if (!IsOver)
        {
            await Task.Delay(gather, ct);
        }

        _marks.Reader.TryRead(out _);
        return true;
    }
}
