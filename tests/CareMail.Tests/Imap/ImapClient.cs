using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CareMail.Tests.Imap;

/// <summary>A client that does exactly what a dialogue says.</summary>
internal sealed class ImapClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _tcp = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream = Stream.Null;
    private int _start;
    private int _end;
    private int _tags;

    private ImapClient() { }

    public static async Task<ImapClient> ConnectAsync(IPEndPoint server, bool tls)
    {
        var client = new ImapClient();
        await client._tcp.ConnectAsync(server);
        client._tcp.NoDelay = true;
        client._stream = client._tcp.GetStream();
        if (tls)
        {
            await client.StartTlsAsync();
        }

        return client;
    }

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                // The test server's certificate is its own.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            }
        );
        _stream = tls;
    }

    /// <summary>
    /// Plays a dialogue: <c>&gt;</c> is sent, <c>&lt;</c> must be what comes back. <c>…</c> stands for anything, and
    /// <c>&gt;&gt;</c> is sent without a line end.
    /// </summary>
    public async Task PlayAsync(string dialogue)
    {
        foreach (var line in dialogue.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(">> ", StringComparison.Ordinal))
            {
                await SendRawAsync(line[3..]);
            }
            else if (line.StartsWith('>'))
            {
                await SendRawAsync(line[Math.Min(2, line.Length)..] + "\r\n");
            }
            else if (line.StartsWith('<'))
            {
                await ExpectAsync(line[Math.Min(2, line.Length)..]);
            }
        }
    }

    public async Task ExpectAsync(string expected)
    {
        var heard = await LineAsync() ?? "(closed)";
        var pattern = "^" + Regex.Escape(expected).Replace("…", ".*", StringComparison.Ordinal) + "$";
        if (!Regex.IsMatch(heard, pattern, RegexOptions.Singleline))
        {
            Assert.Equal(expected, heard);
        }
    }

    /// <summary>Sends a command and returns its untagged answers; the tagged one must begin with <paramref name="status"/>.</summary>
    public async Task<List<string>> DoAsync(string command, string status = "OK")
    {
        var tag = $"t{++_tags}";
        await SendRawAsync($"{tag} {command}\r\n");
        return await AnswersAsync(tag, status);
    }

    /// <summary>The answers up to the tagged one, literals joined into their lines.</summary>
    public async Task<List<string>> AnswersAsync(string tag, string status = "OK")
    {
        var answers = new List<string>();
        while (true)
        {
            var line = await ResponseAsync() ?? throw new EndOfStreamException(string.Join('\n', answers));
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
            {
                Assert.True(
                    line.StartsWith($"{tag} {status}", StringComparison.Ordinal),
                    string.Join('\n', answers) + "\n" + line
                );
                answers.Add(line);
                return answers;
            }

            answers.Add(line);
        }
    }

    /// <summary>APPENDs without waiting; returns the UID.</summary>
    public async Task<uint> AppendAsync(string folder, string message, string options = "")
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        var answers = await DoAsync($"APPEND {folder} {options}{{{bytes.Length}+}}\r\n{message}");
        return uint.Parse(Regex.Match(answers[^1], @"APPENDUID \d+ (\d+)").Groups[1].Value, null);
    }

    public Task SendRawAsync(string text) => SendRawAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes);
        await _stream.FlushAsync();
    }

    /// <summary>A line with the literals it announces.</summary>
    public async Task<string?> ResponseAsync()
    {
        var text = new StringBuilder();
        while (await LineAsync() is { } line)
        {
            text.Append(line);
            var literal = Regex.Match(line, @"\{(\d+)\}$");
            if (!literal.Success)
            {
                return text.ToString();
            }

            text.Append("\r\n")
                .Append(Encoding.UTF8.GetString(await BytesAsync(int.Parse(literal.Groups[1].Value, null))));
        }

        return null;
    }

    /// <summary>A line without its end, or null at the end of the connection.</summary>
    public async Task<string?> LineAsync()
    {
        var line = new List<byte>();
        while (true)
        {
            var at = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (at >= 0)
            {
                line.AddRange(_buffer.AsSpan(_start, at - _start));
                _start = at + 1;
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.AddRange(_buffer.AsSpan(_start, _end - _start));
            if (!await FillAsync())
            {
                return line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
            }
        }
    }

    public async Task<byte[]> BytesAsync(int count)
    {
        var bytes = new byte[count];
        var at = 0;
        while (at < count)
        {
            if (_start == _end && !await FillAsync())
            {
                throw new EndOfStreamException();
            }

            var take = Math.Min(count - at, _end - _start);
            _buffer.AsSpan(_start, take).CopyTo(bytes.AsSpan(at));
            (_start, at) = (_start + take, at + take);
        }

        return bytes;
    }

    /// <summary>Goes without a word: the network cable is pulled, the program crashes.</summary>
    public void Vanish()
    {
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task<bool> FillAsync()
    {
        _start = 0;
        try
        {
            _end = await _stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience);
        }
        catch (IOException)
        {
            // Reset instead of closed: gone all the same.
            _end = 0;
        }

        return _end > 0;
    }
}
