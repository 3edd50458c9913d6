using System.Buffers;
using System.Text;
using CareMail.Delivery;
using CareMail.Protocols.Smtp;
using CareMail.Storage;

namespace CareMail.Inbound;

/// <summary>DATA and BDAT: the bytes of a message, and the answer that makes it ours.</summary>
internal sealed partial class SmtpSession
{
    private static readonly SmtpReply SendIt = new(354, null, "Send it, end with a dot on a line of its own");

    // A piece of a message on its way to the store: as large as what Kestrel hands us at once.
    private const int BlockSize = 32 * 1024;

    private MessageIntake? _intake;
    private long _messageBegan;

    private enum BodyEnd
    {
        Complete,

        /// <summary>The client is gone or has been told why not.</summary>
        Over,
    }

    private async Task DataAsync(string argument, CancellationToken ct)
    {
        if (argument.Length != 0)
        {
            Refuse(SmtpRejection.BadSyntax);
            return;
        }

        BeginMessage();
        Reply(SendIt);
        var end = await ReadDataAsync(_intake!, ct);
        if (end == BodyEnd.Complete)
        {
            await FinishAsync();
        }

        _closing |= end == BodyEnd.Over;
        await ForgetTransactionAsync();
    }

    private void BeginMessage()
    {
        _messageBegan = services.Clock.GetTimestamp();
        var message = services.Store.Receive(_limits.MessageSize);
        _intake = isSubmission
            ? new SubmittedIntake(message, _limits, services.Settings.Hostname, services.Clock.GetUtcNow())
            : new ForeignIntake(message);
    }

