using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Manage;

/// <summary>Somebody who may use a shared mailbox.</summary>
/// <param name="Opened">When they last opened a message there.</param>
/// <param name="Elsewhere">Their organisation, if it is another than the mailbox's.</param>
public sealed record Holder(Guid AccountId, string Name, AccessRight Right, DateTimeOffset? Opened, string? Elsewhere);

/// <summary>A shared mailbox as whoever looks after it sees it.</summary>
public sealed record MailboxSheet(
    SharedMailbox Mailbox,
    string Address,
    IReadOnlyList<Holder> Holders,
    DateTimeOffset ReviewDue,
    DateTimeOffset? Reviewed,
    DateTimeOffset? UnwatchedSince
)
{
    /// <summary>Who stands in for an owner, today or later.</summary>
    public IReadOnlyList<Deputy> Deputies { get; init; } = [];

    public string NameOf(Guid account) =>
        Holders.FirstOrDefault(h => h.AccountId == account)?.Name ?? "Somebody who has left";

    public IReadOnlyList<Holder> Owners => [.. Holders.Where(h => h.Right is AccessRight.Owner)];

    public bool HasOneOwner => Owners.Count == 1;
}

/// <summary>Shared mailboxes as whoever looks after them sees them.</summary>
public sealed class MailboxSheets(
    Database database,
    OrganisationTable organisations,
    AccountRecords accounts,
    MailboxAccess access,
    MailboxWatch watch,
    MailboxDeputies deputies,
    Addresses addresses,
    DatedPolicy policy,
    TimeProvider time
)
{
    /// <summary>The shared mailboxes of a site, by name.</summary>
    public async Task<IReadOnlyList<MailboxSheet>> OfAsync(Organisation site, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(site);
        var sheets = new List<MailboxSheet>();
        foreach (var mailbox in await access.OfOrganisationAsync(site.Id, MailboxKind.Shared, ct))
        {
            sheets.Add((await MailboxAsync(mailbox.Id, ct))!);
        }

        return sheets;
    }

    /// <summary>A mailbox the actor may do this with, as its owner or as an administrator.</summary>
    public async Task<MailboxSheet?> FindMailboxAsync(
        Actor actor,
        Act act,
        Guid mailboxId,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (
            await watch.SharedAsync(mailboxId, ct) is not { } mailbox
            || await organisations.FindAsync(mailbox.OrganisationId, ct) is not { } site
        )
        {
            return null;
        }

        // To name a deputy one owns it: a deputy names none.
        var owns =
            actor.AccountId is { } me
            && (
                act is Act.NameDeputy
                    ? await access.RightAsync(me, mailboxId, ct) is AccessRight.Owner
                    : await deputies.ActsAsOwnerAsync(me, mailboxId, ct)
            );
        var target = new Target(site.Id, site.HeadquartersId, ActorOwnsIt: owns);
        return Permissions.May(actor, act, target) ? await MailboxAsync(mailboxId, ct) : null;
    }

    private async Task<MailboxSheet?> MailboxAsync(Guid mailboxId, CancellationToken ct)
    {
        if (await watch.SharedAsync(mailboxId, ct) is not { } mailbox)
        {
            return null;
        }

        var review = await ReviewTable.FindAsync(database, mailboxId, ct);
        var days = (await policy.OnAsync(time.GetUtcNow(), ct)).Number(SharedMailboxPolicy.ReviewDays);
        var address = (await addresses.OfMailboxesAsync([mailboxId], ct)).GetValueOrDefault(mailboxId);
        return new MailboxSheet(
            mailbox,
            address?.ToString() ?? "",
            await HoldersAsync(mailbox, ct),
            (review?.Reviewed ?? mailbox.Made).AddDays(days),
            review?.Reviewed,
            await UnwatchedTable.SinceAsync(database, mailboxId, ct)
        )
        {
            Deputies = await deputies.OfAsync(mailboxId, ct),
        };
    }

    private async Task<IReadOnlyList<Holder>> HoldersAsync(SharedMailbox mailbox, CancellationToken ct)
    {
        var opened = await watch.LastOpenedAsync(mailbox.Id, ct);
        var rights = await access.AccountsOfAsync(mailbox.Id, ct);
        var people = await accounts.FindAsync([.. rights.Select(r => r.AccountId)], ct);
        var places = (
            await organisations.FindAsync([.. people.Values.Select(p => p.OrganisationId).Distinct()], ct)
        ).ToDictionary(o => o.Id, o => o.Name);
        return
        [
            .. rights
                .Where(right => people.ContainsKey(right.AccountId))
                .Select(right =>
                {
                    var person = people[right.AccountId];
                    return new Holder(
                        person.Id,
                        person.DisplayName,
                        right.Right,
                        opened.TryGetValue(person.Id, out var at) ? at : null,
                        person.OrganisationId == mailbox.OrganisationId ? null : places[person.OrganisationId]
                    );
                })
                .OrderByDescending(holder => holder.Right)
                .ThenBy(holder => holder.Name, StringComparer.Ordinal),
        ];
    }
}
