using CareMail.Delivery;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Outbound;

namespace CareMail.Webmail.Writing;

/// <summary>What became of pressing Send: where to tell it, or why nothing was sent.</summary>
internal sealed record SendResult(string? Said, IReadOnlyList<(string Field, string Sentence)> Problems)
{
    public bool IsSent => Problems.Count == 0;
}

/// <summary>Sends a draft: the message, its copy in Sent and the end of the draft are one transaction.</summary>
internal sealed class Sending(MailDelivery delivery, MailStore store, FolderView view, Drafts drafts)
{
    public async Task<SendResult> SendAsync(SignedInAccount account, Draft draft, CancellationToken ct)
    {
        if (Missing(draft) is { Count: > 0 } missing)
        {
            return new SendResult(null, missing);
        }

        await using var message = store.Receive(WritingLimits.MessageBytes);
        await drafts.Builder(draft, isDraft: false).WriteAsync(new MessageSink(message), withBcc: false, ct);
        if (message.IsTooLarge)
        {
            return new SendResult(null, [("files", WritingLimits.TooLarge)]);
        }

        var result = await delivery.SubmitAsync(
            new Submission
            {
                AccountId = account.Id,
                Sender = draft.From.Address,
                Recipients = [.. draft.Everybody.Select(r => r.Address).Distinct()],
                Message = message,
                KeepCopy = true,
                Alongside = tx => drafts.RemoveAsync(tx, draft),
            },
            ct
        );
        if (!result.IsAccepted)
        {
            return new SendResult(null, Problems(result));
        }

        await MarkOriginalAsync(account, draft, ct);
        return new SendResult(Said(result), []);
    }

    private static List<(string, string)> Missing(Draft draft)
    {
        List<(string, string)> problems = [];
        foreach (var (field, list) in new[] { ("to", draft.To), ("cc", draft.Cc), ("bcc", draft.Bcc) })
        {
            if (list.NotUnderstood.Length > 0)
            {
                problems.Add(
                    (
                        field,
                        $"We do not understand “{list.NotUnderstood}” as an address. An address looks like name@place.example."
                    )
                );
            }
        }

        if (draft.IsQuotationMissing)
        {
            problems.Add(
                (
                    "quote",
                    "The message that should go along is no longer there. Leave it out, or find it and begin again from there."
                )
            );
        }

        if (problems.Count == 0 && !draft.Everybody.Any())
        {
            problems.Add(("to", "Say who this message is for."));
        }

        return problems;
    }

    private async Task MarkOriginalAsync(SignedInAccount account, Draft draft, CancellationToken ct)
    {
        if (draft.Original is not { } original)
        {
            return;
        }

        var flag = draft.How == Answering.Forward ? MessageFlags.Forwarded : MessageFlags.Answered;
        await view.StoreFlagsAsync(
            original.Grant.Folder.Id,
            UidSet.Of(original.Uid),
            FlagChange.Add(flag | MessageFlags.Seen),
            accountId: account.Id,
            ct: ct
        );
    }

    private static List<(string, string)> Problems(SubmissionResult result) =>
        result.Outcome switch
        {
            SubmissionOutcome.Accepted => [],
            SubmissionOutcome.SenderNotAllowed or SubmissionOutcome.FromMissingOrRepeated =>
            [
                ("from", "You may no longer write from this address. Choose another one."),
            ],
            SubmissionOutcome.RecipientRefused =>
            [
                .. result.Recipients.Select(r =>
                    ("to", r.Sentence ?? $"There is no mailbox {r.Address} here. Check the spelling.")
                ),
                ("to", "Nothing was sent yet. Correct or remove the address and send again."),
            ],
            SubmissionOutcome.NoRecipients => [("to", "Say who this message is for.")],
            SubmissionOutcome.TooManyRecipients =>
            [
                ("to", "That is too many recipients for one message. Send it in two."),
            ],
            SubmissionOutcome.TooFast =>
            [
                (
                    "to",
                    "This mailbox has sent a lot in the last minutes. Your draft is kept; wait a little and send it again."
                ),
            ],
            SubmissionOutcome.DailyLimit =>
            [
                ("to", "This mailbox has reached today's number of recipients. Your draft is kept; send it tomorrow."),
            ],
            SubmissionOutcome.TooLarge => [("files", WritingLimits.TooLarge)],
        };

    private static string Said(SubmissionResult result)
    {
        var returned = result.Recipients.Where(r => r.Route == MailRoute.Returned).ToList();
        if (returned.Count == 0)
        {
            var sent = result.Recipients.Count == 1 ? "Sent" : $"Sent to {result.Recipients.Count} recipients";
            var waits = result.Recipients.Where(r => r.Waits).Select(r => r.Address.ToString()).ToList();
            return waits.Count == 0 ? sent : $"{sent}. An owner of {string.Join(", ", waits)} looks at it first.";
        }

        // Each sentence says what to do; a notice in the inbox says it again.
        var sentences = string.Join(' ', returned.Select(r => $"{r.Address}: {r.Sentence}"));
        var others = result.Recipients.Count - returned.Count;
        return (others > 0 ? $"Sent to {others}, but not to everybody. " : "Not sent. ") + sentences;
    }
}
