using System.Net;
using System.Net.Sockets;
using CareMail.Hosting;

namespace CareMail.Webmail.Reading;

/// <summary>What the picture proxy looks at before it looks at the bytes.</summary>
internal sealed record RemotePictureLimits
{
    public static readonly RemotePictureLimits Default = new();

    /// <summary>A photograph for a screen is below 2 MB.</summary>
    public int Bytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>A reader waits no longer for a picture.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pictures fetched at the same time, for everybody.</summary>
    public int AtOnce { get; init; } = 8;
}

/// <summary>
/// Fetches pictures from outside for a reader, so that the sender's server sees this service and not the reader: no
/// cookies, no referrer, no browser's name. It never connects to an address of a private network: the name is resolved here
/// and the very address that was looked at is the one connected to, after every redirect again.
/// </summary>
internal sealed class RemotePictures : IDisposable
{
    private readonly RemotePictureLimits _limits;
    private readonly Func<IPAddress, bool> _mayReach;
    private readonly SemaphoreSlim _slots;
    private readonly HttpClient _client;

    public RemotePictures()
        : this(RemotePictureLimits.Default, PublicNetwork.Contains) { }

    /// <param name="limits">How large, how long, how many.</param>
    /// <param name="mayReach">Which addresses may be connected to.</param>
    public RemotePictures(RemotePictureLimits limits, Func<IPAddress, bool> mayReach)
    {
        (_limits, _mayReach) = (limits, mayReach);
        _slots = new SemaphoreSlim(limits.AtOnce);
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                MaxAutomaticRedirections = 3,
                AutomaticDecompression = DecompressionMethods.None,
                MaxResponseHeadersLength = 16,
                ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, ct),
            }
        )
        {
            Timeout = limits.Patience,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("CareMail");
    }

    /// <returns>Null for whatever is not a picture of reasonable size on a public server.</returns>
    public async Task<(string Type, byte[] Bytes)?> FetchAsync(Uri address, CancellationToken ct)
    {
        if (address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            return null;
        }

        await _slots.WaitAsync(ct);
        try
        {
            using var answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentLength > _limits.Bytes)
            {
                return null;
            }

            var bytes = await ReadAsync(await answer.Content.ReadAsStreamAsync(ct), ct);
            return bytes is not null && PictureType.Of(bytes) is { } type ? (type, bytes) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _slots.Dispose();
    }

    private async Task<byte[]?> ReadAsync(Stream stream, CancellationToken ct)
    {
        // The client's timeout ends with the headers: a server that drips bytes is cut here.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_limits.Patience);
        using var buffer = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (await stream.ReadAsync(piece, patience.Token) is var read and > 0)
        {
            if (buffer.Length + read > _limits.Bytes)
            {
                return null;
            }

            buffer.Write(piece, 0, read);
        }

        return buffer.ToArray();
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken ct)
    {
        var found = await Dns.GetHostAddressesAsync(to.Host, ct);
        if (found.Length == 0 || !found.All(_mayReach))
        {
            throw new HttpRequestException("Not a public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
