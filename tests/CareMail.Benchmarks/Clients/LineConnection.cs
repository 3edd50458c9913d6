using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace CareMail.Benchmarks.Clients;

/// <summary>A connection that sends commands and reads lines, with as little work of its own as can be.</summary>
internal class LineConnection : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly TcpClient _tcp;
    private readonly Stream _stream;
    private int _from;
    private int _to;

    protected LineConnection(TcpClient tcp, Stream stream) => (_tcp, _stream) = (tcp, stream);

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes);

    public ValueTask SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task<string> ReadLineAsync(CancellationToken ct = default)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_from, _to - _from).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _from, end);
                _from += end + 2;
                return line;
            }

            await FillAsync(ct);
        }
    }

    /// <summary>Reads exactly so many bytes and gives them to whoever wants them.</summary>
    public async Task ReadBytesAsync(long count, Action<ReadOnlyMemory<byte>> take)
    {
        while (count > 0)
        {
            if (_from == _to)
            {
                await FillAsync(default);
            }

            var some = (int)Math.Min(count, _to - _from);
            take(_buffer.AsMemory(_from, some));
            _from += some;
            count -= some;
        }
    }

    /// <summary>Reads up to and with a line that begins with the tag; gives how many bytes came.</summary>
    public async Task<long> SkipToTagAsync(string tag)
    {
        var mark = Encoding.ASCII.GetBytes($"\r\n{tag} ");
        var bytes = 0L;
        while (true)
        {
            var at = _buffer.AsSpan(_from, _to - _from).IndexOf(mark);
            if (at >= 0)
            {
                bytes += at + 2;
                _from += at + 2;
                var line = await ReadLineAsync();
                return line.Contains(" OK", StringComparison.Ordinal)
                    ? bytes + line.Length
                    : throw new InvalidOperationException(line);
            }

            // The mark may be cut by the end of the buffer.
            var skip = Math.Max(0, _to - _from - mark.Length);
            bytes += skip;
            _from += skip;
            await FillAsync(default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    protected static async Task<(TcpClient, Stream)> DialAsync(int port, bool tls)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("127.0.0.1", port);
        if (!tls)
        {
            return (tcp, tcp.GetStream());
        }

        // Self-signed, made a moment ago by the program under test, on loopback: any name will do, but it must be that.
        var stream = new SslStream(
            tcp.GetStream(),
            false,
            (_, certificate, _, _) => certificate is not null && certificate.Subject == certificate.Issuer
        );
        await stream.AuthenticateAsClientAsync("localhost");
        return (tcp, stream);
    }

    /// <summary>Ends when the server has closed the connection; what it says until then is read away.</summary>
    public async Task ClosedAsync()
    {
        try
        {
            while (await _stream.ReadAsync(_buffer) > 0) { }
        }
        catch (IOException)
        {
            // Cut off is closed too.
        }
    }

    private async Task FillAsync(CancellationToken ct)
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_to), ct);
        _to += read > 0 ? read : throw new EndOfStreamException("The server closed the connection.");
    }
}
