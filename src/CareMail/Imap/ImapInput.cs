using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using CareMail.Hosting;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>Why there is no command.</summary>
internal enum InputEnd
{
    /// <summary>The client is gone.</summary>
    Closed,

    /// <summary>Its time is up, or the server stops, or somebody called <see cref="ImapInput.Wake"/>.</summary>
    Woken,

    /// <summary>More than allowed without an end: what follows cannot be trusted to be a command.</summary>
    TooLong,
}

/// <summary>What the client sent next. <see cref="End"/> null: a frame.</summary>
internal readonly record struct ImapInputFrame(
    InputEnd? End,
    ImapFrame Kind,
    ReadOnlyMemory<byte> Bytes,
    ImapLiteral Literal
);

/// <summary>
/// Takes commands, lines and messages off the connection. Nothing is held while it waits, and nothing is waited for while
/// answers are still unsent.
/// </summary>
internal sealed class ImapInput(WireConnection connection, Func<ValueTask> flush)
{
    private readonly ImapFramer _framer = new();
    private bool _interrupted;

    /// <summary>Interrupts a pending read, from any thread.</summary>
    public void Wake()
    {
        try
        {
            connection.Input.CancelPendingRead();
        }
        catch (InvalidOperationException)
        {
            // The connection is ending on its own.
        }
    }

    /// <summary>The next command, or the beginning of an APPEND.</summary>
    public async ValueTask<ImapInputFrame> NextAsync(ImapLimits limits, Func<ValueTask> @continue, CancellationToken ct)
    {
        // Woken in the middle of a command: what was seen of it, and the "+" it was given, still count.
        if (!_interrupted)
        {
            _framer.Reset();
        }

        _interrupted = false;
        return await FrameAsync(limits, @continue, ct);
    }

    /// <summary>What follows an appended message: the end of the command or another message.</summary>
    public async ValueTask<ImapInputFrame> NextInsideAppendAsync(ImapLimits limits, CancellationToken ct)
    {
        _framer.ResetInsideAppend();
        return await FrameAsync(limits, () => ValueTask.CompletedTask, ct);
    }

    private async ValueTask<ImapInputFrame> FrameAsync(
        ImapLimits limits,
        Func<ValueTask> @continue,
        CancellationToken ct
    )
    {
        while (true)
        {
            var read = await ReadAsync(ct);
            var frame = read.IsCanceled ? ImapFrame.NeedMore : _framer.Next(read.Buffer, limits);
            switch (frame)
            {
                case ImapFrame.NeedMore when read.IsCanceled:
                    connection.Input.AdvanceTo(read.Buffer.Start);
                    _interrupted = true;
                    return Ended(InputEnd.Woken);
                case ImapFrame.NeedMore when read.IsCompleted:
                    connection.Input.AdvanceTo(read.Buffer.End);
                    return Ended(InputEnd.Closed);
                case ImapFrame.NeedMore:
                    connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    break;
                case ImapFrame.NeedContinuation:
                    // Look at the same bytes again: a client that did not wait has sent its literal already.
                    connection.Input.AdvanceTo(read.Buffer.Start);
                    await @continue();
                    break;
                case ImapFrame.TooLong:
                    connection.Input.AdvanceTo(read.Buffer.End);
                    return Ended(InputEnd.TooLong);
                default:
                    var bytes = read.Buffer.Slice(0, _framer.Length).ToArray();
                    connection.Input.AdvanceTo(read.Buffer.GetPosition(_framer.Length));
                    return new ImapInputFrame(null, frame, bytes, _framer.Literal);
            }
        }
    }

    /// <summary>A line of a dialogue inside a command: the answer to AUTHENTICATE's challenge, IDLE's DONE. Null: the other value says why.</summary>
    public async ValueTask<(string? Line, InputEnd End)> LineAsync(int limit, CancellationToken ct)
    {
        while (true)
        {
            var read = await ReadAsync(ct);
            if (read.Buffer.PositionOf((byte)'\n') is { } end && !read.IsCanceled)
            {
                var line = read.Buffer.Slice(0, end);
                var text = line.Length > limit ? null : Encoding.UTF8.GetString(line).TrimEnd('\r');
                connection.Input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return (text, InputEnd.TooLong);
            }

            if (read.IsCanceled)
            {
                connection.Input.AdvanceTo(read.Buffer.Start);
                return (null, InputEnd.Woken);
            }

            if (read.IsCompleted || read.Buffer.Length > limit)
            {
                connection.Input.AdvanceTo(read.Buffer.End);
                return (null, read.IsCompleted ? InputEnd.Closed : InputEnd.TooLong);
            }

            connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>
    /// Hands exactly <paramref name="size"/> bytes to <paramref name="to"/>, as they come. False if the client did not send
    /// them all. A wake-up call that came meanwhile is kept for later.
    /// </summary>
    public async ValueTask<bool> LiteralAsync(
        long size,
        Func<ReadOnlySequence<byte>, ValueTask> to,
        Action piece,
        CancellationToken ct
    )
    {
        var woken = false;
        while (size > 0)
        {
            var read = await ReadAsync(ct);
            if (read.IsCanceled && (connection.IsExpired || connection.IsStopping))
            {
                connection.Input.AdvanceTo(read.Buffer.Start);
                return false;
            }

            woken |= read.IsCanceled;
            var take = read.Buffer.Slice(0, Math.Min(size, read.Buffer.Length));
            if (take.IsEmpty && read.IsCompleted)
            {
                connection.Input.AdvanceTo(read.Buffer.End);
                return false;
            }

            await to(take);
            size -= take.Length;
            connection.Input.AdvanceTo(take.End);
            piece();
        }

        if (woken)
        {
            Wake();
        }

        return true;
    }

    private async ValueTask<ReadResult> ReadAsync(CancellationToken ct)
    {
        if (connection.Input.TryRead(out var read))
        {
            return read;
        }

        await flush();
        return await ImapSession.GuardAsync(() => connection.Input.ReadAsync(ct));
    }

    private static ImapInputFrame Ended(InputEnd end) => new(end, ImapFrame.NeedMore, default, default);
}
