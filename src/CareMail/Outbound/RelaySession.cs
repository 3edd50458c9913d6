using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using CareMail.Protocols.Smtp;

namespace CareMail.Outbound;

/// <summary>The server broke the protocol or a limit; nothing it says can be trusted further.</summary>
internal sealed class RelayProtocolException(string message) : IOException(message);

/// <summary>Our side of one SMTP connection: command lines out, replies in, each within its time. RFC 5321.</summary>
internal sealed class RelaySession(Stream line, OutboundLimits limits, TimeProvider clock) : IAsyncDisposable
{
    private Stream _stream = line;
    private PipeReader _input = PipeReader.Create(line, new StreamPipeReaderOptions(leaveOpen: true));
    private HashSet<string> _extensions = [];

    public bool IsTls => _stream is SslStream;

    public bool Offers(string extension) => _extensions.Contains(extension);

    /// <summary>AUTH mechanisms offered.</summary>
    public bool OffersAuth(string mechanism) => _extensions.Contains("AUTH " + mechanism);

    public Task<ServerReply> GreetingAsync(CancellationToken ct) => ReplyAsync(limits.Greeting, ct);

    /// <summary>EHLO, and what is offered; HELO for a server that does not know EHLO (RFC 5321 §3.2).</summary>
    public async Task<ServerReply> HelloAsync(string name, CancellationToken ct)
    {
        _extensions = [];
        var reply = await CommandAsync($"EHLO {name}", limits.Command, ct);
        if (reply.IsPermanent)
        {
            return await CommandAsync($"HELO {name}", limits.Command, ct);
        }

        foreach (var offered in reply.Lines.Skip(1))
        {
            var words = offered.ToUpperInvariant().Split([' ', '='], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            _extensions.Add(words[0]);
            if (words[0] == "AUTH")
            {
                _extensions.UnionWith(words.Skip(1).Select(mechanism => "AUTH " + mechanism));
            }
        }

        return reply;
    }

    /// <summary>
    /// Encrypts the line. What the server, or somebody between, sent in clear behind its go-ahead is thrown away with
    /// everything learnt before (RFC 3207 §4.2; CVE-2021-23993 is what happens otherwise): say EHLO again.
    /// </summary>
    public async Task SecureAsync(string host, RemoteCertificateValidationCallback? trust, CancellationToken ct)
    {
        await _input.CompleteAsync();
        _extensions = [];
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        using var time = Within(limits.Greeting, ct);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = trust,
            },
            time.Token
        );
        _input = PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true));
    }

    public async Task<ServerReply> CommandAsync(string command, TimeSpan time, CancellationToken ct)
    {
        await WriteAsync([command], ct);
        return await ReplyAsync(time, ct);
    }

    /// <summary>Several commands in one go (RFC 2920); as many replies are then to be read.</summary>
    public async Task WriteAsync(IEnumerable<string> commands, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var command in commands)
        {
            // Addresses cannot hold a line end; should anything else ever do, it stops here (GHSA-g7hc-96xr-gvvx).
            if (command.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                throw new InvalidOperationException("A command is one line.");
            }

            text.Append(command).Append("\r\n");
        }

        await SendAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        using var time = Within(limits.DataBlock, ct);
        await _stream.WriteAsync(bytes, time.Token);
        await _stream.FlushAsync(time.Token);
    }

    public async Task<ServerReply> ReplyAsync(TimeSpan patience, CancellationToken ct)
    {
        using var time = Within(patience, ct);
        while (true)
        {
            var read = await _input.ReadAsync(time.Token);
            var buffer = read.Buffer;
            var status = SmtpReplyParser.TryRead(ref buffer, out var reply);
            _input.AdvanceTo(buffer.Start, status == ReplyStatus.Complete ? buffer.Start : buffer.End);
            if (status == ReplyStatus.Complete)
            {
                return reply!;
            }

            if (
                status == ReplyStatus.Invalid
                || read.Buffer.Length > SmtpReplyParser.LongestLine * SmtpReplyParser.MostLines
            )
            {
                throw new RelayProtocolException("The server's answer is no SMTP reply.");
            }

            if (read.IsCompleted)
            {
                throw new IOException("The server closed the connection.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _input.CompleteAsync();
        await _stream.DisposeAsync();
    }

    // A line that is silent for too long is a broken line, whoever asked to stop is not.
    private Patience Within(TimeSpan time, CancellationToken ct) => new(time, clock, ct);

    private sealed class Patience : IDisposable
    {
        private readonly CancellationTokenSource _time;
        private readonly CancellationTokenSource _either;

        public Patience(TimeSpan time, TimeProvider clock, CancellationToken ct)
        {
            _time = new CancellationTokenSource(time, clock);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, ct);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _time.Dispose();
        }
    }
}
