using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>
/// Another organisation accepts somebody who left, within the leaver's days. The account and its mailbox come along, its
/// messages from now on under the new organisation's key; roles of the old organisation end; the person counts towards the
/// new one's allowance.
/// </summary>
public sealed class AcceptJoiner(
    Database database,
    Lives lives,
    Acts acts,
    AccountLives accounts,
    AccountRecords records,
    AddPerson people,
    Relocation relocation,
    MailboxHolds holds,
    Addresses addresses,
    TimeProvider time
)
{
    private static readonly Refusal NoLeaver = new(
        "Nobody of that address is marked as a leaver now. Ask the person’s last organisation to mark them, or add them as new."
    );

    /// <summary>Who can be accepted, by the whole address they have: names alone would tell strangers who left where.</summary>
    public async Task<AccountLife?> FindAsync(string address, CancellationToken ct = default) =>
        await accounts.FindByNameAsync(address, ct) is { State: AccountState.Left } life
        && IsInTime(life, await lives.DaysAsync(ct))
            ? life
            : null;

    /// <param name="newAddress">Chosen of the free ones, if the old one is to be left behind; it takes mail for 90 days.</param>
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        Guid organisationId,
        EmailAddress? newAddress = null,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        if (
            !(await acts.AtOrganisationAsync(actor, Act.AcceptJoiner, organisationId, ct)).IsDone(
                out var organisation,
                out var no
            )
        )
        {
            return no;
        }

        return await database.WriteAsync(tx => RunAsync(tx, actor, accountId, organisation, newAddress, reason), ct);
    }

    private async Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        Organisation organisation,
        EmailAddress? newAddress,
        string? reason
    )
    {
        var days = await lives.DaysAsync(tx.Cancellation);
        if (await accounts.FindAsync(tx, accountId) is not { State: AccountState.Left } life || !IsInTime(life, days))
        {
            return NoLeaver;
        }

        if (life.OrganisationId == organisation.Id)
        {
            return new Refusal("This person left your own organisation: take them back instead.");
        }

        // What is on hold is kept by the organisation that holds it.
        if (
            await holds.SinceAsync((await lives.PersonalAsync(accountId, tx.Cancellation)).Id, tx.Cancellation)
            is not null
        )
        {
            return new Refusal("This mailbox cannot change organisation now. Ask the person’s last organisation.");
        }

        if (await people.NoRoomAsync(tx, actor, organisation) is { } full)
        {
            return full;
        }

        var summary = (await records.FindAsync(tx, accountId))!;
        if (
            newAddress is not null
            && !(
                await addresses.FreeForAsync(summary.FirstName, summary.LastName, Renaming.Choices, tx.Cancellation)
            ).Contains(newAddress)
        )
        {
            return Renaming.NotFree;
        }

        await relocation.RunAsync(tx, life, organisation, []);
        if (newAddress is not null)
        {
            await relocation.ReaddressAsync(
                tx,
                summary,
                organisation,
                newAddress,
                time.GetUtcNow().AddDays(days.OldAddress)
            );
        }

        await records.SetStateAsync(tx, accountId, Returning.StateOf(life));
        await acts.RecordAsync(
            tx,
            actor,
            Act.AcceptJoiner,
            accountId,
            organisation.Id,
            reason,
            oldValue: $"{life.UserName} at {life.OrganisationId}",
            newValue: $"{newAddress?.ToString() ?? life.UserName} at {organisation.Id}"
        );
        return (await records.FindAsync(tx, accountId))!;
    }

    private bool IsInTime(AccountLife life, DayCounts days) => life.StateSince.AddDays(days.Leaver) > time.GetUtcNow();
}