    private async Task<BodyEnd> ReadDataAsync(MessageIntake intake, CancellationToken ct)
    {
        var decoder = new DataDecoder();
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (true)
            {
                var read = await ReadAsync(_limits.DataBlock, ct);
                if (IsOver(read))
                {
                    return BodyEnd.Over;
                }

                var status = Decode(ref decoder, read.Buffer, block, out var consumed, out var written);
                connection.Input.AdvanceTo(
                    consumed,
                    status == OperationStatus.NeedMoreData ? read.Buffer.End : consumed
                );
                if (status == OperationStatus.InvalidData)
                {
                    Refuse(SmtpRejection.Smuggling);
                    return BodyEnd.Over;
                }

                await intake.WriteAsync(block.AsMemory(0, written), ct);
                if (status == OperationStatus.Done)
                {
                    return BodyEnd.Complete;
                }

                if (HasGoneTooFar(intake) is { } why)
                {
                    Refuse(why);
                    return BodyEnd.Over;
                }

                if (read.IsCompleted && status == OperationStatus.NeedMoreData)
                {
                    return BodyEnd.Over;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static OperationStatus Decode(
        ref DataDecoder decoder,
        in ReadOnlySequence<byte> source,
        Span<byte> block,
        out SequencePosition consumed,
        out int written
    )
    {
        written = 0;
        var taken = 0L;
        var status = OperationStatus.NeedMoreData;
        foreach (var segment in source)
        {
            status = decoder.Decode(segment.Span, block[written..], out var read, out var wrote);
            (taken, written) = (taken + read, written + wrote);
            if (status != OperationStatus.NeedMoreData)
            {
                break;
            }
        }

        consumed = source.GetPosition(taken);
        return status;
    }

    /// <summary>
    /// A message past the limit is swallowed to its end, so that its sender reads the reason and gives up; but not if it
    /// had announced less (B19), not more than the limit once again, and not for ever.
    /// </summary>
    private SmtpRejection? HasGoneTooFar(MessageIntake intake)
    {
        var swallowed = intake.Received - _limits.MessageSize;
        if (swallowed > (_envelope!.DeclaredSize is null ? _limits.MessageSize : 0))
        {
            return SmtpRejection.ChunkTooLarge;
        }

        return TakesTooLong ? SmtpRejection.Timeout : null;
    }

    private bool TakesTooLong => services.Clock.GetElapsedTime(_messageBegan) > _limits.WholeMessage;

    // RFC 3030 §2: the bytes come right behind the command, and come whatever we think of it.
    private async Task BdatAsync(string argument, CancellationToken ct)
    {
        if (!BdatArgument.TryParse(argument, out var chunk))
        {
            // Where the chunk ends is unknown, so nothing behind it can be read as a command. Digits alone were too many.
            Refuse(
                argument.AsSpan().TrimEnd("LASTlast ").ContainsAnyExceptInRange('0', '9') || argument.Length == 0
                    ? SmtpRejection.BadSyntax
                    : SmtpRejection.ChunkTooLarge
            );
            _closing = true;
            return;
        }

        if (chunk.Size > _limits.MessageSize - (_intake?.Received ?? 0))
        {
            Refuse(SmtpRejection.ChunkTooLarge);
            return;
        }

        var wrong = SmtpStates.Check(SmtpVerb.Bdat, _state);
        if (wrong is null && _intake is null)
        {
            BeginMessage();
        }

        _state = wrong is null ? SmtpState.Chunks : _state;
        if (await ReadChunkAsync(wrong is null ? _intake : null, chunk.Size, ct) == BodyEnd.Over)
        {
            _closing = true;
            return;
        }

        if (wrong is { } why)
        {
            Refuse(why);
        }
        else if (chunk.IsLast)
        {
            await FinishAsync();
            await ForgetTransactionAsync();
        }
        else
        {
            Reply(new SmtpReply(250, "2.0.0", $"{chunk.Size} octets received"));
        }
    }

    private async Task<BodyEnd> ReadChunkAsync(MessageIntake? intake, long size, CancellationToken ct)
    {
        while (size > 0)
        {
            var read = await ReadAsync(_limits.DataBlock, ct);
            if (IsOver(read))
            {
                return BodyEnd.Over;
            }

            var piece = read.Buffer.Slice(0, Math.Min(size, Math.Min(read.Buffer.Length, BlockSize)));
            size -= piece.Length;
            foreach (var segment in piece)
            {
                if (intake is not null)
                {
                    await intake.WriteAsync(segment, ct);
                }
            }

            connection.Input.AdvanceTo(piece.End);
            if (intake is not null && TakesTooLong)
            {
                Refuse(SmtpRejection.Timeout);
                return BodyEnd.Over;
            }
        }

        return BodyEnd.Complete;
    }

    /// <summary>The message is here. After the answer 250 it is ours for good; after any other it is not here at all.</summary>
    private async Task FinishAsync()
    {
        SmtpRejection? why;
        try
        {
            // Not the connection's token: whether a message was taken must not depend on when its sender hangs up.
            await _intake!.EndAsync(CancellationToken.None);
            why = _intake.Problem ?? (isSubmission ? await SubmitAsync() : await DeliverAsync());
        }
        catch (StorageFullException)
        {
            InboundLog.DiskFull(services.Log, _id);
            why = SmtpRejection.StorageTrouble;
        }
#pragma warning disable CA1031 // Whatever went wrong: nothing is half stored, the client keeps its copy and tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            InboundLog.CouldNotStore(services.Log, e, _id);
            why = SmtpRejection.StorageTrouble;
        }

        if (why is { } refused)
        {
            Refuse(refused);
            return;
        }

        _idleCommands = 0;
        services.Metrics.Accepted(isSubmission, _intake!.Received);
        InboundLog.Accepted(services.Log, _id, _intake.Message.Id, _envelope!.Count, _intake.Received);
        Reply(new SmtpReply(250, "2.6.0", $"Accepted as {_intake.Message.Id:N}"));
    }

    private async Task<SmtpRejection?> DeliverAsync()
    {
        var lead = TraceFields.ReturnPath(_envelope!.Sender?.ToString() ?? "") + Received(connection.Remote);
        var outcome = await services.Delivery.DeliverAsync(
            _intake!.Message,
            Encoding.UTF8.GetBytes(lead),
            _envelope.Mailboxes,
            _envelope.Sender
        );
        return outcome switch
        {
            DeliveryOutcome.Delivered => null,
            DeliveryOutcome.TooLarge => SmtpRejection.TooLarge,
            DeliveryOutcome.MailboxGone => SmtpRejection.MailboxGone,
        };
    }

    private async Task<SmtpRejection?> SubmitAsync()
    {
        var result = await services.Delivery.SubmitAsync(
            new Submission
            {
                AccountId = _account!.Id,
                Sender = _envelope!.Sender,
                Recipients = [.. _envelope.Mailboxes.Select(m => m.Address), .. _envelope.Outside],
                Message = _intake!.Message,
                Authors = ((SubmittedIntake)_intake).Authors,
                Lead = Encoding.UTF8.GetBytes(Received(null)),
            }
        );
        return result.Outcome switch
        {
            SubmissionOutcome.Accepted => null,
            SubmissionOutcome.SenderNotAllowed => SmtpRejection.AuthorNotAllowed,
            SubmissionOutcome.FromMissingOrRepeated => SmtpRejection.FromMissingOrRepeated,
            SubmissionOutcome.RecipientRefused => SmtpRejection.MailboxGone,
            SubmissionOutcome.NoRecipients => SmtpRejection.NoRecipients,
            SubmissionOutcome.TooManyRecipients => SmtpRejection.TooManyRecipients,
            SubmissionOutcome.TooFast => SmtpRejection.TooFast,
            SubmissionOutcome.DailyLimit => SmtpRejection.DailyLimit,
            SubmissionOutcome.TooLarge => SmtpRejection.TooLarge,
        };
    }

    private string Received(System.Net.IPAddress? remote) =>
        TraceFields.Received(
            new TraceClient(_greeting, remote),
            services.Settings.Hostname,
            TraceFields.Protocol(_extended, _envelope!.Utf8, connection.IsTls, _account is not null),
            connection.TlsVersion,
            _id,
            services.Clock.GetUtcNow()
        );
}
