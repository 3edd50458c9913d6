using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>Somebody who is to have an account.</summary>
public sealed record NewPerson(Guid OrganisationId, string FirstName, string LastName)
{
    /// <summary>Beyond <see cref="Role.Person"/>, which everybody is; held at the organisation.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>A UK mobile (<see cref="Notices.UkMobile.National"/>); the person checks it at their first sign-in.</summary>
    public string? Mobile { get; init; }
}

public sealed record AddedPerson(Guid AccountId, Guid MailboxId, EmailAddress Address, string DisplayName);

/// <summary>
/// Gives a person an account, an address and a mailbox. Nobody signs in with it until they are invited
/// (<see cref="InvitePerson"/> makes the temporary password), and mail to it waits at the sender until they have done their
/// five tasks. A use case that makes several people at once, such as an approval, calls the second
/// <see cref="RunAsync(WriteTransaction, Actor, NewPerson, Organisation, string?)"/> of both inside its own transaction.
/// </summary>
public sealed class AddPerson(
    Database database,
    Acts acts,
    AccountRecords accounts,
    MailboxAccess mailboxes,
    Addresses addresses
)
{
    /// <summary>RFC 2142 §5: mail for the postmaster reaches whoever runs the service.</summary>
    private const string Postmaster = "postmaster";

    private const int Namesakes = 10_000;

    public async Task<Outcome<AddedPerson>> RunAsync(
        Actor actor,
        NewPerson person,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        if (
            !(await acts.AtOrganisationAsync(actor, Act.AddPerson, person.OrganisationId, ct)).IsDone(
                out var organisation,
                out var refusal
            )
        )
        {
            return refusal;
        }

        return await database.WriteAsync(tx => RunAsync(tx, actor, person, organisation, reason), ct);
    }

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public async Task<Outcome<AddedPerson>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        NewPerson person,
        Organisation organisation,
        string? reason = null
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(organisation);
        if (NameRules.OfPerson(person.FirstName, person.LastName) is { } badName)
        {
            return badName;
        }

        if (person.Roles.Any(role => !Permissions.MayHandOutRole(actor, role)))
        {
            return new Refusal("You cannot give somebody a role you could not hand out.", nameof(person.Roles));
        }

        return await NoRoomAsync(tx, actor, organisation) is { } full
            ? full
            : await AddAsync(tx, actor, person, organisation, reason);
    }

    private async Task<AddedPerson> AddAsync(
        WriteTransaction tx,
        Actor actor,
        NewPerson person,
        Organisation organisation,
        string? reason
    )
    {
        var name = NameRules.Displayed(person.FirstName, person.LastName);
        var mailboxId = Ids.New();
        var address = await RegisterAsync(tx, person, organisation, mailboxId, name);
        await mailboxes.CreateAsync(
            tx,
            new NewMailbox(organisation.Id, MailboxKind.Personal, address.LocalPart, name) { Id = mailboxId }
        );
        var accountId = await accounts.CreateAsync(
            tx,
            new NewAccount(organisation.Id, address.ToString(), person.FirstName.Trim(), person.LastName.Trim(), name)
            {
                Mobile = person.Mobile,
            }
        );
        await mailboxes.GrantAsync(tx, mailboxId, accountId, AccessRight.Owner);
        foreach (var role in person.Roles.Distinct())
        {
            await accounts.GiveRoleAsync(tx, accountId, new RoleGrant(role, organisation.Id));
        }

        if (person.Roles.Contains(Role.Platform))
        {
            await RegisterPostmasterAsync(tx, organisation, mailboxId, name);
        }

        await acts.RecordAsync(
            tx,
            actor,
            Act.AddPerson,
            accountId,
            organisation.Id,
            reason,
            newValue: $"{address} {string.Join(' ', person.Roles.Select(r => r.Spell()))}".TrimEnd()
        );
        return new AddedPerson(accountId, mailboxId, address, name);
    }

    /// <summary>Whoever runs the service may go beyond an allowance, with a reason.</summary>
    public async Task<Refusal?> NoRoomAsync(WriteTransaction tx, Actor actor, Organisation organisation)
    {
        if (organisation.PeopleAllowed is not { } allowed || actor.Roles.Any(held => held.Role is Role.Platform))
        {
            return null;
        }

        await OrganisationTable.HoldAsync(tx, organisation.Id);
        return await AccountRecords.CountAsync(tx, organisation.Id) < allowed
            ? null
            : new Refusal(
                $"{organisation.Name} has its {allowed} people. Somebody who left can be taken out first; for more, ask the helpdesk."
            );
    }

    /// <summary>The first of first.last, first.last2, … that nobody has or ever had.</summary>
    private async Task<EmailAddress> RegisterAsync(
        WriteTransaction tx,
        NewPerson person,
        Organisation organisation,
        Guid mailboxId,
        string name
    )
    {
        for (var attempt = 1; attempt <= Namesakes; attempt++)
        {
            var address = EmailAddress.Parse(AddressAt(person, attempt));
            if (
                await addresses.RegisterAsync(
                    tx,
                    new NewAddress(address, mailboxId, organisation.Id, MailboxKind.Personal, name, organisation.Place)
                    {
                        State = AddressState.Waiting,
                    }
                )
            )
            {
                return address;
            }
        }

        throw new InvalidOperationException("Ten thousand people of one name.");
    }

    private Task<bool> RegisterPostmasterAsync(
        WriteTransaction tx,
        Organisation organisation,
        Guid mailboxId,
        string name
    ) =>
        addresses.RegisterAsync(
            tx,
            new NewAddress(
                EmailAddress.Parse($"{Postmaster}@{addresses.Domain}"),
                mailboxId,
                organisation.Id,
                MailboxKind.Personal,
                name,
                organisation.Place
            )
            {
                IsPrimary = false,
            }
        );

    private string AddressAt(NewPerson person, int attempt) =>
        $"{AddressRules.ForPerson(person.FirstName, person.LastName, attempt)}@{addresses.Domain}";
}
