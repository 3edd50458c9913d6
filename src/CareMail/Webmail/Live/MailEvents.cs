using CareMail.Identity;
using CareMail.Identity.Doors;
using CareMail.Identity.Sessions;
using CareMail.Mailboxes;

namespace CareMail.Webmail.Live;

/// <summary>
/// Tells a browser that mail came or changed: a hint without content, after which it reads the page again. One connection
/// a browser (its tabs share it, see wwwroot/mail.js). It ends with the session, and says so: no mail stays on the screen
/// of a tablet that others use.
/// </summary>
internal sealed class MailEvents(
    Desk desk,
    MailboxAccess access,
    FolderChanges changes,
    WebSessions sessions,
    OpenStreams streams
)
{
    // Changes close together are told once.
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
        var news = new News();
        var session = http.User.SessionId() ?? throw new InvalidOperationException("No session.");
        using var end = sessions.WhenEnded(session, news.End);
        using var rights = access.Subscribe(account.Id, news.Rights);
        if (!await sessions.IsLiveAsync(session, ct))
        {
            // It ended between the door and here.
            news.End();
        }

        List<IDisposable> heard = [];
        try
        {
            var greeted = false;
            while (!news.IsOver)
            {
                if (news.TakeRights())
                {
                    heard.ForEach(h => h.Dispose());
                    var mine = await desk.MailboxesAsync(account, ct);
                    heard = [.. mine.Select(m => changes.Subscribe(m.Mailbox.Id, _ => news.Mail()))];
                }

                if (!greeted)
                {
                    // Only now is nothing missed any more.
                    await WriteAsync(http, "retry: 3000\n\nevent: hello\ndata: \n\n", ct);
                    greeted = true;
                }

                var came = await news.ComesAsync(Silence, Gather, ct);
                if (!news.IsOver)
                {
                    await WriteAsync(http, came ? "event: mail\ndata: \n\n" : ":\n\n", ct);
                }
            }

            await WriteAsync(http, "event: end\ndata: \n\n", ct);
        }
        finally
        {
            heard.ForEach(h => h.Dispose());
        }
    }

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken ct)
    {
        await http.Response.WriteAsync(text, ct);
        await http.Response.Body.FlushAsync(ct);
    }
}
