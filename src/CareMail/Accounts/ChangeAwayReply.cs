using CareMail.Access;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>What somebody wants whoever writes to be answered while they are away, from a day to a day.</summary>
public sealed class ChangeAwayReply(
    Database database,
    Acts acts,
    MailboxAccess mailboxes,
    AwayReplies replies,
    TimeProvider time
)
{
    /// <summary>As long as an absence may be.</summary>
    private const int MostDays = 548;

    public async Task<AwayReply?> FindAsync(Guid accountId, CancellationToken ct = default) =>
        await replies.FindAsync(await OwnAsync(accountId, ct), ct);

    public async Task<Outcome<AccountSummary>> SetAsync(
        Actor actor,
        string? words,
        DateTimeOffset? begins,
        DateTimeOffset? ends,
        CancellationToken ct = default
    )
    {
        if (Wrong(words, begins, ends) is { } wrong)
        {
            return wrong;
        }

        return await ChangeAsync(
            actor,
            $"until {ends:yyyy-MM-dd}",
            (tx, mailbox) =>
                replies.SetAsync(
                    tx,
                    new AwayReply
                    {
                        MailboxId = mailbox,
                        Words = words!.Trim(),
                        Begins = begins!.Value,
                        Ends = ends!.Value,
                    }
                ),
            ct
        );
    }

    public Task<Outcome<AccountSummary>> EndAsync(Actor actor, CancellationToken ct = default) =>
        ChangeAsync(actor, "none", replies.EndAsync, ct);

    private Refusal? Wrong(string? words, DateTimeOffset? begins, DateTimeOffset? ends)
    {
        var now = time.GetUtcNow();
        return string.IsNullOrWhiteSpace(words) ? new Refusal("Write what whoever writes is answered", "Words")
            : words.Length > AwayReplies.LongestWords
                ? new Refusal($"Shorten the reply to {AwayReplies.LongestWords} characters", "Words")
            : begins is null ? new Refusal("Enter the day you are away from, like 24 12 2026", "From.Day")
            : ends is null ? new Refusal("Enter the last day you are away, like 2 1 2027", "Until.Day")
            : ends <= begins || ends <= now
                ? new Refusal("The last day must not be before the first, nor over", "Until.Day")
            : ends > now.AddDays(MostDays) ? new Refusal("Choose a last day at most 18 months from now", "Until.Day")
            : null;
    }

    private async Task<Outcome<AccountSummary>> ChangeAsync(
        Actor actor,
        string newValue,
        Func<WriteTransaction, Guid, Task> change,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var me = actor.AccountId ?? Guid.Empty;
        if (!(await acts.OnPersonAsync(actor, Act.ChangeAwayReply, me, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        var mailbox = await OwnAsync(me, ct);
        await database.WriteAsync(
            async tx =>
            {
                await change(tx, mailbox);
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ChangeAwayReply,
                    me,
                    person.OrganisationId,
                    null,
                    newValue: newValue
                );
            },
            ct
        );
        return person;
    }

    private async Task<Guid> OwnAsync(Guid accountId, CancellationToken ct) =>
        (await mailboxes.OfAccountAsync(accountId, ct))
            .Single(g => g is { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Owner })
            .Mailbox.Id;
}
