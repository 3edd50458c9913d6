using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CareMail.Hosting;
using CareMail.Storage;

namespace CareMail.Provisioning.Webhooks;

/// <summary>Which servers events may be sent to. In a test: its own.</summary>
internal sealed record WebhookNetwork(Func<IPAddress, bool> MayReach)
{
    // This machine, and where clouds keep what a machine may do: nobody has a receiver of events there.
    private static readonly IPNetwork[] Never =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/3",
            "::/127",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::/32",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>The public internet, and networks the operator named (CAREMAIL_WEBHOOK_NETS).</summary>
    public static WebhookNetwork Of(CareMailSettings settings) =>
        new(address =>
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return PublicNetwork.Contains(plain)
                || (settings.WebhookNets.Any(n => n.Contains(plain)) && !Array.Exists(Never, n => n.Contains(plain)));
        });
}

/// <summary>
/// Sends events to where organisations want them: signed, each with an id, again and again with longer waits until the other
/// side says that it has it. No redirection is followed, and no address within our own networks is dialled.
/// </summary>
internal sealed class WebhookWorker : BackgroundService
{
    private const int AtOnce = 20;
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly Database _database;
    private readonly WebhookTable _webhooks;
    private readonly WebhookKeys _keys;
    private readonly WebhookSignal _signal;
    private readonly WebhookNetwork _network;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookWorker> _log;
    private readonly HttpClient _client;

    public WebhookWorker(
        Database database,
        WebhookTable webhooks,
        WebhookKeys keys,
        WebhookSignal signal,
        WebhookNetwork network,
        TimeProvider time,
        ILogger<WebhookWorker> log
    )
    {
        (_database, _webhooks, _keys, _signal, _network, _time, _log) = (
            database,
            webhooks,
            keys,
            signal,
            network,
            time,
            log
        );
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                MaxResponseHeadersLength = 16,
                ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, ct),
            }
        )
        {
            Timeout = Patience,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("CareMail");
    }

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Events outlive any trouble of the database.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ProvisioningLog.WebhookTrouble(_log, e);
            }

            await _signal.WaitAsync(AtLeast, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Everything that is due.</summary>
    internal async Task RunOnceAsync(CancellationToken ct)
    {
        IReadOnlyList<WebhookDelivery> due;
        while ((due = await _webhooks.DueAsync(_time.GetUtcNow(), AtOnce, ct)).Count > 0)
        {
            await Task.WhenAll(due.Select(delivery => OneAsync(delivery, ct)));
        }

        await _database.WriteAsync(tx => WebhookTable.ForgetAsync(tx, _time.GetUtcNow() - Kept), ct);
    }

    private async Task OneAsync(WebhookDelivery delivery, CancellationToken ct)
    {
        if (
            !await _database.WriteAsync(tx => WebhookTable.TakeAsync(tx, delivery, _time.GetUtcNow() + Lease), ct)
            || await _webhooks.FindAsync(delivery.WebhookId, ct) is not { } webhook
        )
        {
            return;
        }

        var (isDone, outcome) = await SendAsync(webhook, delivery, ct);
        var (attempts, now) = (delivery.Attempts + 1, _time.GetUtcNow());
        var wait = isDone ? null : WebhookRules.WaitAfter(attempts);
        var state =
            isDone ? DeliveryState.Delivered
            : wait is null ? DeliveryState.GivenUp
            : DeliveryState.Waiting;
        await _database.WriteAsync(
            tx =>
                WebhookTable.SettleAsync(tx, delivery.Id, state, attempts, now + (wait ?? TimeSpan.Zero), now, outcome),
            CancellationToken.None
        );
    }

    private async Task<(bool IsDone, string Outcome)> SendAsync(
        Webhook webhook,
        WebhookDelivery delivery,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Address)
        {
            Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json"),
        };
        // Signed anew each time, for the time is part of it; the id stays, so that nobody does the same thing twice.
        request.Headers.Add(
            "CareMail-Signature",
            WebhookRules.Sign(_keys.Open(webhook), _time.GetUtcNow(), delivery.Body)
        );
        request.Headers.Add("CareMail-Event-Id", delivery.Id.ToString());
        request.Headers.Add("CareMail-Event", delivery.Kind);
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            return (answer.IsSuccessStatusCode, $"Answered {status}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return (
                false,
                e.InnerException is NotPublicException || e is NotPublicException
                    ? NotPublicException.Words
                    : "Could not be reached"
            );
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (false, "Did not answer in time");
        }
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken ct)
    {
        var found = await Dns.GetHostAddressesAsync(to.Host, ct);
        if (found.Length == 0 || !found.All(_network.MayReach))
        {
            throw new NotPublicException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // These addresses, and not what the name leads to a moment later.
            await socket.ConnectAsync(found, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class NotPublicException() : IOException(Words)
    {
        public const string Words = "Not an address of the public internet";
    }
}
