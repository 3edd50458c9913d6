using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>What goes on while somebody is away.</summary>
/// <param name="DelegateId">A colleague who may read their mail meanwhile, and does not write in their name.</param>
/// <param name="Reply">What whoever writes is answered; null: nothing.</param>
public sealed record Cover(Guid? DelegateId, string? Reply)
{
    public static readonly Cover None = new(null, null);
}

/// <summary>What covers for somebody now.</summary>
public sealed record Covered(IReadOnlyList<Guid> Delegates, AwayReply? Reply);

/// <summary>
/// Covers for people who are away. Opening somebody's mailbox takes two: whoever decides it names another than themselves,
/// and the person whose it is hears of it.
/// </summary>
public sealed class Absences(
    Lives lives,
    Acts acts,
    AccountLives accounts,
    AccountRecords records,
    MailboxAccess mailboxes,
    AwayReplies replies,
    NoticeQueue notices,
    TimeProvider time
)
{
    public async Task<Covered> OfAsync(Guid accountId, CancellationToken ct = default)
    {
        var mailbox = await lives.PersonalAsync(accountId, ct);
        return new Covered(
            [.. (await DelegatesAsync(mailbox, ct)).Select(d => d.AccountId)],
            await replies.FindAsync(mailbox.Id, ct)
        );
    }

    /// <summary>Why this cannot be; null if it can.</summary>
    public async Task<Refusal?> CheckAsync(Actor actor, Guid accountId, Cover cover, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(cover);
        if (cover.Reply?.Length > AwayReplies.LongestWords)
        {
            return new Refusal($"Shorten the reply to {AwayReplies.LongestWords} characters.", "Reply");
        }

        if (cover.DelegateId is not { } id)
        {
            return null;
        }

        if (id == actor.AccountId || id == accountId)
        {
            return new Refusal("Name a colleague: nobody lets themselves into somebody else’s mailbox.", "Delegate");
        }

        var (person, colleague) = (await records.FindAsync(accountId, ct), await records.FindAsync(id, ct));
        return
            person is not null
            && colleague is { State: AccountState.Active }
            && await AreTogetherAsync(person, colleague, ct)
            ? null
            : new Refusal("Choose somebody who works at the same organisation and has an active account.", "Delegate");
    }

    internal async Task BeginAsync(
        WriteTransaction tx,
        Actor actor,
        AccountLife life,
        Cover cover,
        DateTimeOffset until,
        string? reason
    )
    {
        var mailbox = await lives.PersonalAsync(life.Id, tx.Cancellation);
        if (!string.IsNullOrWhiteSpace(cover.Reply))
        {
            var reply = new AwayReply
            {
                MailboxId = mailbox.Id,
                Words = cover.Reply.Trim(),
                Begins = time.GetUtcNow(),
                Ends = until,
            };
            await replies.SetAsync(tx, reply);
        }

        if (cover.DelegateId is { } id)
        {
            await mailboxes.GrantAsync(tx, mailbox.Id, id, AccessRight.Member);
            await RecordAsync(tx, actor, Act.GrantMailbox, life, mailbox, reason, null, $"{id} member");
        }

        await TellAsync(tx, life, cover, until);
    }

    /// <summary>Nobody reads their mail any more but they, and nobody is answered.</summary>
    internal async Task EndAsync(WriteTransaction tx, Actor actor, AccountLife life, string? reason)
    {
        if (life.State is not AccountState.Disabled)
        {
            return;
        }

        var mailbox = await lives.PersonalAsync(life.Id, tx.Cancellation);
        await replies.EndAsync(tx, mailbox.Id);
        foreach (var covering in await DelegatesAsync(mailbox, tx.Cancellation))
        {
            await mailboxes.RevokeAsync(tx, mailbox.Id, covering.AccountId);
            await RecordAsync(
                tx,
                actor,
                Act.RevokeMailbox,
                life,
                mailbox,
                reason,
                $"{covering.AccountId} member",
                null
            );
        }
    }

    private async Task<IReadOnlyList<AccountRight>> DelegatesAsync(Mailbox mailbox, CancellationToken ct) =>
        [.. (await mailboxes.AccountsOfAsync(mailbox.Id, ct)).Where(a => a.Right is AccessRight.Member)];

    private async Task<bool> AreTogetherAsync(AccountSummary one, AccountSummary other, CancellationToken ct)
    {
        if (one.OrganisationId == other.OrganisationId)
        {
            return true;
        }

        var a = await acts.TargetAsync(one.OrganisationId, ct);
        var b = await acts.TargetAsync(other.OrganisationId, ct);
        return (a.HeadquartersId ?? a.OrganisationId) == (b.HeadquartersId ?? b.OrganisationId);
    }

    private Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        AccountLife life,
        Mailbox mailbox,
        string? reason,
        string? oldValue,
        string? newValue
    ) => acts.RecordAsync(tx, actor, act, mailbox.Id, life.OrganisationId, reason, oldValue, newValue);

    private async Task TellAsync(WriteTransaction tx, AccountLife life, Cover cover, DateTimeOffset until)
    {
        if ((await accounts.ReachAsync(life.Id, tx.Cancellation)).Email is not { } email)
        {
            return;
        }

        var names = cover.DelegateId is { } id ? await records.NamesAsync([id], tx.Cancellation) : null;
        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.AccountDisabled, life.Id, email)
            {
                AccountId = life.Id,
                Values = new Dictionary<string, string>
                {
                    ["username"] = life.UserName,
                    ["until"] = LifecycleWords.Day(until),
                    ["delegate"] = names?.Values.FirstOrDefault() ?? "",
                },
            }
        );
    }
}
