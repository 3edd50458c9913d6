using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook.Lists;
using CareMail.Delivery;
using CareMail.Hosting;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Manage.Lists;

/// <summary>What owners of a list decide: a message that waits, somebody who wants to join.</summary>
public sealed class ListDecisions(
    ManagedLists managed,
    MailingLists lists,
    ListApprovals approvals,
    NoticeQueue notices
)
{
    public const int LongestReason = 300;

    private static readonly Refusal Decided = new("Another owner has decided about it meanwhile.");

    public async Task<Outcome<MailingList>> ApproveAsync(
        Actor actor,
        Guid listId,
        Guid postId,
        CancellationToken ct = default
    )
    {
        if (await managed.FindAsync(actor, listId, ct) is not { } list)
        {
            return ManagedLists.None;
        }

        return
            await lists.FindPostAsync(listId, postId, ct) is { } post
            && await approvals.ApproveAsync(
                list,
                post,
                tx => managed.RecordAsync(tx, actor, Act.ManageList, list, $"post {postId} waits", "let through"),
                ct
            )
            ? list
            : Decided;
    }

    public async Task<Outcome<MailingList>> RefuseAsync(
        Actor actor,
        Guid listId,
        Guid postId,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (await managed.FindAsync(actor, listId, ct) is not { } list)
        {
            return ManagedLists.None;
        }

        if (NoReason(reason) is { } none)
        {
            return none;
        }

        return
            await lists.FindPostAsync(listId, postId, ct) is { } post
            && await approvals.RefuseAsync(
                list,
                post,
                reason!.Trim(),
                tx => managed.RecordAsync(tx, actor, Act.ManageList, list, $"post {postId} waits", "sent back", reason),
                ct
            )
            ? list
            : Decided;
    }

    /// <param name="reason">Needed for a no: the person reads it.</param>
    public Task<Outcome<MailingList>> JoinAsync(
        Actor actor,
        Guid listId,
        Guid accountId,
        bool yes,
        string? reason,
        CancellationToken ct = default
    ) =>
        managed.DoAsync(
            actor,
            listId,
            async (tx, list) =>
            {
                var wish = (await lists.WishesAsync(listId, ct)).FirstOrDefault(w => w.AccountId == accountId);
                if (wish is null || !await MailingLists.RemoveWishAsync(tx, listId, accountId))
                {
                    return Decided;
                }

                if (!yes && NoReason(reason) is { } none)
                {
                    await lists.AddWishAsync(tx, listId, wish.AccountId, wish.MailboxId);
                    return none;
                }

                if (yes && await MailingLists.CountMembersAsync(tx, listId) >= ListRules.MostMembers)
                {
                    await lists.AddWishAsync(tx, listId, wish.AccountId, wish.MailboxId);
                    return new Refusal("This list has as many members as it can have.");
                }

                if (yes)
                {
                    await lists.AddMemberAsync(tx, listId, MemberOf(wish));
                }

                await managed.RecordAsync(
                    tx,
                    actor,
                    Act.ManageList,
                    list,
                    $"{accountId} asked",
                    yes ? $"member {wish.MailboxId:N}" : "refused",
                    reason
                );
                await TellAsync(tx, list, wish, yes, reason);
                return null;
            },
            ct
        );

    private Task TellAsync(WriteTransaction tx, MailingList list, ListPerson wish, bool yes, string? reason) =>
        notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.ListWishDecided, list.Id, wish.Address)
            {
                Values = new Dictionary<string, string>
                {
                    ["list"] = list.Name,
                    ["answer"] = yes ? "you are a member now" : "your wish to join",
                    ["sentence"] = yes
                        ? "You are a member now, and get what is written to the list."
                        : $"Its owners said no. The reason: {reason}",
                },
            }
        );

    private static ListMember MemberOf(ListPerson person) =>
        new()
        {
            Key = person.MailboxId.ToString("N"),
            MailboxId = person.MailboxId,
            Address = person.Address,
            Name = person.Name,
        };

    private static Refusal? NoReason(string? reason) =>
        Acts.NoReason(reason) is not null ? new Refusal("Say why: the sender reads it", "Reason")
        : reason!.Length > LongestReason ? new Refusal($"Say why in at most {LongestReason} characters", "Reason")
        : null;
}

/// <summary>Tells the owners of a list that somebody wants to join.</summary>
internal sealed class TellOwners(CareMailSettings settings, MailingLists lists, NoticeQueue notices) : IListWishes
{
    public async Task AskedAsync(WriteTransaction tx, MailingList list, ListPerson person)
    {
        foreach (var owner in await lists.OwnersAsync(list.Id, tx.Cancellation))
        {
            await notices.QueueAsync(
                tx,
                new NewNotice(NoticeKind.ListWish, list.Id, owner.Address)
                {
                    Values = new Dictionary<string, string>
                    {
                        ["list"] = list.Name,
                        ["name"] = person.Name,
                        ["address"] = person.Address,
                        ["link"] = new Uri(settings.Url, $"/manage/lists/{list.Id}/members").ToString(),
                    },
                }
            );
        }
    }
}
