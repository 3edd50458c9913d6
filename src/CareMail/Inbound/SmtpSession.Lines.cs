using System.Buffers;
using System.IO.Pipelines;
using CareMail.Protocols.Framing;

namespace CareMail.Inbound;

/// <summary>Reading from and answering the client: one flush for everything that a pipelining client sent at once.</summary>
internal sealed partial class SmtpSession
{
    private readonly byte[] _line = new byte[Math.Max(services.Limits.CommandLine, services.Limits.AuthLine)];
    private bool _unflushed;

    /// <summary>The next line, valid until the next read; null when the conversation is over and the reason has been said.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(int limit, CancellationToken ct)
    {
        while (true)
        {
            var read = await ReadAsync(_limits.Command, ct);
            if (IsOver(read))
            {
                return null;
            }

            switch (LineReader.TryRead(read.Buffer, limit, out var line, out var next))
            {
                case LineStatus.Complete:
                    line.CopyTo(_line);
                    connection.Input.AdvanceTo(next);
                    return _line.AsMemory(0, (int)line.Length);
                case LineStatus.TooLong:
                    connection.Input.AdvanceTo(read.Buffer.End);
                    Refuse(SmtpRejection.LineTooLong);
                    return null;
                case LineStatus.BareLineEnd:
                    connection.Input.AdvanceTo(read.Buffer.End);
                    Refuse(SmtpRejection.BareLineEnd);
                    return null;
                default:
                    connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        return null;
                    }

                    break;
            }
        }
    }

    /// <summary>What has arrived, or what arrives within the time. Replies leave only when there is nothing left to read (RFC 2920 §3.2).</summary>
    private async ValueTask<ReadResult> ReadAsync(TimeSpan time, CancellationToken ct)
    {
        if (!connection.IsStopping && connection.Input.TryRead(out var here))
        {
            return here;
        }

        connection.SetDeadline(time);
        await FlushAsync(ct);
        return await connection.Input.ReadAsync(ct);
    }

    /// <summary>Whether nothing more is to be expected. If it is we who stop, this says so to the client.</summary>
    private bool IsOver(in ReadResult read)
    {
        if (read.IsCompleted && read.Buffer.IsEmpty)
        {
            connection.Input.AdvanceTo(read.Buffer.End);
            return true;
        }

        var over =
            connection.IsExpired ? SmtpRejection.Timeout
            : _sessionEnded ? SmtpRejection.SessionEnded
            // A message that is coming in is let in; a new one is not begun.
            : connection.IsStopping && _intake is null ? SmtpRejection.ShuttingDown
            : (SmtpRejection?)null;
        if (over is { } why)
        {
            connection.Input.AdvanceTo(read.Buffer.End);
            Refuse(why);
        }

        return over is not null;
    }

    private async ValueTask FlushAsync(CancellationToken ct)
    {
        if (!_unflushed)
        {
            return;
        }

        _unflushed = false;
        var flush = await connection.Output.FlushAsync(ct);
        _closing |= flush.IsCompleted;
    }
}
