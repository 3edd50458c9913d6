using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>What the directory shows of one mailbox.</summary>
/// <param name="Mobile">Only if the person lets colleagues see it.</param>
public sealed record DirectoryEntry(
    EmailAddress Address,
    string DisplayName,
    MailboxKind Kind,
    Guid MailboxId,
    Organisation Organisation,
    string JobTitle,
    string? Mobile
);

/// <summary>One entry of the directory, or all shared mailboxes of an organisation.</summary>
public sealed class DirectoryEntries(
    Database database,
    MailboxAccess mailboxes,
    OrganisationTable organisations,
    OwnSignIn people
)
{
    /// <summary>Null for a mailbox that takes no mail, or none.</summary>
    public async Task<DirectoryEntry?> FindAsync(Guid mailboxId, CancellationToken ct = default)
    {
        var row = (await AddressTable.OfMailboxesAsync(database, [mailboxId], ct)).FirstOrDefault(IsShown);
        if (row is null || await organisations.FindAsync(row.OrganisationId, ct) is not { } organisation)
        {
            return null;
        }

        var profile = row.Kind is MailboxKind.Personal ? await ProfileAsync(mailboxId, ct) : null;
        return new DirectoryEntry(
            EmailAddress.Parse(row.Address),
            row.DisplayName,
            row.Kind,
            row.MailboxId,
            organisation,
            profile?.JobTitle ?? "",
            profile is { MobileIsShown: true } ? profile.Mobile : null
        );
    }

    public async Task<IReadOnlyList<Suggestion>> SharedOfAsync(
        Organisation organisation,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(organisation);
        return
        [
            .. (await AddressTable.SharedOfAsync(database, organisation.Id, ct))
                .Where(IsShown)
                .Select(row => new Suggestion(
                    EmailAddress.Parse(row.Address),
                    row.DisplayName,
                    row.Place,
                    row.Kind,
                    false
                )
                {
                    MailboxId = row.MailboxId,
                    OrganisationId = row.OrganisationId,
                }),
        ];
    }

    private async Task<AccountProfile?> ProfileAsync(Guid mailboxId, CancellationToken ct) =>
        (await mailboxes.AccountsOfAsync(mailboxId, ct)).Where(a => a.Right is AccessRight.Owner).ToList()
            is [var owner, ..]
            ? await people.ProfileAsync(owner.AccountId, ct)
            : null;

    private static bool IsShown(AddressRow row) => row is { IsPrimary: true, State: AddressState.Open };
}
