using System.Buffers;
using System.Runtime.ExceptionServices;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using CareMail.Protocols.Smtp;

namespace CareMail.Inbound;

/// <summary>A message on its way from the wire into the store.</summary>
internal abstract class MessageIntake(IncomingMessage message) : IAsyncDisposable
{
    // RFC 5321 §6.3: at least 100, and what has passed 100 servers never arrives.
    protected const int MostReceived = 100;

    private ExceptionDispatchInfo? _trouble;

    public IncomingMessage Message => message;

    /// <summary>Bytes the client has sent.</summary>
    public long Received { get; private set; }

    /// <summary>Known at the end: why this message is not taken.</summary>
    public SmtpRejection? Problem { get; protected set; }

    /// <summary>
    /// Never throws for our own trouble: a long message may meet a full disk half way, its sender must still be heard to the
    /// end to be told so.
    /// </summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        Received += bytes.Length;
        if (_trouble is not null)
        {
            return;
        }

        try
        {
            await TakeAsync(bytes, ct);
        }
#pragma warning disable CA1031 // It is thrown at the end, where the answer is given.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _trouble = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Throws what went wrong on the way.</summary>
    public async ValueTask EndAsync(CancellationToken ct)
    {
        _trouble?.Throw();
        await FinishAsync(ct);
        if (message.IsTooLarge)
        {
            Problem = SmtpRejection.TooLarge;
        }
    }

    public ValueTask DisposeAsync() => message.DisposeAsync();

    protected abstract ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct);

    protected abstract ValueTask FinishAsync(CancellationToken ct);
}

/// <summary>From outside: every byte is kept as it came; only the number of two fields is looked at.</summary>
internal sealed class ForeignIntake(IncomingMessage message) : MessageIntake(message)
{
    private HeaderSentry _sentry;

    protected override ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        _sentry.Feed(bytes.Span);
        return Message.WriteAsync(bytes, ct);
    }

    protected override ValueTask FinishAsync(CancellationToken ct)
    {
        Problem =
            _sentry.Received >= MostReceived ? SmtpRejection.Loop
            : _sentry.From > 1 ? SmtpRejection.FromMissingOrRepeated
            : null;
        return ValueTask.CompletedTask;
    }
}

/// <summary>From our own people: line ends become CRLF (B05), and the header what a message for others needs.</summary>
internal sealed class SubmittedIntake(IncomingMessage message, SmtpLimits limits, string hostname, DateTimeOffset now)
    : MessageIntake(message)
{
    private readonly ArrayBufferWriter<byte> _header = new();
    private LineEndEncoder _lineEnds = new(stuffDots: false);
    private bool _inBody;

    /// <summary>The addresses in From, and then those in Sender and its like.</summary>
    public IReadOnlyList<HeaderAddress> Authors { get; private set; } = [];

    protected override async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LineEndEncoder.MaxEncodedLength(bytes.Length));
        try
        {
            var length = _lineEnds.Encode(bytes.Span, buffer);
            await PassAsync(buffer.AsMemory(0, length), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override async ValueTask FinishAsync(CancellationToken ct)
    {
        var end = new byte[8];
        await PassAsync(end.AsMemory(0, _lineEnds.Finish(end)), ct);
        if (!_inBody && Problem is null)
        {
            // A header and nothing else: the empty line is missing.
            _header.Write("\r\n"u8);
            await EndHeaderAsync(_header.WrittenCount, ct);
        }
    }

    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (_inBody)
        {
            await Message.WriteAsync(bytes, ct);
            return;
        }

        if (Problem is not null)
        {
            return;
        }

        // Look for the empty line from where it could begin: three bytes before what is new.
        var from = Math.Max(0, _header.WrittenCount - 3);
        _header.Write(bytes.Span);
        var end = from == 0 ? HeaderBlock.EndOf(_header.WrittenSpan) : EndBehind(from);
        if ((end < 0 ? _header.WrittenCount : end) > limits.SubmittedHeader)
        {
            Problem = SmtpRejection.HeaderTooLong;
        }
        else if (end >= 0)
        {
            await EndHeaderAsync(end, ct);
        }
    }

    private int EndBehind(int from)
    {
        var end = _header.WrittenSpan[from..].IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : from + end + 4;
    }

    private async ValueTask EndHeaderAsync(int end, CancellationToken ct)
    {
        _inBody = true;
        var header = SubmittedHeader.From(_header.WrittenSpan[..end], $"{Guid.CreateVersion7():N}@{hostname}", now);
        Authors = header.Authors;
        Problem =
            header.Received >= MostReceived ? SmtpRejection.Loop
            : header.FromFields != 1 ? SmtpRejection.FromMissingOrRepeated
            : null;
        await Message.WriteAsync(header.Bytes, ct);
        await Message.WriteAsync(_header.WrittenMemory[end..], ct);
    }
}
