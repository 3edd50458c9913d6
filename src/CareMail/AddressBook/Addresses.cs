using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>Addresses of our domain: where they lead, who may write from them, whom one may have meant.</summary>
public sealed class Addresses(Database database, MailboxAccess mailboxes, TimeProvider time, string domain)
{
    private readonly DirectorySearch _search = new(database);

    private const int AttemptsAtOnce = 20;
    private const int AttemptsAtMost = 10_000;

    public string Domain => domain;

    public bool IsOwnDomain(string otherDomain) =>
        string.Equals(otherDomain, domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when no mailbox has the address.</summary>
    public async Task<Recipient?> ResolveAsync(EmailAddress address, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsOwnDomain(address.Domain))
        {
            return null;
        }

        // Both questions are asked for a name nobody has too, so that the time of the answer tells nothing (B16).
        var row = await AddressTable.FindAsync(database, address.Key, ct);
        var mailbox = await mailboxes.FindAsync(row?.MailboxId ?? Guid.Empty, ct);
        return row is null || mailbox is null ? null : To(row, address, mailbox);
    }

    /// <summary>Many at once, in one read; addresses nobody has are absent.</summary>
    public async Task<IReadOnlyDictionary<EmailAddress, Recipient>> ResolveAsync(
        IReadOnlyCollection<EmailAddress> addresses,
        CancellationToken ct = default
    )
    {
        var ours = addresses.Where(a => IsOwnDomain(a.Domain)).DistinctBy(a => a.Key).ToDictionary(a => a.Key);
        if (ours.Count == 0)
        {
            return new Dictionary<EmailAddress, Recipient>();
        }

        var rows = await AddressTable.FindAsync(database, ours.Keys, ct);
        var found = (await mailboxes.FindAsync([.. rows.Select(r => r.MailboxId).Distinct()], ct)).ToDictionary(m =>
            m.Id
        );
        return rows.Where(row => found.ContainsKey(row.MailboxId))
            .Select(row => To(row, ours[row.AddressKey], found[row.MailboxId]))
            .ToDictionary(recipient => recipient.Address);
    }

    /// <summary>The addresses this account may send as; the personal one comes first.</summary>
    public async Task<IReadOnlyList<SenderAddress>> SendersOfAsync(Guid accountId, CancellationToken ct = default)
    {
        // Who covers for somebody away reads their mail, and does not write in their name.
        var grants = (await mailboxes.OfAccountAsync(accountId, ct)).Where(g =>
            g is not { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Member }
        );
        var rows = await AddressTable.OfMailboxesAsync(database, grants.Select(g => g.Mailbox.Id), ct);
        return
        [
            .. rows.Where(row => row is { IsPrimary: true, State: AddressState.Open })
                .OrderBy(row => row.Kind is MailboxKind.Personal ? 0 : 1)
                .ThenBy(row => row.DisplayName, StringComparer.Ordinal)
                .Select(row => new SenderAddress(
                    EmailAddress.Parse(row.Address),
                    row.DisplayName,
                    row.MailboxId,
                    // What a system sends is its own business: Sent of nobody else.
                    row.Kind
                        is MailboxKind.Personal
                            or MailboxKind.Application
                )),
        ];
    }

    /// <summary>
    /// Addresses whose name or address begins like <paramref name="text"/>, or is one slip of the finger away from it; the
    /// own organisation's first.
    /// </summary>
    public async Task<IReadOnlyList<Suggestion>> SuggestAsync(
        Guid organisationId,
        string text,
        int limit = 8,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = AddressRules.Typed(
            text.Length > DirectoryLimits.LongestQuestion ? text[..DirectoryLimits.LongestQuestion] : text,
            DirectoryLimits.Words
        );
        if (words.Count == 0 || words.All(word => word.Length < DirectoryLimits.ShortestWord))
        {
            return [];
        }

        var rows = await _search.FindAsync(organisationId, words, Math.Clamp(limit, 1, DirectoryLimits.Shown), ct);
        return
        [
            .. rows.Select(row => new Suggestion(
                EmailAddress.Parse(row.Address),
                row.DisplayName,
                row.Place,
                row.Kind,
                row.OrganisationId == organisationId
            )
            {
                MailboxId = row.MailboxId,
                OrganisationId = row.OrganisationId,
            }),
        ];
    }

