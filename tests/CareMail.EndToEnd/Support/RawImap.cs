using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace CareMail.EndToEnd.Support;

/// <summary>Just enough of an IMAP client to put messages in and read them back byte for byte.</summary>
internal sealed class RawImap : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private Stream _stream = Stream.Null;
    private int _tag;

    public static Task<RawImap> SignInAsync(CareMailProcess server, string name, string password) =>
        OpenAsync(server, $"LOGIN \"{name}\" \"{password}\"");

    /// <summary>RFC 7628 §3.1, with the token of another service.</summary>
    public static Task<RawImap> SignInWithTokenAsync(CareMailProcess server, string token) =>
        OpenAsync(
            server,
            "AUTHENTICATE OAUTHBEARER "
                + Convert.ToBase64String(Encoding.UTF8.GetBytes($"n,,\u0001auth=Bearer {token}\u0001\u0001"))
        );

    private static async Task<RawImap> OpenAsync(CareMailProcess server, string signIn)
    {
        var imap = new RawImap();
        await imap._tcp.ConnectAsync("127.0.0.1", server.Imaps);
        // The self-signed certificate of a data folder made a moment ago.
        var tls = new SslStream(imap._tcp.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        imap._stream = new BufferedStream(tls, 64 * 1024);
        await imap.LineAsync();
        await imap.CommandAsync(signIn);
        return imap;
    }

    /// <summary>Sends a command and returns its last line, which must say OK.</summary>
    public async Task<string> CommandAsync(string command)
    {
        await SendAsync(Encoding.UTF8.GetBytes($"a{++_tag} {command}\r\n"));
        return await DoneAsync();
    }

    public async Task AppendAsync(string folder, ReadOnlyMemory<byte> message)
    {
        await SendAsync(Encoding.UTF8.GetBytes($"a{++_tag} APPEND {folder} {{{message.Length}}}\r\n"));
        var go = await LineAsync();
        if (!go.StartsWith('+'))
        {
            throw new InvalidOperationException(go);
        }

        await SendAsync(message);
        await SendAsync("\r\n"u8.ToArray());
        await DoneAsync();
    }

    /// <summary>Every message of a folder, one after the other.</summary>
    public async IAsyncEnumerable<byte[]> MessagesAsync(string folder)
    {
        await CommandAsync($"EXAMINE {folder}");
        await SendAsync(Encoding.UTF8.GetBytes($"a{++_tag} UID FETCH 1:* (BODY.PEEK[])\r\n"));
        while (true)
        {
            var line = await LineAsync();
            if (line.StartsWith($"a{_tag} ", StringComparison.Ordinal))
            {
                Assert.StartsWith($"a{_tag} OK", line, StringComparison.Ordinal);
                yield break;
            }

            if (line.EndsWith('}'))
            {
                var size = int.Parse(
                    line[(line.LastIndexOf('{') + 1)..^1],
                    System.Globalization.CultureInfo.InvariantCulture
                );
                var message = new byte[size];
                await _stream.ReadExactlyAsync(message);
                yield return message;
            }
        }
    }

    /// <summary>Waits, as IDLE does, until the server ends the connection.</summary>
    public async Task EndedAsync()
    {
        await SendAsync(Encoding.UTF8.GetBytes($"a{++_tag} IDLE\r\n"));
        try
        {
            while (true)
            {
                await LineAsync();
            }
        }
        catch (IOException)
        {
            // That is what was waited for.
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First the line: whoever still waits for a word of the server holds the stream.
        _tcp.Dispose();
        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The server was killed: that is what these tests do.
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes);
        await _stream.FlushAsync();
    }

    private async Task<string> DoneAsync()
    {
        while (true)
        {
            var line = await LineAsync();
            if (line.StartsWith($"a{_tag} ", StringComparison.Ordinal))
            {
                return line.StartsWith($"a{_tag} OK", StringComparison.Ordinal)
                    ? line
                    : throw new InvalidOperationException(line);
            }
        }
    }

    private async Task<string> LineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await _stream.ReadAsync(one) == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }
    }
}
