using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Manage.Lists;

/// <summary>A list to be made.</summary>
public sealed record NewList(Guid OrganisationId, string LocalPart, string Name)
{
    public string Description { get; init; } = "";

    /// <summary>With one, nobody is a member by name.</summary>
    public ListRule? Rule { get; init; }
}

/// <summary>What owners decide about a list.</summary>
public sealed record ListSettings(
    string Description,
    ListSenders Senders,
    ListOthers Others,
    ListJoining Joining,
    bool TakesOutsiders
);

/// <summary>
/// Lists as those who look after them have them: their owners, whoever they are, and the administrators of their
/// organisation. Each act asks the permission table and is audited.
/// </summary>
public sealed class ManagedLists(
    Database database,
    Acts acts,
    MailingLists lists,
    MailboxAccess mailboxes,
    OrganisationTable organisations,
    Addresses addresses,
    TimeProvider time
)
{
    internal static readonly Refusal None = new("There is no such list, or it is not yours to look after.");

    private static readonly Refusal Full = new($"A list has at most {ListRules.MostMembers} members.", "Address");

    /// <summary>Null: there is none, or it is not theirs.</summary>
    public async Task<MailingList?> FindAsync(Actor actor, Guid listId, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await lists.FindAsync(listId, ct) is not { IsOpen: true } list)
        {
            return null;
        }

        var target = await acts.TargetAsync(list.OrganisationId, ct) with
        {
            ActorOwnsIt = actor.AccountId is { } me && await lists.IsOwnerAsync(listId, me, ct),
        };
        return Permissions.May(actor, Act.ManageList, target) ? list : null;
    }

    /// <summary>Who makes it becomes its first owner; the operator names one afterwards.</summary>
    public async Task<Outcome<MailingList>> CreateAsync(Actor actor, NewList wanted, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(wanted);
        if (
            !(await acts.AtOrganisationAsync(actor, Act.CreateList, wanted.OrganisationId, ct)).IsDone(
                out var place,
                out var no
            )
        )
        {
            return no;
        }

        var (localPart, name) = (wanted.LocalPart.Trim().ToLowerInvariant(), wanted.Name.Trim());
        if (CheckName(name, wanted.Description) is { } badName)
        {
            return badName;
        }

        // Made of words of our own alphabet: the address is spelled over the telephone.
        if (
            localPart.Length is 0 or > ListRules.LongestName
            || localPart.Any(c => c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '.'))
            || !EmailAddress.TryParse($"{localPart}@{addresses.Domain}", out var address)
        )
        {
            return new Refusal(
                $"Enter an address of letters, digits, dots and hyphens, at most {ListRules.LongestName}",
                "LocalPart"
            );
        }

        if (AddressRules.IsReserved(localPart))
        {
            return new Refusal("That address is kept for the service itself", "LocalPart");
        }

        if (wanted.Rule is { } rule && await CheckAsync(actor, rule, ct) is { } badRule)
        {
            return badRule;
        }

        var list = new MailingList
        {
            Id = Ids.New(),
            OrganisationId = place.Id,
            Address = address.ToString(),
            Name = name,
            Description = wanted.Description.Trim(),
            RuleText = wanted.Rule?.Write(),
            Created = time.GetUtcNow(),
        };
        return await database.WriteAsync(tx => MakeAsync(tx, actor, list, place), ct);
    }

    private async Task<Outcome<MailingList>> MakeAsync(
        WriteTransaction tx,
        Actor actor,
        MailingList list,
        Organisation place
    )
    {
        var address = new NewAddress(list.EmailAddress, list.Id, place.Id, MailboxKind.List, list.Name, place.Place);
        if (!await addresses.RegisterAsync(tx, address))
        {
            return new Refusal("That address is taken, or was somebody’s once", "LocalPart");
        }

        await mailboxes.CreateAsync(
            tx,
            new NewMailbox(place.Id, MailboxKind.List, list.EmailAddress.LocalPart, list.Name) { Id = list.Id }
        );
        await lists.AddAsync(tx, list);
        if (actor.AccountId is { } me && await mailboxes.PersonalOfAsync([me], tx.Cancellation) is [var mine])
        {
            await MailingLists.AddOwnerAsync(tx, list.Id, me, mine);
        }

        await RecordAsync(tx, actor, Act.CreateList, list, null, list.Address);
        return list;
    }

    public async Task<Outcome<MailingList>> ChangeAsync(
        Actor actor,
        Guid listId,
        ListSettings settings,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (await FindAsync(actor, listId, ct) is not { } list)
        {
            return None;
        }

        if (CheckName(list.Name, settings.Description) is { } bad)
        {
            return bad;
        }

        var changed = With(list, settings, list.RuleText);
        return await SaveAsync(
            actor,
            list,
            changed,
            $"senders {list.Senders}, others {list.Others}, joining {list.Joining}, outsiders {list.TakesOutsiders}",
            $"senders {changed.Senders}, others {changed.Others}, joining {changed.Joining}, outsiders {changed.TakesOutsiders}",
            ct
        );
    }

    /// <summary>Another rule; only for a list that has one.</summary>
    public async Task<Outcome<MailingList>> ChangeRuleAsync(
        Actor actor,
        Guid listId,
        ListRule rule,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (await FindAsync(actor, listId, ct) is not { HasRule: true } list)
        {
            return None;
        }

        if (await CheckAsync(actor, rule, ct) is { } bad)
        {
            return bad;
        }

        var settings = new ListSettings(list.Description, list.Senders, list.Others, list.Joining, list.TakesOutsiders);
        var changed = With(list, settings, rule.Write());
        return await SaveAsync(actor, list, changed, list.RuleText, changed.RuleText, ct);
    }

    /// <summary>
    /// A rule means people of places its maker looks after: nobody writes to everybody of somebody else's organisation
    /// without that one's administrator.
    /// </summary>
    public async Task<Refusal?> CheckAsync(Actor actor, ListRule rule, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Organisations.Count == 0)
        {
            return new Refusal("Choose at least one organisation", "Organisations");
        }

        if (rule.JobTitle.Length > ListRules.LongestName || rule.JobTitle.Any(char.IsControl))
        {
            return new Refusal($"Enter at most {ListRules.LongestName} characters", "JobTitle");
        }

        if (rule.Town.Length > ListRules.LongestName || rule.Town.Any(char.IsControl))
        {
            return new Refusal($"Enter at most {ListRules.LongestName} characters", "Town");
        }

        foreach (var id in rule.Organisations)
        {
            if (
                !(await acts.AtOrganisationAsync(actor, Act.CreateList, id, ct)).IsDone(out var place, out _)
                || (rule.WithSites && !await LooksAfterSitesAsync(actor, place, ct))
            )
            {
                return new Refusal("Choose organisations that you look after", "Organisations");
            }
        }

        return null;
    }

    private async Task<bool> LooksAfterSitesAsync(Actor actor, Organisation place, CancellationToken ct) =>
        (await organisations.SitesOfAsync(place.Id, ct)).All(site =>
            Permissions.May(actor, Act.CreateList, new Target(site.Id, site.HeadquartersId))
        );

    /// <summary>The list keeps its address for good, and takes no mail any more. What waits is decided first.</summary>
    public async Task<Outcome<MailingList>> CloseAsync(
        Actor actor,
        Guid listId,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (await FindAsync(actor, listId, ct) is not { } list)
        {
            return None;
        }

        if (Acts.NoReason(reason) is { } none)
        {
            return none;
        }

        return await database.WriteAsync<Outcome<MailingList>>(
            async tx =>
            {
                await MailingLists.HoldAsync(tx, listId);
                if (await MailingLists.CountPostsAsync(tx, listId) > 0)
                {
                    return new Refusal("Messages wait for an owner. Decide about them first.", "reason");
                }

                await addresses.SetStateAsync(tx, listId, AddressState.Closed);
                await lists.CloseAsync(tx, listId);
                await RecordAsync(tx, actor, Act.ManageList, list, list.Address, "closed", reason);
                return list;
            },
            ct
        );
    }

    /// <summary>Members by name: one address a line. All of them become members, or none.</summary>
    /// <returns>How many were not members before.</returns>
    public async Task<Outcome<string>> AddAsync(Actor actor, Guid listId, string typed, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (await FindAsync(actor, listId, ct) is not { HasRule: false } list)
        {
            return None;
        }

        var (named, wrong) = ContactRules.Members(typed);
        if (wrong is not null)
        {
            return new Refusal($"“{wrong}” is not an e-mail address. Enter one on each line", "Address");
        }

        if (named.Count == 0)
        {
            return new Refusal("Enter at least one address", "Address");
        }

        if (named.Count > ListRules.MostMembers)
        {
            return Full;
        }

        var (members, refusal) = await ReadAsync(actor, list, named, ct);
        return refusal is not null
            ? refusal
            : await database.WriteAsync<Outcome<string>>(
                async tx =>
                {
                    await MailingLists.HoldAsync(tx, listId);
                    if (await MailingLists.CountMembersAsync(tx, listId) + members.Count > ListRules.MostMembers)
                    {
                        return Full;
                    }

                    var added = 0;
                    foreach (var member in members)
                    {
                        if (await lists.AddMemberAsync(tx, listId, member))
                        {
                            added++;
                            await RecordAsync(tx, actor, Act.ManageList, list, null, $"member {member.Key}");
                        }
                    }

                    return added == 1 ? "One member is added." : $"{added} members are added.";
                },
                ct
            );
    }

    private async Task<(IReadOnlyList<ListMember> Members, Refusal? Refusal)> ReadAsync(
        Actor actor,
        MailingList list,
        IReadOnlyList<GroupMember> named,
        CancellationToken ct
    )
    {
        var parsed = named.Select(one => (one.Name, Address: EmailAddress.Parse(one.Address))).ToList();
        var ours = await addresses.ResolveAsync([.. parsed.Select(p => p.Address)], ct);
        var members = new List<ListMember>();
        foreach (var (name, address) in parsed)
        {
            if (!addresses.IsOwnDomain(address.Domain))
            {
                if (!list.TakesOutsiders)
                {
                    return (
                        [],
                        new Refusal($"{address} is outside the service, which this list does not allow", "Address")
                    );
                }

                members.Add(MailingLists.MemberOf(address, name));
                continue;
            }

            if (ours.GetValueOrDefault(address) is not { State: not RecipientState.Closed } known)
            {
                return ([], new Refusal($"There is no {address}. Look for a slip in the spelling", "Address"));
            }

            if (known.MailboxId == list.Id)
            {
                return ([], new Refusal("A list is no member of itself", "Address"));
            }

            // Mail to this list goes on to that one without its owners being asked: so one of them adds it.
            if (known.Kind is MailboxKind.List && await FindAsync(actor, known.MailboxId, ct) is null)
            {
                return ([], new Refusal($"{address} is a list that somebody else looks after", "Address"));
            }

            members.Add(MailingLists.MemberOf(known));
        }

        return (members, null);
    }

    public Task<Outcome<MailingList>> RemoveAsync(
        Actor actor,
        Guid listId,
        string key,
        CancellationToken ct = default
    ) =>
        DoAsync(
            actor,
            listId,
            async (tx, list) =>
            {
                if (await MailingLists.RemoveMemberAsync(tx, listId, key))
                {
                    await RecordAsync(tx, actor, Act.ManageList, list, $"member {key}", null);
                }

                return null;
            },
            ct
        );

    /// <summary>A sender who may write to it however large it is.</summary>
    public async Task<Outcome<MailingList>> AddSenderAsync(
        Actor actor,
        Guid listId,
        string typed,
        CancellationToken ct = default
    ) =>
        await OursAsync(typed, ct) is { Kind: not MailboxKind.List } known
            ? await DoAsync(
                actor,
                listId,
                async (tx, list) =>
                {
                    if (await MailingLists.AddSenderAsync(tx, listId, known.MailboxId))
                    {
                        await RecordAsync(tx, actor, Act.ManageList, list, null, $"sender {known.MailboxId}");
                    }

                    return null;
                },
                ct
            )
            : new Refusal("There is nobody with this address here. Look in the directory", "Address");

    public Task<Outcome<MailingList>> RemoveSenderAsync(
        Actor actor,
        Guid listId,
        Guid mailboxId,
        CancellationToken ct = default
    ) =>
        DoAsync(
            actor,
            listId,
            async (tx, list) =>
            {
                if (await MailingLists.RemoveSenderAsync(tx, listId, mailboxId))
                {
                    await RecordAsync(tx, actor, Act.ManageList, list, $"sender {mailboxId}", null);
                }

                return null;
            },
            ct
        );

    public async Task<Outcome<MailingList>> AddOwnerAsync(
        Actor actor,
        Guid listId,
        string typed,
        CancellationToken ct = default
    )
    {
        if (
            await OursAsync(typed, ct) is not { Kind: MailboxKind.Personal } known
            || (await mailboxes.AccountsOfAsync(known.MailboxId, ct)).Where(a => a.Right is AccessRight.Owner).ToList()
                is not [var person, ..]
        )
        {
            return new Refusal("There is nobody with this address here. Look in the directory", "Owner");
        }

        return await DoAsync(
            actor,
            listId,
            async (tx, list) =>
            {
                if (
                    known.OrganisationId != list.OrganisationId
                    && (await OrganisationTable.FindAsync(tx, known.OrganisationId))?.HeadquartersId
                        != list.OrganisationId
                )
                {
                    return new Refusal("An owner is one of the list’s own organisation", "Owner");
                }

                if (await MailingLists.AddOwnerAsync(tx, listId, person.AccountId, known.MailboxId))
                {
                    await RecordAsync(tx, actor, Act.ManageList, list, null, $"owner {person.AccountId}");
                }

                return null;
            },
            ct
        );
    }

    /// <summary>The last owner stays: what waits would wait for nobody.</summary>
    public Task<Outcome<MailingList>> RemoveOwnerAsync(
        Actor actor,
        Guid listId,
        Guid accountId,
        CancellationToken ct = default
    ) =>
        DoAsync(
            actor,
            listId,
            async (tx, list) =>
            {
                if (
                    await MailingLists.CountOwnersAsync(tx, listId) == 1
                    && await lists.IsOwnerAsync(listId, accountId, ct)
                )
                {
                    return new Refusal("This is the list’s last owner. Make somebody else an owner first");
                }

                if (await MailingLists.RemoveOwnerAsync(tx, listId, accountId))
                {
                    await RecordAsync(tx, actor, Act.ManageList, list, $"owner {accountId}", null);
                }

                return null;
            },
            ct
        );

    private async Task<Recipient?> OursAsync(string typed, CancellationToken ct) =>
        EmailAddress.TryParse((typed ?? "").Trim(), out var address)
        && await addresses.ResolveAsync(address, ct) is { State: not RecipientState.Closed } known
            ? known
            : null;

    /// <summary>One change, while nobody else changes the list; what it returns is why it is not done.</summary>
    internal async Task<Outcome<MailingList>> DoAsync(
        Actor actor,
        Guid listId,
        Func<WriteTransaction, MailingList, Task<Refusal?>> change,
        CancellationToken ct
    )
    {
        if (await FindAsync(actor, listId, ct) is not { } list)
        {
            return None;
        }

        return await database.WriteAsync<Outcome<MailingList>>(
            async tx =>
            {
                await MailingLists.HoldAsync(tx, listId);
                return await change(tx, list) is { } no ? no : list;
            },
            ct
        );
    }

    internal Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        MailingList list,
        string? before,
        string? after,
        string? reason = null
    ) => acts.RecordAsync(tx, actor, act, list.Id, list.OrganisationId, reason, before, after);

    private Task<Outcome<MailingList>> SaveAsync(
        Actor actor,
        MailingList list,
        MailingList changed,
        string? before,
        string? after,
        CancellationToken ct
    ) =>
        database.WriteAsync<Outcome<MailingList>>(
            async tx =>
            {
                await lists.ChangeAsync(tx, changed);
                await RecordAsync(tx, actor, Act.ManageList, list, before, after);
                return changed;
            },
            ct
        );

    private static Refusal? CheckName(string name, string description) =>
        name.Length > ListRules.LongestName || NameRules.OfMailbox(name) is not null
            ? new Refusal($"Enter a name of at most {ListRules.LongestName} letters, digits and - , ; . ( ) &", "Name")
        : description.Length > ListRules.LongestDescription || description.Any(char.IsControl)
            ? new Refusal($"Say what it is for in at most {ListRules.LongestDescription} characters", "Description")
        : null;

    private static MailingList With(MailingList list, ListSettings settings, string? rule) =>
        new()
        {
            Id = list.Id,
            OrganisationId = list.OrganisationId,
            Address = list.Address,
            Name = list.Name,
            Description = settings.Description.Trim(),
            Senders = settings.Senders,
            Others = settings.Others,
            Joining = settings.Joining,
            TakesOutsiders = settings.TakesOutsiders,
            RuleText = rule,
            Created = list.Created,
        };
}
