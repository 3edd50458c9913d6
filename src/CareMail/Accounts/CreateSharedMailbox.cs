using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>A shared mailbox to be made.</summary>
public sealed record NewSharedMailbox(Guid OrganisationId)
{
    /// <summary>Without one: <c>care.</c> and the organisation's code.</summary>
    public string? LocalPart { get; init; }

    /// <summary>Without one: the organisation's name.</summary>
    public string? DisplayName { get; init; }
    public IReadOnlyList<Guid> Owners { get; init; } = [];
    public IReadOnlyList<Guid> Members { get; init; } = [];
}

public sealed record MadeMailbox(Guid MailboxId, EmailAddress Address, string DisplayName);

/// <summary>Makes a shared mailbox, with its address, owners and members. One without an owner is not made.</summary>
public sealed class CreateSharedMailbox(
    Database database,
    Acts acts,
    AccountRecords accounts,
    MailboxAccess mailboxes,
    Addresses addresses
)
{
    public async Task<Outcome<MadeMailbox>> RunAsync(
        Actor actor,
        NewSharedMailbox wanted,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (
            !(await acts.AtOrganisationAsync(actor, Act.CreateSharedMailbox, wanted.OrganisationId, ct)).IsDone(
                out var organisation,
                out var no
            )
        )
        {
            return no;
        }

        var name = wanted.DisplayName?.Trim() ?? organisation.Name;
        if (NameRules.OfMailbox(name) is { } badName)
        {
            return badName;
        }

        var localPart = wanted.LocalPart?.Trim().ToLowerInvariant() ?? AddressRules.ForSite(organisation.Ods);
        if (!EmailAddress.TryParse($"{localPart}@{addresses.Domain}", out var address))
        {
            return new Refusal("That cannot be the first half of an address.", nameof(wanted.LocalPart));
        }

        if (NotTheirs(actor, organisation, localPart) is { } reserved)
        {
            return reserved;
        }

        if (wanted.Owners.Count == 0)
        {
            return new Refusal("A shared mailbox needs at least one owner; two are better.", nameof(wanted.Owners));
        }

        foreach (var accountId in wanted.Owners.Concat(wanted.Members))
        {
            if (await accounts.FindAsync(accountId, ct) is null)
            {
                return new Refusal("One of these people has no account.", nameof(wanted.Members));
            }
        }

        return await database.WriteAsync(tx => MakeAsync(tx, actor, wanted, organisation, address, name, reason), ct);
    }

    /// <summary>The mailbox of a care site, as part of a larger act which asked whether the actor may.</summary>
    public Task<Outcome<MadeMailbox>> MakeForSiteAsync(
        WriteTransaction tx,
        Actor actor,
        NewSharedMailbox wanted,
        Organisation organisation,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(organisation);
        var address = EmailAddress.Parse($"{AddressRules.ForSite(organisation.Ods)}@{addresses.Domain}");
        return MakeAsync(tx, actor, wanted, organisation, address, wanted.DisplayName ?? organisation.Name, reason);
    }

    /// <summary>Addresses that would pass for the service or for another home are made by whoever runs the service.</summary>
    private static Refusal? NotTheirs(Actor actor, Organisation organisation, string localPart) =>
        AddressRules.IsReserved(localPart)
        && localPart != AddressRules.ForSite(organisation.Ods)
        && !actor.Roles.Any(held => held.Role is Role.Platform)
            ? new Refusal("That address is kept for the service itself.", nameof(NewSharedMailbox.LocalPart))
            : null;

    private static async Task<Refusal?> NoRoomAsync(
        WriteTransaction tx,
        Actor actor,
        MailboxAccess mailboxes,
        Organisation organisation
    )
    {
        if (organisation.MailboxesAllowed is not { } allowed || actor.Roles.Any(held => held.Role is Role.Platform))
        {
            return null;
        }

        await OrganisationTable.HoldAsync(tx, organisation.Id);
        return await mailboxes.CountAsync(tx, organisation.Id, MailboxKind.Shared) < allowed
            ? null
            : new Refusal(
                allowed == 1
                    ? $"{organisation.Name} has its shared mailbox already."
                    : $"{organisation.Name} has its {allowed} shared mailboxes already."
            );
    }

    private async Task<Outcome<MadeMailbox>> MakeAsync(
        WriteTransaction tx,
        Actor actor,
        NewSharedMailbox wanted,
        Organisation organisation,
        EmailAddress address,
        string name,
        string? reason
    )
    {
        if (await NoRoomAsync(tx, actor, mailboxes, organisation) is { } full)
        {
            return full;
        }

        var id = Ids.New();
        var registered = await addresses.RegisterAsync(
            tx,
            new NewAddress(address, id, organisation.Id, MailboxKind.Shared, name, organisation.Place)
        );
        if (!registered)
        {
            return new Refusal("That address is taken, or was somebody's once.", nameof(wanted.LocalPart));
        }

        await mailboxes.CreateAsync(
            tx,
            new NewMailbox(organisation.Id, MailboxKind.Shared, address.LocalPart, name) { Id = id }
        );
        foreach (var owner in wanted.Owners.Distinct())
        {
            await mailboxes.GrantAsync(tx, id, owner, AccessRight.Owner);
            await accounts.GiveRoleAsync(tx, owner, new RoleGrant(Role.Owner, organisation.Id));
        }

        foreach (var member in wanted.Members.Except(wanted.Owners).Distinct())
        {
            await mailboxes.GrantAsync(tx, id, member, AccessRight.Member);
            await accounts.GiveRoleAsync(tx, member, new RoleGrant(Role.Member, organisation.Id));
        }

        await acts.RecordAsync(
            tx,
            actor,
            Act.CreateSharedMailbox,
            id,
            organisation.Id,
            reason,
            newValue: $"{address} owners {string.Join(' ', wanted.Owners)} members {string.Join(' ', wanted.Members)}"
        );
        return new MadeMailbox(id, address, name);
    }
}
