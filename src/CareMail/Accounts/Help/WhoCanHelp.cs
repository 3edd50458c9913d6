using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Recovery;
using CareMail.Mailboxes;
using CareMail.Organisations;

namespace CareMail.Accounts.Help;

/// <summary>A role whose holders look after an organisation, and how many hold it. Nobody is named.</summary>
public sealed record HelpingRole(Role Role, long People, string At);

/// <summary>Who administers an organisation, and how to reach them.</summary>
/// <param name="Mailboxes">The addresses of its shared mailboxes, which owners read.</param>
/// <param name="Contacts">What administrators chose to publish: their own organisation's, and that of its headquarters.</param>
public sealed record HelpAt(
    Organisation Organisation,
    IReadOnlyList<HelpingRole> Roles,
    IReadOnlyList<string> Mailboxes,
    IReadOnlyList<HelpContact> Contacts
);

/// <summary>
/// Tells anybody, before they sign in, who administers an organisation. It is asked by the organisation, never by a person's
/// address: so it says of nobody whether they have an account.
/// </summary>
public sealed class WhoCanHelp(
    OrganisationTable organisations,
    AccountRecords accounts,
    HelpContacts contacts,
    MailboxAccess mailboxes,
    Addresses addresses
)
{
    public const int MostFound = 10;

    // From the nearest to the furthest.
    private static readonly Role[] Helping = [Role.Owner, Role.LocalHelpdesk, Role.LocalAdmin, Role.PrimaryAdmin];

    /// <param name="place">The name of the home, its town, its ODS code, or words of these.</param>
    public Task<IReadOnlyList<Organisation>> FindAsync(string place, CancellationToken ct = default) =>
        organisations.SearchAsync(place, MostFound, ct);

    public async Task<HelpAt?> AtAsync(string ods, CancellationToken ct = default)
    {
        if (await organisations.FindByOdsAsync(ods, ct) is not { } organisation)
        {
            return null;
        }

        var above = organisation.HeadquartersId is { } id ? await organisations.FindAsync(id, ct) : null;
        var boxes = await mailboxes.OfOrganisationAsync(organisation.Id, MailboxKind.Shared, ct);
        var open = await addresses.OfMailboxesAsync([.. boxes.Select(box => box.Id)], ct);
        return new HelpAt(
            organisation,
            [
                .. await RolesAsync(organisation, boxes, ct),
                .. above is null ? [] : (await RolesAsync(above, [], ct)).Where(r => r.Role is Role.PrimaryAdmin),
            ],
            [.. open.Values.Select(address => address.ToString()).Order(StringComparer.Ordinal)],
            await contacts.OfAsync([organisation.Id, .. above is null ? [] : (Guid[])[above.Id]], ct)
        );
    }

    private async Task<IReadOnlyList<HelpingRole>> RolesAsync(
        Organisation organisation,
        IReadOnlyList<Mailbox> boxes,
        CancellationToken ct
    )
    {
        var held = await accounts.RolesAtAsync(organisation.Id, ct);
        // An owner is who owns a shared mailbox, whether or not the role is written down too.
        var owners = new HashSet<Guid>();
        foreach (var box in boxes)
        {
            owners.UnionWith(
                (await mailboxes.AccountsOfAsync(box.Id, ct))
                    .Where(right => right.Right is AccessRight.Owner)
                    .Select(right => right.AccountId)
            );
        }

        return
        [
            .. Helping
                .Select(role => new HelpingRole(
                    role,
                    role is Role.Owner
                        ? Math.Max(owners.Count, held.GetValueOrDefault(role))
                        : held.GetValueOrDefault(role),
                    organisation.Place
                ))
                .Where(role => role.People > 0),
        ];
    }
}
