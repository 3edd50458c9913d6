using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>
/// APPEND of one message or several (RFC 9051 §6.3.12, RFC 3502). Everything that can be refused is refused before the
/// client is asked to send; what is sent streams into the store; all messages are filed in one transaction.
/// </summary>
internal static class AppendCommand
{
    public static async Task<ImapReply> AppendAsync(ImapSession session, ImapRequest request, ImapLiteral literal)
    {
        var incoming = new Incoming(session);
        var arguments = (AppendArguments)request.Arguments;
        var refusal = await incoming.OpenAsync(arguments.Name);
        while (true)
        {
            refusal ??= incoming.Check(arguments, literal);
            if (refusal is null)
            {
                refusal = await incoming.TakeAsync(arguments, literal);
            }
            else if (literal.Synchronising)
            {
                return refusal.Value;
            }
            else if (!await SwallowAsync(session, literal))
            {
                session.LeaveWith("That message is too large");
                return refusal.Value;
            }

            var (next, nextLiteral, wrong) = await NextAsync(session);
            refusal ??= wrong;
            if (next is null)
            {
                return refusal ?? await incoming.FileAsync();
            }

            (arguments, literal) = (next, nextLiteral);
        }
    }

    /// <summary>
    /// Throws away a literal that is on its way and the rest of its command. False: it is so large that closing is cheaper.
    /// </summary>
    public static async Task<bool> DiscardAsync(ImapSession session, ImapLiteral literal)
    {
        while (true)
        {
            if (!literal.Synchronising && !await SwallowAsync(session, literal))
            {
                return false;
            }

            var frame = await session.Input.NextInsideAppendAsync(session.Limits, session.Closed);
            if (frame.End is not null)
            {
                return false;
            }

            if (frame.Kind == ImapFrame.Command || frame.Literal.Synchronising)
            {
                return true;
            }

            literal = frame.Literal;
        }
    }

    private static async Task<bool> SwallowAsync(ImapSession session, ImapLiteral literal) =>
        literal.Size <= (ulong)session.Limits.DiscardBytes
        && await session.Input.LiteralAsync(
            (long)literal.Size,
            _ => ValueTask.CompletedTask,
            () => session.Connection.SetDeadline(session.Services.Limits.TransferTime),
            session.Closed
        );

    /// <summary>After a message: the end of the command, or what is said about the next message.</summary>
    private static async Task<(AppendArguments? Next, ImapLiteral Literal, ImapReply? Wrong)> NextAsync(
        ImapSession session
    )
    {
        var frame = await session.Input.NextInsideAppendAsync(session.Limits, session.Closed);
        while (frame.End == InputEnd.Woken && !session.IsEnding)
        {
            // Something changed elsewhere: it is looked at after this command.
            frame = await session.Input.NextInsideAppendAsync(session.Limits, session.Closed);
        }

        if (frame.End is not null || frame.Kind == ImapFrame.LiteralTooLarge)
        {
            session.Leave();
            return (null, default, ImapReply.Bad("The command does not end"));
        }

        var wrong = ImapCommandParser.ParseAppendTail(frame.Bytes.Span, session.Limits, out var next);
        ImapReply? reply = wrong is null ? null : ImapReply.Bad(wrong);
        return frame.Kind == ImapFrame.AppendMessage
            ? (next ?? new AppendArguments("", [], null), frame.Literal, reply)
            : (null, default, reply);
    }

    /// <summary>The messages of one command on their way into one folder.</summary>
    private sealed class Incoming(ImapSession session)
    {
        private readonly List<Filing> _filings = [];
        private Folder? _folder;
        private Mailbox? _mailbox;
        private long _size;

        public async Task<ImapReply?> OpenAsync(string? name)
        {
            _folder = await session.Names.FindAsync(name);
            _mailbox = _folder is null
                ? null
                : await session.Services.Access.FindAsync(_folder.MailboxId, session.Closed);
            return _mailbox is null ? ImapReply.NoSuchTarget : null;
        }

        /// <summary>What can be said before a byte of the message has come.</summary>
        public ImapReply? Check(AppendArguments arguments, ImapLiteral literal)
        {
            if (literal.Size > (ulong)session.Services.Limits.MessageBytes)
            {
                return ImapReply.No("TOOBIG", "That message is too large");
            }

            _size += (long)literal.Size;
            if (literal.Size == 0)
            {
                // RFC 3502 §6.3.11: a message of nothing calls the command off.
                return ImapReply.No("CANNOT", "An empty message is none");
            }

            if (_filings.Count >= session.Services.Limits.AppendedMessages)
            {
                return ImapReply.No("LIMIT", "Too many messages at once");
            }

            if (!FlagWriter.TryParse(arguments.Flags, out _, out _))
            {
                return ImapReply.No("CANNOT", "There is no such system flag");
            }

            return _mailbox!.UsedBytes + _size > _mailbox.QuotaBytes ? ImapReply.OverQuota : null;
        }

        public async Task<ImapReply?> TakeAsync(AppendArguments arguments, ImapLiteral literal)
        {
            if (literal.Synchronising)
            {
                await session.ContinueAsync();
            }

            await using var message = session.Services.Store.Receive(session.Services.Limits.MessageBytes);
            var complete = await session.Input.LiteralAsync(
                (long)literal.Size,
                bytes => message.WriteAsync(bytes, session.Closed),
                () => session.Connection.SetDeadline(session.Services.Limits.TransferTime),
                session.Closed
            );
            if (!complete)
            {
                session.Leave();
                return ImapReply.Bad("The message is cut short");
            }

            message.Complete();
            var stored = await message.StoreAsync(session.Closed);
            _ = FlagWriter.TryParse(arguments.Flags, out var flags, out var keywords);
            _filings.Add(
                new Filing(
                    stored,
                    new Placement
                    {
                        MailboxId = _folder!.MailboxId,
                        FolderId = _folder.Id,
                        Flags = flags,
                        Keywords = keywords,
                        Received = arguments.Received ?? session.Services.Clock.GetUtcNow(),
                    }
                )
            );
            return null;
        }

        public async Task<ImapReply> FileAsync()
        {
            var result = await session.Services.Store.FileAsync(_filings, ct: session.Closed);
            if (session.Selected is { } selected && selected.Id == _folder!.Id)
            {
                selected.Touch();
            }

            return result.Outcome switch
            {
                FilingOutcome.Filed => ImapReply.Done(
                    $"APPENDUID {result.Entries[0].UidValidity} "
                        + SequenceSet.Format(result.Entries.Select(e => e.Uid)),
                    "Stored"
                ),
                FilingOutcome.OverQuota => ImapReply.OverQuota,
                FilingOutcome.NoSuchMailbox or FilingOutcome.NoSuchFolder => ImapReply.NoSuchTarget,
                FilingOutcome.KeywordRefused => ImapReply.No("LIMIT", "Too many keywords, or one that is too long"),
            };
        }
    }
}
