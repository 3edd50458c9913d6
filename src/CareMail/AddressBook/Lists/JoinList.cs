using CareMail.Access;
using CareMail.Audit;
using CareMail.Mailboxes;
using CareMail.Storage;

namespace CareMail.AddressBook.Lists;

/// <summary>How somebody stands to a list.</summary>
public enum ListStanding
{
    None,
    Asked,
    Member,
}

/// <summary>Told, in the transaction, that somebody wants to join.</summary>
public interface IListWishes
{
    Task AskedAsync(WriteTransaction tx, MailingList list, ListPerson person);
}

/// <summary>Joining a list oneself, or asking to, where the list lets people do so; and leaving it.</summary>
public sealed class JoinList(
    Database database,
    MailingLists lists,
    MailboxAccess mailboxes,
    Addresses addresses,
    AuditTrail audit,
    IEnumerable<IListWishes> listeners
)
{
    /// <summary>As a member by name: whom a rule means is nobody's own choice.</summary>
    public async Task<ListStanding> StandingAsync(MailingList list, Guid accountId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(list);
        var mine = await mailboxes.PersonalOfAsync([accountId], ct);
        return (await lists.MembersAsync(list.Id, ct)).Any(m => m.MailboxId is { } mailbox && mine.Contains(mailbox))
                ? ListStanding.Member
            : (await lists.WishesAsync(list.Id, ct)).Any(w => w.AccountId == accountId) ? ListStanding.Asked
            : ListStanding.None;
    }

    /// <returns>How they stand to it now.</returns>
    public async Task<Outcome<string>> RunAsync(Actor actor, Guid listId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (
            await FindAsync(actor, listId, ct) is not var (list, me)
            || list.HasRule
            || list.Joining is ListJoining.ByOwner
        )
        {
            return new Refusal("Nobody joins this list by themselves. Ask its owners.");
        }

        return await database.WriteAsync<Outcome<string>>(
            async tx =>
            {
                await MailingLists.HoldAsync(tx, list.Id);
                if (list.Joining is ListJoining.OnRequest)
                {
                    if (await lists.AddWishAsync(tx, list.Id, me.AccountId, me.MailboxId))
                    {
                        await RecordAsync(tx, actor, list, "asked");
                        foreach (var listener in listeners)
                        {
                            await listener.AskedAsync(tx, list, me);
                        }
                    }

                    return $"You have asked to join {list.Name}. You are told what its owners say.";
                }

                if (await MailingLists.CountMembersAsync(tx, list.Id) >= ListRules.MostMembers)
                {
                    return new Refusal("This list has as many members as it can have.");
                }

                var member = new ListMember
                {
                    Key = me.MailboxId.ToString("N"),
                    MailboxId = me.MailboxId,
                    Address = me.Address,
                    Name = me.Name,
                };
                if (await lists.AddMemberAsync(tx, list.Id, member))
                {
                    await RecordAsync(tx, actor, list, "joined");
                }

                return $"You are a member of {list.Name} now.";
            },
            ct
        );
    }

    /// <summary>Takes back the wish, or the membership.</summary>
    public async Task<Outcome<string>> LeaveAsync(Actor actor, Guid listId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await FindAsync(actor, listId, ct) is not var (list, me))
        {
            return new Refusal("There is no such list.");
        }

        return await database.WriteAsync<Outcome<string>>(
            async tx =>
            {
                var asked = await MailingLists.RemoveWishAsync(tx, list.Id, me.AccountId);
                var was = await MailingLists.RemoveMemberAsync(tx, list.Id, me.MailboxId.ToString("N"));
                if (!asked && !was)
                {
                    return new Refusal($"You are no member of {list.Name}.");
                }

                await RecordAsync(tx, actor, list, "left");
                return $"You are no member of {list.Name} any more.";
            },
            ct
        );
    }

    private async Task<(MailingList List, ListPerson Me)?> FindAsync(Actor actor, Guid listId, CancellationToken ct)
    {
        if (
            actor.AccountId is not { } account
            || !Permissions.May(actor, Act.JoinList, new Target(AccountId: account))
            || await lists.FindAsync(listId, ct) is not { IsOpen: true } list
            || await mailboxes.PersonalOfAsync([account], ct) is not [var mailbox]
            || !(await addresses.OfMailboxesAsync([mailbox], ct)).TryGetValue(mailbox, out var address)
        )
        {
            return null;
        }

        return (
            list,
            new ListPerson
            {
                AccountId = account,
                MailboxId = mailbox,
                Address = address.ToString(),
                Name = actor.Name,
            }
        );
    }

    private Task<Guid> RecordAsync(WriteTransaction tx, Actor actor, MailingList list, string what) =>
        audit.RecordAsync(
            tx,
            new AuditEntry(
                actor.AccountId,
                Act.JoinList.Spell(),
                list.Id,
                list.OrganisationId,
                actor.Origin,
                null,
                what
            )
        );
}
