using System.IO.Pipelines;
using System.Net;
using System.Net.Security;

namespace CareMail.Hosting;

/// <summary>
/// One client of a mail protocol: two pipes, who it is, whether the line is encrypted, and a deadline.
/// When the deadline passes, a pending read returns with IsCanceled and <see cref="IsExpired"/> is true:
/// the protocol says its goodbye and leaves. When the server is stopping the same happens with <see cref="IsStopping"/>.
/// </summary>
public sealed class WireConnection : IAsyncDisposable
{
    // Our side of a TLS record fits four of these; idle connections hold none of them (zero-byte reads).
    private static readonly StreamPipeReaderOptions ReaderOptions = new(
        bufferSize: 4096,
        minimumReadSize: 1024,
        useZeroByteReads: true,
        leaveOpen: true
    );

    // A full TLS record, held only between writing and flushing: less would make more records and packets.
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: 16 * 1024, leaveOpen: true);

    // After a deadline the goodbye has this long to leave; then the socket is cut.
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(5);

    // A handshake takes two round trips; 30 s is generous for a phone on a poor line.
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _clock;
    private readonly ServerCertificates _certificates;
    private readonly Action _abort;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stopping;
    private SslStream? _tls;
    private int _ending;

    public WireConnection(
        IDuplexPipe transport,
        IPEndPoint remote,
        bool isTrusted,
        ServerCertificates certificates,
        TimeProvider clock,
        Action? abort = null,
        CancellationToken closed = default,
        CancellationToken stopping = default
    )
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(clock);
        (Input, Output) = (transport.Input, transport.Output);
        Remote = remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address;
        (IsTrusted, Closed) = (isTrusted, closed);
        (_certificates, _clock, _abort) = (certificates, clock, abort ?? (() => { }));
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = stopping.Register(OnStopping);
    }

    public PipeReader Input { get; private set; }

    public PipeWriter Output { get; private set; }

    public IPAddress Remote { get; }

    public bool IsTls => _tls is not null;

    /// <summary>From a network whose clients we do not slow down or count (a load balancer, a benchmark).</summary>
    public bool IsTrusted { get; }

    /// <summary>The deadline set last has passed.</summary>
    public bool IsExpired { get; private set; }

    /// <summary>The server is shutting down: finish what was acknowledged, say goodbye.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Cancelled when the peer is gone or the connection was cut.</summary>
    public CancellationToken Closed { get; }

    /// <summary>The protocol version once encrypted, such as TLSv1.3; for the Received header.</summary>
    public string? TlsVersion =>
        _tls?.SslProtocol switch
        {
            null => null,
            System.Security.Authentication.SslProtocols.Tls13 => "TLSv1.3",
            System.Security.Authentication.SslProtocols.Tls12 => "TLSv1.2",
            { } other => other.ToString(),
        };

    /// <summary>Starts or restarts the time the peer has for whatever comes next.</summary>
    public void SetDeadline(TimeSpan time)
    {
        if (Volatile.Read(ref _ending) == 0)
        {
            _timer.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    public void ClearDeadline() => SetDeadline(Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Encrypts the line. The caller has asked <see cref="HasBufferedInput"/> and then sent its go-ahead. What arrives from
    /// then on is taken for the handshake, and fails as one if it is something else: nothing said in clear is ever read
    /// as a command afterwards (RFC 3207 §4.2, CVE-2011-0411). A quick client's handshake may be here before we look.
    /// Failed handshakes throw AuthenticationException or IOException.
    /// </summary>
    public async Task UpgradeToTlsAsync(CancellationToken ct = default)
    {
        if (IsTls)
        {
            throw new InvalidOperationException("The connection is encrypted already.");
        }

        await HandshakeAsync(ct);
    }

    /// <summary>For ports where TLS comes first: whatever has arrived is the handshake.</summary>
    internal async Task HandshakeAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(HandshakeTime, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Closed, ct);
        var tls = new SslStream(new DuplexPipeStream(Input, Output));
        try
        {
            await tls.AuthenticateAsServerAsync(_certificates.ForServer(), either.Token);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }

        _tls = tls;
        Input = PipeReader.Create(tls, ReaderOptions);
        Output = PipeWriter.Create(tls, WriterOptions);
    }

    /// <summary>
    /// True when the client has already sent bytes behind what was consumed. At STARTTLS ask before the go-ahead is
    /// written, so that the refusal can be said in clear.
    /// </summary>
    public bool HasBufferedInput()
    {
        if (!Input.TryRead(out var read))
        {
            return false;
        }

        var any = !read.Buffer.IsEmpty;
        Input.AdvanceTo(read.Buffer.Start);
        return any;
    }

    /// <summary>Cuts the connection without a goodbye.</summary>
    public void Abort() => _abort();

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _ending, 2);
        await _timer.DisposeAsync();
        await _stopping.DisposeAsync();
        if (_tls is null)
        {
            return;
        }

        await Input.CompleteAsync();
        await Output.CompleteAsync();
        try
        {
            // Sends close_notify, so that the client knows that nothing was cut off. It may be gone.
            await _tls.ShutdownAsync().WaitAsync(GoodbyeTime, _clock);
        }
        catch (Exception e)
            when (e is IOException or InvalidOperationException or TimeoutException or OperationCanceledException)
        {
            Abort();
        }

        await _tls.DisposeAsync();
    }

    private void OnTimer()
    {
        if (Interlocked.CompareExchange(ref _ending, 1, 0) == 0)
        {
            IsExpired = true;
            _timer.Change(GoodbyeTime, Timeout.InfiniteTimeSpan);
            Wake();
        }
        else
        {
            Abort();
        }
    }

    private void OnStopping()
    {
        IsStopping = true;
        Wake();
    }

    /// <summary>
    /// Makes a pending read return with IsCanceled, from any thread: something has changed. Writes are left alone: one
    /// given up in the middle breaks the TLS stream, and the goodbye with it. A client that takes nothing is cut off later.
    /// </summary>
    public void Wake()
    {
        try
        {
            Input.CancelPendingRead();
        }
        catch (InvalidOperationException)
        {
            // Completed meanwhile: the connection is ending on its own.
        }
    }
}