    /// <summary>The primary address of each mailbox that has one.</summary>
    public async Task<IReadOnlyDictionary<Guid, EmailAddress>> OfMailboxesAsync(
        IReadOnlyCollection<Guid> mailboxIds,
        CancellationToken ct = default
    ) =>
        (await AddressTable.OfMailboxesAsync(database, mailboxIds, ct))
            .Where(row => row.IsPrimary)
            .ToDictionary(row => row.MailboxId, row => EmailAddress.Parse(row.Address));

    /// <summary>False if the address is, or ever was, somebody's: none is given twice.</summary>
    public Task<bool> RegisterAsync(WriteTransaction tx, NewAddress address) =>
        AddressTable.InsertAsync(tx, address, time.GetUtcNow());

    /// <summary>All addresses of the mailbox together.</summary>
    public Task SetStateAsync(WriteTransaction tx, Guid mailboxId, AddressState state) =>
        AddressTable.SetStateAsync(tx, mailboxId, state);

    /// <summary>A new name in every directory; the addresses stay.</summary>
    public Task RenameAsync(WriteTransaction tx, Guid mailboxId, string displayName) =>
        AddressTable.RenameAsync(tx, mailboxId, displayName);

    /// <summary>The mailbox is another organisation's: every address shows its place.</summary>
    public Task MoveAsync(WriteTransaction tx, Guid mailboxId, Guid organisationId, string place) =>
        AddressTable.MoveAsync(tx, mailboxId, organisationId, place);

    /// <summary>
    /// A new address to send from. The one before only takes mail: until <paramref name="oldUntil"/>, or for good. One that
    /// the mailbox had before may be taken up again; false if it is, or ever was, somebody else's.
    /// </summary>
    public async Task<bool> ReplaceAsync(WriteTransaction tx, NewAddress address, DateTimeOffset? oldUntil = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var key = address.Address.Key;
        if (
            !await AddressTable.InsertAsync(tx, address, time.GetUtcNow())
            && (await AddressTable.FindAsync(tx, key))?.MailboxId != address.MailboxId
        )
        {
            return false;
        }

        await AddressTable.MakePrimaryAsync(tx, address.MailboxId, key, oldUntil);
        return true;
    }

    /// <summary>Addresses that could be made of a name and are nobody's: <c>first.last</c>, then with a number.</summary>
    public async Task<IReadOnlyList<EmailAddress>> FreeForAsync(
        string firstName,
        string lastName,
        int count,
        CancellationToken ct = default
    )
    {
        var free = new List<EmailAddress>();
        for (var attempt = 1; free.Count < count && attempt <= AttemptsAtMost; attempt += AttemptsAtOnce)
        {
            var tried = Enumerable
                .Range(attempt, AttemptsAtOnce)
                .Select(n => EmailAddress.Parse($"{AddressRules.ForPerson(firstName, lastName, n)}@{domain}"))
                .ToList();
            var taken = (await AddressTable.FindAsync(database, tried.Select(a => a.Key), ct))
                .Select(row => row.AddressKey)
                .ToHashSet();
            free.AddRange(tried.Where(a => !taken.Contains(a.Key)));
        }

        return [.. free.Take(count)];
    }

    private Recipient To(AddressRow row, EmailAddress address, Mailbox mailbox) =>
        new(address, row.MailboxId, row.OrganisationId, StateOf(row, mailbox), row.DisplayName, row.Kind);

    private RecipientState StateOf(AddressRow row, Mailbox mailbox) =>
        row.State switch
        {
            AddressState.Waiting => RecipientState.NotActivated,
            AddressState.Closed => RecipientState.Closed,
            AddressState.Open when row.ReceivesUntil <= time.GetUtcNow() => RecipientState.Closed,
            AddressState.Open => mailbox.IsFull ? RecipientState.OverQuota : RecipientState.Accepts,
        };
}
