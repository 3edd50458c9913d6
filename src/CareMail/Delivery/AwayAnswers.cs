using System.Buffers;
using CareMail.AddressBook;
using CareMail.Hosting;
using CareMail.Mailboxes;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Imap;
using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.Delivery;

/// <summary>
/// Answers what came for people who are away (RFC 3834). Each answer is sent in the transaction that notes it: once,
/// whatever happens in between. It bears no reverse-path (RFC 3834 §3.3), so nothing ever comes back to be answered again.
/// </summary>
internal sealed class AwayAnswers(
    AwayReplies replies,
    MailboxAccess mailboxes,
    FolderView folders,
    Addresses addresses,
    MailStore store,
    MailDelivery delivery,
    CareMailSettings settings,
    TimeProvider clock
)
{
    private const int MostHeaderBytes = 64 * 1024;
    private const int MostBytes = 64 * 1024;

    /// <returns>How many were answered.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct = default)
    {
        var count = 0;
        foreach (var inbox in await replies.DueAsync(ct))
        {
            count += await AnswerAsync(inbox, ct);
        }

        return count;
    }

    private async Task<int> AnswerAsync(AwayInbox inbox, CancellationToken ct)
    {
        var count = 0;
        var own = (await addresses.OfMailboxesAsync([inbox.MailboxId], ct)).GetValueOrDefault(inbox.MailboxId);
        var person = (await mailboxes.AccountsOfAsync(inbox.MailboxId, ct))
            .Where(a => a.Right is AccessRight.Owner)
            .Select(a => (Guid?)a.AccountId)
            .FirstOrDefault();
        if (own is not null && person is { } accountId)
        {
            var parts = FetchParts.Summary | FetchParts.Content;
            await foreach (var entry in folders.FetchAsync(inbox.FolderId, inbox.NotLookedAt, parts, ct: ct))
            {
                if (entry.Entry.Received < inbox.Begins || await LetterAsync(inbox, entry, ct) is not { } letter)
                {
                    continue;
                }

                if (!AwayRules.MayAnswer(letter) || letter.Sender!.Equals(own) || await WasToldAsync(inbox, letter, ct))
                {
                    continue;
                }

                var result = await SendAsync(inbox, entry, accountId, own, letter.Sender, ct);
                if (result is SubmissionOutcome.TooFast or SubmissionOutcome.DailyLimit)
                {
                    // The rest is looked at in the next round.
                    return count;
                }

                count += result is SubmissionOutcome.Accepted ? 1 : 0;
            }
        }

        await replies.PassAsync(inbox.MailboxId, (uint)inbox.UidNext - 1, ct);
        return count;
    }

    private Task<bool> WasToldAsync(AwayInbox inbox, AwayLetter letter, CancellationToken ct) =>
        replies.WasAnsweredAsync(inbox.MailboxId, letter.Sender!.Key, ct);

    /// <summary>Null: nobody could be answered, whatever it says.</summary>
    private async Task<AwayLetter?> LetterAsync(AwayInbox inbox, FetchedEntry entry, CancellationToken ct)
    {
        var header = new ArrayBufferWriter<byte>();
        var length = Math.Min(entry.Summary.Root.BodyStart, MostHeaderBytes);
        await entry.Content.ReadAsync(0, Math.Max(1, length), header, ct);
        if (SenderOf(entry, header.WrittenSpan) is not { } sender || IsHelpdesk(sender))
        {
            return null;
        }

        // RFC 3834 §2: only what names this person. Who was reached by a list or in secret copy wrote to nobody in particular.
        var named = entry
            .Envelope.To.Concat(entry.Envelope.Cc)
            .Select(to => EmailAddress.TryParse(to.Address, out var address) ? address : null)
            .OfType<EmailAddress>()
            .Take(SubmissionLimits.Default.RecipientsPerMessage)
            .ToList();
        var ours = await addresses.ResolveAsync(named, ct);
        return new AwayLetter(
            sender,
            header.WrittenMemory,
            ours.Values.Any(recipient => recipient.MailboxId == inbox.MailboxId)
        );
    }

    /// <summary>Of our own people the address they wrote from, which was checked; of others the reverse-path, never From.</summary>
    private static EmailAddress? SenderOf(FetchedEntry entry, ReadOnlySpan<byte> header)
    {
        var text = entry.Entry.Keywords.Contains(FlagNames.OwnMail, StringComparer.OrdinalIgnoreCase)
            ? entry.Envelope.From is [var author, ..]
                ? author.Address
                : null
            : HeaderFields.Values(header, "Return-Path").FirstOrDefault()?.Trim('<', '>', ' ');
        return EmailAddress.TryParse(text ?? "", out var address) ? address : null;
    }

    /// <summary>What we tell people comes from there, and an answer would be a case.</summary>
    private bool IsHelpdesk(EmailAddress sender) =>
        EmailAddress.TryParse(settings.HelpdeskMailbox, out var helpdesk) && helpdesk.Equals(sender);

    private async Task<SubmissionOutcome> SendAsync(
        AwayInbox inbox,
        FetchedEntry entry,
        Guid accountId,
        EmailAddress from,
        EmailAddress to,
        CancellationToken ct
    )
    {
        // What cannot leave would come back to the inbox of somebody who is away.
        if ((await delivery.RouteAsync(accountId, [to], ct: ct)) is not [{ Route: not MailRoute.Returned }])
        {
            return SubmissionOutcome.RecipientRefused;
        }

        var name = (await mailboxes.FindAsync(inbox.MailboxId, ct))?.DisplayName ?? "";
        await using var message = store.Receive(MostBytes);
        await message.WriteAsync(await WriteAsync(inbox, entry, new NamedAddress(name, from), to, ct), ct);
        var answer = new Submission
        {
            AccountId = accountId,
            Sender = null,
            Recipients = [to],
            Message = message,
            Alongside = async tx =>
            {
                if (!await replies.AnsweredAsync(tx, inbox.MailboxId, to.Key, entry.Uid))
                {
                    throw new AnsweredMeanwhileException();
                }
            },
        };
        try
        {
            return (await delivery.SubmitAsync(answer, ct)).Outcome;
        }
        catch (AnsweredMeanwhileException)
        {
            return SubmissionOutcome.RecipientRefused;
        }
    }

    private async Task<byte[]> WriteAsync(
        AwayInbox inbox,
        FetchedEntry entry,
        NamedAddress from,
        EmailAddress to,
        CancellationToken ct
    )
    {
        var threads = entry.Summary.Threads;
        string[] answered = threads.MessageId is { } id ? [id] : [];
        using var bytes = new MemoryStream();
        await new MessageBuilder
        {
            From = [from],
            To = [new NamedAddress("", to)],
            Subject = AwayRules.SubjectOf(entry.Envelope.Subject, addresses.IsOwnDomain(to.Domain)),
            Date = clock.GetUtcNow(),
            MessageId = $"{Ids.New():N}@{settings.Hostname}",
            InReplyTo = answered,
            References = [.. threads.References, .. answered],
            Text = inbox.Words,
            // RFC 3834 §3.1.7, and for those who look for it elsewhere.
            OtherFields = [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")],
        }.WriteAsync(bytes, cancellationToken: ct);
        return bytes.ToArray();
    }
}

/// <summary>Another program, or the end of the absence, was quicker: nothing is sent.</summary>
internal sealed class AnsweredMeanwhileException : Exception;

/// <summary>Looks every few seconds, on one of the programs that share the database.</summary>
internal sealed class AwayWorker(AwayReplies replies, AwayAnswers answers, Leases leases, ILogger<AwayWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (
                    (await replies.DueAsync(stoppingToken)).Count > 0
                    && await leases.TryTakeAsync("away answers", TimeSpan.FromMinutes(1), stoppingToken)
                )
                {
                    await answers.RunOnceAsync(stoppingToken);
                }
            }
#pragma warning disable CA1031 // What was not answered now is answered in the next round.
            catch (Exception failed) when (failed is not OperationCanceledException)
#pragma warning restore CA1031
            {
                log.AwayAnswersFailed(failed);
            }
        }
    }
}
