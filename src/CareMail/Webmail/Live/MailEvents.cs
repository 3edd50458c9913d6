using System.Threading.Channels;
using CareMail.Identity;
using CareMail.Mailboxes;

namespace CareMail.Webmail.Live;

/// <summary>
/// Tells a browser that mail came or changed: a hint without content, after which it reads the page again. One connection
/// a browser (its tabs share it, see wwwroot/mail.js). Changes close together are told once.
/// </summary>
internal sealed class MailEvents(Desk desk, MailboxAccess access, FolderChanges changes, OpenStreams streams)
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(150);

    // Proxies drop what is silent for a minute.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    public async Task RunAsync(HttpContext http, CancellationToken stopping)
    {
        var account = http.Reader();
        if (streams.TryOpen(account.Id) is not { } place)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        using var _ = place;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await TellAsync(http, account, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The browser left, or the service stops.
        }
    }

    private async Task TellAsync(HttpContext http, SignedInAccount account, CancellationToken ct)
    {
        // One mark is enough: whoever reads it reads everything.
        var wake = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        var accessChanged = 1;
        using var rights = access.Subscribe(
            account.Id,
            () =>
            {
                Interlocked.Exchange(ref accessChanged, 1);
                wake.Writer.TryWrite(true);
            }
        );
        List<IDisposable> heard = [];
        try
        {
            var greeted = false;
            while (true)
            {
                if (Interlocked.Exchange(ref accessChanged, 0) == 1)
                {
                    heard.ForEach(h => h.Dispose());
                    var mine = await desk.MailboxesAsync(account, ct);
                    heard =
                    [
                        .. mine.Select(m => changes.Subscribe(m.Mailbox.Id, change => wake.Writer.TryWrite(true))),
                    ];
                }

                if (!greeted)
                {
                    // Only now is nothing missed any more.
                    await WriteAsync(http, "retry: 3000\n\nevent: hello\ndata: \n\n", ct);
                    greeted = true;
                }

                if (await WokenAsync(wake.Reader, ct))
                {
                    await Task.Delay(Gather, ct);
                    wake.Reader.TryRead(out var __);
                    await WriteAsync(http, "event: mail\ndata: \n\n", ct);
                }
                else
                {
                    await WriteAsync(http, ":\n\n", ct);
                }
            }
        }
        finally
        {
            heard.ForEach(h => h.Dispose());
        }
    }

    private static async Task<bool> WokenAsync(ChannelReader<bool> wake, CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(Silence);
        try
        {
            return await wake.WaitToReadAsync(silence.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken ct)
    {
        await http.Response.WriteAsync(text, ct);
        await http.Response.Body.FlushAsync(ct);
    }
}
