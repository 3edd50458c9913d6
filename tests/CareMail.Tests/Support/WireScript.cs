using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CareMail.Tests.Support;

/// <summary>
/// A dialogue with a mail server as text that a reader can compare with the RFC:
/// <code>
/// &gt; line to send            &lt; line that must come back (* stands for any characters)
/// | raw\r\nbytes, no line end  &lt;-* lines until one without a hyphen behind its code: the last is compared
/// = tls                        &lt;EOF
/// </code>
/// </summary>
internal sealed class WireScript : IAsyncDisposable
{
    // Nothing here takes long; a server that stays silent has failed the test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _tcp = new();
    private Stream _stream = Stream.Null;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public static async Task<WireScript> ConnectAsync(IPEndPoint server, bool tls = false)
    {
        var script = new WireScript();
        await script._tcp.ConnectAsync(server);
        script._stream = script._tcp.GetStream();
        if (tls)
        {
            await script.SecureAsync();
        }

        return script;
    }

    public static async Task PlayAsync(IPEndPoint server, string text, bool tls = false)
    {
        await using var script = await ConnectAsync(server, tls);
        await script.PlayAsync(text);
    }

    public async Task PlayAsync(string text)
    {
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r')))
        {
            switch (line)
            {
                case "":
                    break;
                case "= tls":
                    await SecureAsync();
                    break;
                case "<EOF":
                    Assert.Null(await ReadLineAsync());
                    break;
                case ['>', ..]:
                    await SendAsync(Encoding.UTF8.GetBytes((line.Length > 2 ? line[2..] : "") + "\r\n"));
                    break;
                case ['|', ' ', ..]:
                    await SendAsync(Encoding.UTF8.GetBytes(Regex.Unescape(line[2..])));
                    break;
                case ['<', '-', ..]:
                    AssertLike(line[2..].TrimStart(), await ReadReplyAsync());
                    break;
                case ['<', ' ', ..]:
                    AssertLike(line[2..], await ReadLineAsync());
                    break;
                default:
                    throw new ArgumentException("Not a line of a dialogue: " + line);
            }
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience);
        await _stream.FlushAsync();
    }

    /// <summary>The last line of a reply.</summary>
    public async Task<string?> ReadReplyAsync()
    {
        string? line;
        do
        {
            line = await ReadLineAsync();
        } while (line is { Length: > 3 } && line[3] == '-');

        return line;
    }

    /// <summary>Null when the server has closed.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        while (true)
        {
            if (_start == _end && !await FillAsync())
            {
                return line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
            }

            var b = _buffer[_start++];
            if (b == '\n')
            {
                Assert.Equal((byte)'\r', line[^1]);
                return Encoding.UTF8.GetString([.. line[..^1]]);
            }

            line.Add(b);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task<bool> FillAsync()
    {
        try
        {
            _start = 0;
            _end = await _stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience);
            return _end > 0;
        }
        catch (IOException)
        {
            // Cut off: the same, for a test, as a goodbye without a word.
            _end = 0;
            return false;
        }
    }

    private async Task SecureAsync()
    {
        // The test's own self-signed certificate: what is tested here is the protocol.
        var tls = new SslStream(_stream, false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Patience);
        _stream = tls;
    }

    private static void AssertLike(string expected, string? actual)
    {
        Assert.NotNull(actual);
        if (!expected.Contains('*', StringComparison.Ordinal))
        {
            Assert.Equal(expected, actual);
            return;
        }

        Assert.Matches("^" + Regex.Escape(expected).Replace(@"\*", ".*", StringComparison.Ordinal) + "$", actual);
    }
}
