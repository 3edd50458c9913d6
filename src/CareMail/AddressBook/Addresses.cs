using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>Addresses of our domain: where they lead, who may write from them, whom one may have meant.</summary>
public sealed class Addresses(Database database, MailboxAccess mailboxes, TimeProvider time, string domain)
{
    private readonly DirectorySearch _search = new(database);

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
        var grants = await mailboxes.OfAccountAsync(accountId, ct);
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
                    row.Kind is MailboxKind.Personal
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

    private static Recipient To(AddressRow row, EmailAddress address, Mailbox mailbox) =>
        new(address, row.MailboxId, row.OrganisationId, StateOf(row, mailbox), row.DisplayName, row.Kind);

    private static RecipientState StateOf(AddressRow row, Mailbox mailbox) =>
        row.State switch
        {
            AddressState.Waiting => RecipientState.NotActivated,
            AddressState.Closed => RecipientState.Closed,
            AddressState.Open => mailbox.IsFull ? RecipientState.OverQuota : RecipientState.Accepts,
        };
}