/// <summary>
/// Somebody moves between sites of one organisation: at once, with their mail, and without being a leaver. In the shared
/// mailboxes of the old site they go on as members, except in those they leave.
/// </summary>
public sealed class MovePerson(
    Lives lives,
    Acts acts,
    AddPerson people,
    OrganisationTable organisations,
    Relocation relocation
)
{
    /// <summary>Where this actor may move somebody of this site to.</summary>
    public async Task<IReadOnlyList<Organisation>> PlacesAsync(Actor actor, Guid from, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await organisations.FindAsync(from, ct) is not { } site)
        {
            return [];
        }

        var group = GroupOf(site);
        var head = await organisations.FindAsync(group, ct);
        return
        [
            .. (await organisations.SitesOfAsync(group, ct))
                .Prepend(head!)
                .Where(to =>
                    to.Id != from && Permissions.May(actor, Act.MovePerson, new Target(to.Id, to.HeadquartersId))
                ),
        ];
    }

    /// <param name="leaves">The old site’s shared mailboxes they are taken out of.</param>
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        Guid toOrganisationId,
        string? reason,
        IReadOnlyCollection<Guid>? leaves = null,
        CancellationToken ct = default
    )
    {
        if (
            !(await acts.AtOrganisationAsync(actor, Act.MovePerson, toOrganisationId, ct)).IsDone(
                out var to,
                out var away
            )
        )
        {
            return away;
        }

        return await lives.ChangeAsync<AccountSummary>(
            actor,
            Act.MovePerson,
            accountId,
            reason,
            (tx, life) => DoAsync(tx, actor, life, to, reason, leaves),
            ct
        );
    }

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        Organisation to,
        string? reason,
        IReadOnlyCollection<Guid>? leaves = null
    ) => lives.InsideAsync(tx, accountId, life => DoAsync(tx, actor, life, to, reason, leaves));

    private async Task<Outcome<AccountSummary>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        AccountLife life,
        Organisation to,
        string? reason,
        IReadOnlyCollection<Guid>? leaves
    )
    {
        if (life.State >= AccountState.Left)
        {
            return new Refusal("Only somebody who works for the organisation can be moved.");
        }

        if (life.OrganisationId == to.Id)
        {
            return new Refusal($"This person is at {to.Name} already.");
        }

        var from = (await OrganisationTable.FindAsync(tx, life.OrganisationId))!;
        if (GroupOf(from) != GroupOf(to))
        {
            return new Refusal("That is another organisation: mark the person as leaver here, and let it accept them.");
        }

        if (await people.NoRoomAsync(tx, actor, to) is { } full)
        {
            return full;
        }

        var left = await relocation.RunAsync(tx, life, to, leaves ?? []);
        await acts.RecordAsync(
            tx,
            actor,
            Act.MovePerson,
            life.Id,
            to.Id,
            reason,
            oldValue: life.OrganisationId.ToString(),
            newValue: string.Join(' ', left.Select(m => m.LocalPart).Prepend(to.Id.ToString()))
        );
        return await lives.SummaryAsync(tx, life.Id);
    }

    private static Guid GroupOf(Organisation organisation) => organisation.HeadquartersId ?? organisation.Id;
}

/// <summary>Takes an account and its mailbox to another organisation.</summary>
public sealed class Relocation(
    Lives lives,
    AccountLives accounts,
    MailboxAccess mailboxes,
    MailboxMoves moves,
    Addresses addresses
)
{
    /// <param name="leaves">Shared mailboxes to be taken out of; their last owner stays.</param>
    /// <returns>Those that were left.</returns>
    internal async Task<IReadOnlyList<Mailbox>> RunAsync(
        WriteTransaction tx,
        AccountLife life,
        Organisation to,
        IReadOnlyCollection<Guid> leaves
    )
    {
        var mailbox = await lives.PersonalAsync(life.Id, tx.Cancellation);
        var shared = (await lives.SharedAsync(life.Id, tx.Cancellation))
            .Where(s => s.Mailbox.OrganisationId == life.OrganisationId)
            .ToList();
        // Work goes on in the shared mailboxes; deciding about the old site's people does not.
        await accounts.TakeRolesAsync(tx, life.Id, g => g.OrganisationId == life.OrganisationId);
        var left = shared.Where(s => !s.IsOnlyOwner && leaves.Contains(s.Mailbox.Id)).ToList();
        foreach (var holding in left)
        {
            await mailboxes.RevokeAsync(tx, holding.Mailbox.Id, life.Id);
        }

        foreach (var holding in shared.Except(left).Where(s => s is { Right: AccessRight.Owner, IsOnlyOwner: false }))
        {
            await mailboxes.GrantAsync(tx, holding.Mailbox.Id, life.Id, AccessRight.Member);
        }

        await moves.MoveAsync(tx, mailbox.Id, to.Id);
        await addresses.MoveAsync(tx, mailbox.Id, to.Id, to.Place);
        await accounts.MoveAsync(tx, life.Id, to.Id);
        return [.. left.Select(s => s.Mailbox)];
    }

    internal async Task ReaddressAsync(
        WriteTransaction tx,
        AccountSummary person,
        Organisation at,
        EmailAddress address,
        DateTimeOffset? oldUntil
    )
    {
        var mailbox = await lives.PersonalAsync(person.Id, tx.Cancellation);
        await addresses.ReplaceAsync(
            tx,
            new NewAddress(address, mailbox.Id, at.Id, MailboxKind.Personal, person.DisplayName, at.Place),
            oldUntil
        );
        await accounts.RenameAsync(
            tx,
            person.Id,
            person.FirstName,
            person.LastName,
            person.DisplayName,
            address.ToString()
        );
    }
}
