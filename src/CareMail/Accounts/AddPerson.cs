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

    /// <summary>What colleagues read beside the name.</summary>
    public string JobTitle { get; init; } = "";
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
    Addresses addresses,
    TimeProvider time
)
{
    /// <summary>RFC 2142 §5: mail for the postmaster reaches whoever runs the service.</summary>
    private const string Postmaster = "postmaster";

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
    ) => (await RunAsync(tx, actor, [person], organisation, reason))[0];

    /// <summary>
    /// Many people of one organisation, in few statements however many they are: inside the transaction of a use case that
    /// asked the permission table for its own act.
    /// </summary>
    /// <returns>What came of each, in their order; one who is refused holds up nobody.</returns>
    public async Task<IReadOnlyList<Outcome<AddedPerson>>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        IReadOnlyList<NewPerson> people,
        Organisation organisation,
        string? reason = null
    )
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(organisation);
        var wrong = people.Select(person => WrongWith(actor, person)).ToList();
        var good = people.Where((_, i) => wrong[i] is null).ToList();
        var room = good.Count == 0 ? 0 : await RoomAsync(tx, actor, organisation);
        var added = await AddAsync(tx, actor, [.. good.Take((int)Math.Min(room, int.MaxValue))], organisation, reason);
        var next = 0;
        return
        [
            .. wrong.Select(refusal =>
                refusal is not null ? refusal
                : next < added.Count ? (Outcome<AddedPerson>)added[next++]
                : Full(organisation)
            ),
        ];
    }

    private static Refusal? WrongWith(Actor actor, NewPerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return NameRules.OfPerson(person.FirstName, person.LastName)
            ?? (
                person.Roles.Any(role => !Permissions.MayHandOutAlone(actor, role))
                    ? new Refusal("You cannot give somebody a role you could not hand out.", nameof(person.Roles))
                    : null
            );
    }

    private sealed record Joining(NewPerson Person, Guid AccountId, Guid MailboxId, string Name);

    private async Task<IReadOnlyList<AddedPerson>> AddAsync(
        WriteTransaction tx,
        Actor actor,
        IReadOnlyList<NewPerson> people,
        Organisation organisation,
        string? reason
    )
    {
        if (people.Count == 0)
        {
            return [];
        }

        List<Joining> joining =
        [
            .. people.Select(p => new Joining(p, Ids.New(), Ids.New(), NameRules.Displayed(p.FirstName, p.LastName))),
        ];
        var now = time.GetUtcNow();
        var given = await PersonalAddresses.RegisterAsync(
            tx,
            [.. joining.Select(j => new NewcomerAddress(j.MailboxId, j.Person.FirstName, j.Person.LastName, j.Name))],
            new PersonalAddresses.Place(organisation.Id, organisation.Place, addresses.Domain),
            now
        );
        List<AddedPerson> added =
        [
            .. joining.Select(j => new AddedPerson(j.AccountId, j.MailboxId, given[j.MailboxId], j.Name)),
        ];
        await PersonalMailboxes.CreateAsync(
            tx,
            [
                .. added.Select(a => new NewPersonalMailbox(
                    a.MailboxId,
                    a.AccountId,
                    organisation.Id,
                    a.Address.LocalPart,
                    a.DisplayName
                )),
            ],
            now
        );
        await accounts.CreateAsync(tx, [.. joining.Zip(added, (j, a) => AccountOf(j, a, organisation))]);
        foreach (var person in joining.Where(j => j.Person.Roles.Count > 0))
        {
            await GiveRolesAsync(tx, person, organisation);
        }

        await acts.RecordAsync(
            tx,
            actor,
            Act.AddPerson,
            organisation.Id,
            reason,
            joining.Zip(
                added,
                (j, a) =>
                    (a.AccountId, $"{a.Address} {string.Join(' ', j.Person.Roles.Select(r => r.Spell()))}".TrimEnd())
            )
        );
        return added;
    }

    private static NewAccount AccountOf(Joining joining, AddedPerson added, Organisation organisation) =>
        new(
            organisation.Id,
            added.Address.ToString(),
            joining.Person.FirstName.Trim(),
            joining.Person.LastName.Trim(),
            joining.Name
        )
        {
            Id = joining.AccountId,
            Mobile = joining.Person.Mobile,
            JobTitle = joining.Person.JobTitle,
        };

    private async Task GiveRolesAsync(WriteTransaction tx, Joining person, Organisation organisation)
    {
        foreach (var role in person.Person.Roles.Distinct())
        {
            await accounts.GiveRoleAsync(tx, person.AccountId, new RoleGrant(role, organisation.Id));
        }

        if (person.Person.Roles.Contains(Role.Platform))
        {
            await RegisterPostmasterAsync(tx, organisation, person.MailboxId, person.Name);
        }
    }

    /// <summary>Null if there is room for one more.</summary>
    public async Task<Refusal?> NoRoomAsync(WriteTransaction tx, Actor actor, Organisation organisation)
    {
        ArgumentNullException.ThrowIfNull(organisation);
        return await RoomAsync(tx, actor, organisation) > 0 ? null : Full(organisation);
    }

    /// <summary>How many more there may be. Whoever runs the service may go beyond an allowance, with a reason.</summary>
    private static async Task<long> RoomAsync(WriteTransaction tx, Actor actor, Organisation organisation)
    {
        if (organisation.PeopleAllowed is not { } allowed || actor.Roles.Any(held => held.Role is Role.Platform))
        {
            return long.MaxValue;
        }

        await OrganisationTable.HoldAsync(tx, organisation.Id);
        return Math.Max(0, allowed - await AccountRecords.CountAsync(tx, organisation.Id));
    }

    private static Refusal Full(Organisation organisation) =>
        new(
            $"{organisation.Name} has its {organisation.PeopleAllowed} people. Somebody who left can be taken out first; for more, ask the helpdesk."
        );

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
}
