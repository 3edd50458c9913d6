using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook.Lists;

/// <summary>
/// Lists: whom they stand for at this moment, and who may write to them. Who changes a list has asked whether they may, and
/// audits it in the same transaction.
/// </summary>
public sealed class MailingLists(
    Database database,
    MailboxAccess mailboxes,
    OrganisationTable organisations,
    AccountSearch people,
    TimeProvider time
)
{
    public Task<MailingList?> FindAsync(Guid id, CancellationToken ct = default) =>
        ListTable.FindAsync(database, id, ct);

    public Task<IReadOnlyList<MailingList>> OfOrganisationAsync(Guid organisationId, CancellationToken ct = default) =>
        ListTable.OfOrganisationAsync(database, organisationId, ct);

    public Task<IReadOnlyList<MailingList>> OwnedByAsync(Guid accountId, CancellationToken ct = default) =>
        ListTable.OwnedByAsync(database, accountId, ct);

    public Task<IReadOnlyList<ListMember>> MembersAsync(Guid id, CancellationToken ct = default) =>
        ListTable.MembersAsync(database, id, ct);

    public Task<IReadOnlyList<ListPerson>> OwnersAsync(Guid id, CancellationToken ct = default) =>
        ListTable.OwnersAsync(database, id, ct);

    public Task<bool> IsOwnerAsync(Guid id, Guid accountId, CancellationToken ct = default) =>
        ListTable.IsOwnerAsync(database, id, accountId, ct);

    public Task<IReadOnlyList<ListPerson>> SendersAsync(Guid id, CancellationToken ct = default) =>
        ListTable.SendersAsync(database, id, ct);

    public Task<IReadOnlyList<ListPerson>> WishesAsync(Guid id, CancellationToken ct = default) =>
        ListTable.WishesAsync(database, id, ct);

    public Task<IReadOnlyList<ListPost>> PostsAsync(Guid id, CancellationToken ct = default) =>
        ListTable.PostsAsync(database, id, ct);

    public Task<ListPost?> FindPostAsync(Guid id, Guid postId, CancellationToken ct = default) =>
        ListTable.FindPostAsync(database, id, postId, ct);

    /// <summary>
    /// Everybody it stands for now. Lists in it are opened, each once, so that two in each other end; who left or has not
    /// joined yet is passed over.
    /// </summary>
    public async Task<ListExpansion> ExpandAsync(Guid id, CancellationToken ct = default)
    {
        var found = new HashSet<Guid>();
        var outside = new Dictionary<string, EmailAddress>(StringComparer.Ordinal);
        var seen = new HashSet<Guid> { id };
        var next = new Queue<Guid>([id]);
        while (next.TryDequeue(out var one))
        {
            if (await FindAsync(one, ct) is not { IsOpen: true } list)
            {
                continue;
            }

            if (list.Rule is { } rule)
            {
                found.UnionWith(await MeantByAsync(rule, ct));
                continue;
            }

            foreach (var member in await MembersAsync(one, ct))
            {
                if (member.MailboxId is not { } mailbox)
                {
                    var address = EmailAddress.Parse(member.Address);
                    if (list.TakesOutsiders)
                    {
                        outside.TryAdd(address.Key, address);
                    }
                }
                else if (!member.IsList)
                {
                    found.Add(mailbox);
                }
                else if (seen.Add(mailbox))
                {
                    next.Enqueue(mailbox);
                }
            }
        }

        return new ListExpansion(await OpenAmongAsync(found, ct), [.. outside.Values]);
    }

    /// <summary>How many the rule means now.</summary>
    public async Task<int> CountAsync(ListRule rule, CancellationToken ct = default) =>
        (await OpenAmongAsync(await MeantByAsync(rule, ct), ct)).Count;

    /// <summary>The rule as it is said.</summary>
    public async Task<string> InWordsAsync(ListRule rule, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return ListRules.InWords(
            rule,
            [.. (await organisations.FindAsync([.. rule.Organisations], ct)).OrderBy(o => o.Name).Select(o => o.Name)]
        );
    }

    /// <summary>What becomes of a message of this sender, and whom it would reach.</summary>
    public async Task<(ListVerdict Verdict, ListExpansion To)> AskAsync(
        MailingList list,
        ListPoster poster,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(poster);
        var to = await ExpandAsync(list.Id, ct);
        return (ListRules.Decide(list, await FactsAsync(list, poster, to, ct), to.Count), to);
    }

    private async Task<ListPosterFacts> FactsAsync(
        MailingList list,
        ListPoster poster,
        ListExpansion to,
        CancellationToken ct
    )
    {
        if (poster.MailboxId is not { } mailbox)
        {
            return default;
        }

        return new ListPosterFacts(
            SignedIn: true,
            poster.AccountId is { } account && await IsOwnerAsync(list.Id, account, ct),
            await ListTable.IsSenderAsync(database, list.Id, mailbox, ct),
            to.Mailboxes.Contains(mailbox),
            await IsColleagueAsync(list, mailbox, ct)
        );
    }

    private async Task<bool> IsColleagueAsync(MailingList list, Guid mailboxId, CancellationToken ct)
    {
        if (await mailboxes.FindAsync(mailboxId, ct) is not { } mailbox)
        {
            return false;
        }

        return mailbox.OrganisationId == list.OrganisationId
            || (await organisations.FindAsync(mailbox.OrganisationId, ct))?.HeadquartersId == list.OrganisationId;
    }

    /// <summary>The mailboxes of the people a rule means, whatever their state.</summary>
    private async Task<IReadOnlyList<Guid>> MeantByAsync(ListRule rule, CancellationToken ct)
    {
        var places = (await organisations.FindAsync([.. rule.Organisations], ct)).ToDictionary(o => o.Id);
        if (rule.WithSites)
        {
            foreach (var place in places.Values.ToList())
            {
                foreach (var site in await organisations.SitesOfAsync(place.Id, ct))
                {
                    places.TryAdd(site.Id, site);
                }
            }
        }

        var town = AddressRules.Fold(rule.Town.Trim());
        var there = places.Values.Where(o => town.Length == 0 || AddressRules.Fold(o.Town.Trim()) == town);
        var accounts = await people.MatchingAsync([.. there.Select(o => o.Id)], rule.Role, rule.JobTitle, ct);
        return await mailboxes.PersonalOfAsync(accounts, ct);
    }

    private async Task<IReadOnlySet<Guid>> OpenAmongAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        (await AddressTable.OfMailboxesAsync(database, ids, ct))
            .Where(row => row is { IsPrimary: true, State: AddressState.Open, Kind: not MailboxKind.List })
            .Select(row => row.MailboxId)
            .ToHashSet();

    /// <summary>Lists have no mailbox anybody reads, but an address like any other.</summary>
    public Task AddAsync(WriteTransaction tx, MailingList list) => ListTable.InsertAsync(tx, list);

    public Task ChangeAsync(WriteTransaction tx, MailingList list) => ListTable.ChangeAsync(tx, list);

    public Task CloseAsync(WriteTransaction tx, Guid id) => ListTable.CloseAsync(tx, id, time.GetUtcNow());

    /// <summary>Until the transaction ends nobody else changes who belongs to it.</summary>
    public static Task HoldAsync(WriteTransaction tx, Guid id) => ListTable.HoldAsync(tx, id);

    public static Task<long> CountMembersAsync(WriteTransaction tx, Guid id) => ListTable.CountMembersAsync(tx, id);

    public Task<bool> AddMemberAsync(WriteTransaction tx, Guid id, ListMember member) =>
        ListTable.AddMemberAsync(tx, id, member, time.GetUtcNow());

    public static Task<bool> RemoveMemberAsync(WriteTransaction tx, Guid id, string key) =>
        ListTable.RemoveMemberAsync(tx, id, key);

    public static Task<long> CountOwnersAsync(WriteTransaction tx, Guid id) => ListTable.CountOwnersAsync(tx, id);

    public static Task<bool> AddOwnerAsync(WriteTransaction tx, Guid id, Guid accountId, Guid mailboxId) =>
        ListTable.AddOwnerAsync(tx, id, accountId, mailboxId);

    public static Task<bool> RemoveOwnerAsync(WriteTransaction tx, Guid id, Guid accountId) =>
        ListTable.RemoveOwnerAsync(tx, id, accountId);

    public static Task<bool> AddSenderAsync(WriteTransaction tx, Guid id, Guid mailboxId) =>
        ListTable.AddSenderAsync(tx, id, mailboxId);

    public static Task<bool> RemoveSenderAsync(WriteTransaction tx, Guid id, Guid mailboxId) =>
        ListTable.RemoveSenderAsync(tx, id, mailboxId);

    public Task<bool> AddWishAsync(WriteTransaction tx, Guid id, Guid accountId, Guid mailboxId) =>
        ListTable.AddWishAsync(tx, id, accountId, mailboxId, time.GetUtcNow());

    public static Task<bool> RemoveWishAsync(WriteTransaction tx, Guid id, Guid accountId) =>
        ListTable.RemoveWishAsync(tx, id, accountId);

    public static Task HoldPostAsync(WriteTransaction tx, ListPost post) => ListTable.InsertPostAsync(tx, post);

    public static Task<long> CountPostsAsync(WriteTransaction tx, Guid id) => ListTable.CountPostsAsync(tx, id);

    /// <summary>False if somebody decided already.</summary>
    public static Task<bool> TakePostAsync(WriteTransaction tx, Guid postId) => ListTable.RemovePostAsync(tx, postId);

    /// <summary>How a mailbox of ours is known as a member.</summary>
    public static ListMember MemberOf(Recipient recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return new ListMember
        {
            Key = recipient.MailboxId.ToString("N"),
            MailboxId = recipient.MailboxId,
            Address = recipient.Address.ToString(),
            Name = recipient.DisplayName,
        };
    }

    /// <summary>How somebody outside is known as a member.</summary>
    public static ListMember MemberOf(EmailAddress address, string name)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new ListMember
        {
            Key = address.Key,
            Address = address.ToString(),
            Name = name,
        };
    }
}
