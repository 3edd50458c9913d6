using System.Buffers;
using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// A message on its way in: scanned as bytes arrive, kept in pooled memory while small, streamed to disk, encrypted, when
/// longer. Write, <see cref="Complete"/>, <see cref="StoreAsync"/>; dispose in any case. Not for two threads.
/// </summary>
public sealed class IncomingMessage : IAsyncDisposable
{
    private readonly IMessageBytes _bytes;
    private readonly MailboxLimits _limits;
    private readonly long _maxSize;
    private readonly MessageScanner _scanner = new();
    private readonly MessageKey _key = MessageKey.New();
    private readonly MessageBuffer _buffer = new();
    private LargeMessageWriter? _large;
    private ReadOnlyMemory<byte> _lead;
    private MessageSummary? _summary;

    internal IncomingMessage(IMessageBytes bytes, MailboxLimits limits, long maxSize) =>
        (_bytes, _limits, _maxSize) = (bytes, limits, maxSize);

    public Guid Id { get; } = Ids.New();

    /// <summary>Bytes written so far, those beyond the limit too.</summary>
    public long Size { get; private set; }

    /// <summary>More was written than allowed: what came is dropped, the rest is swallowed, and it cannot be stored.</summary>
    public bool IsTooLarge => Size > _maxSize;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct = default)
    {
        if (_summary is not null)
        {
            throw new InvalidOperationException("The message is complete already.");
        }

        Size += bytes.Length;
        if (IsTooLarge)
        {
            await DropAsync();
            return;
        }

        _scanner.Feed(bytes.Span);
        if (_large is null && Size <= _limits.BufferedMessage)
        {
            _buffer.Write(bytes.Span);
            return;
        }

        await SpillAsync(ct);
        await _large!.WriteAsync(bytes, ct);
    }

    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken ct = default)
    {
        foreach (var piece in bytes)
        {
            await WriteAsync(piece, ct);
        }
    }

    /// <summary>The message is whole: its summary, with offsets behind the lead (trace fields) that will stand before it.</summary>
    public MessageSummary Complete(ReadOnlyMemory<byte> lead = default)
    {
        if (IsTooLarge)
        {
            throw new InvalidOperationException("The message is too large to keep.");
        }

        if (_summary is null)
        {
            _lead = lead;
            _summary = _scanner.Complete(lead.Length);
        }

        return _summary;
    }

    /// <summary>Brings the bytes to disk; completes when a power cut could not lose them.</summary>
    public async Task<StoredMessage> StoreAsync(CancellationToken ct = default)
    {
        var summary = Complete();
        var where = _large is null
            ? await _bytes.AppendAsync(Id, _buffer.After(_lead), _key, ct)
            : await _large.CompleteAsync(_lead, ct);
        return new StoredMessage(Id, where, _key, summary);
    }

    public ValueTask DisposeAsync() => DropAsync();

    /// <summary>Too long to hold: what is held goes to a file of its own, and what comes follows it.</summary>
    private async ValueTask SpillAsync(CancellationToken ct)
    {
        if (_large is not null)
        {
            return;
        }

        _large = _bytes.BeginLarge(Id, _key);
        foreach (var piece in _buffer.After(default))
        {
            await _large.WriteAsync(piece, ct);
        }

        _buffer.Dispose();
    }

    private async ValueTask DropAsync()
    {
        _buffer.Dispose();
        if (_large is not null)
        {
            await _large.DisposeAsync();
        }
    }
}
