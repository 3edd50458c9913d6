using CareMail.Access;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>What became of a person's right to a mailbox.</summary>
public sealed record ChangedAccess(Guid MailboxId, Guid AccountId, AccessRight? Before, AccessRight? After);

/// <summary>Makes somebody a member or an owner of a shared mailbox, or changes which of the two they are.</summary>
public sealed class GrantMailbox(
    Database database,
    Acts acts,
    AccountRecords accounts,
    MailboxAccess mailboxes,
    MailboxDeputies deputies,
    DatedPolicy policy,
    TimeProvider time
)
{
    public async Task<Outcome<ChangedAccess>> RunAsync(
        Actor actor,
        Guid mailboxId,
        Guid accountId,
        AccessRight right,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        if (
            !(
                await SharedMailboxes.FindAsync(actor, Act.GrantMailbox, mailboxId, acts, mailboxes, deputies, ct)
            ).IsDone(out var mailbox, out var no)
        )
        {
            return no;
        }

        if (
            (right is AccessRight.Owner || await mailboxes.RightAsync(accountId, mailboxId, ct) is AccessRight.Owner)
            && await SharedMailboxes.IsOnlyDeputyAsync(actor, Act.GrantMailbox, mailbox, acts, mailboxes, ct)
        )
        {
            return SharedMailboxes.NotByDeputy;
        }

        if (await accounts.FindAsync(accountId, ct) is null)
        {
            return new Refusal("There is no such person.");
        }

        var today = await policy.OnAsync(time.GetUtcNow(), ct);
        return await database.WriteAsync<Outcome<ChangedAccess>>(
            async tx =>
            {
                var holders = await MailboxAccess.HoldAccountsAsync(tx, mailboxId);
                if (right is not AccessRight.Owner && SharedMailboxes.IsLastOwner(holders, accountId))
                {
                    return SharedMailboxes.LastOwner;
                }

                return SharedMailboxes.IsFull(holders, accountId, right, today) is { } full
                    ? full
                    : await RunAsync(tx, actor, mailbox, accountId, reason, right);
            },
            ct
        );
    }

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public async Task<ChangedAccess> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Mailbox mailbox,
        Guid accountId,
        string? reason,
        AccessRight right = AccessRight.Owner
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(mailbox);
        var rolesLost = await SharedMailboxes.RolesLostWithoutAsync(mailboxes, mailbox, accountId, tx.Cancellation);
        var before = await mailboxes.GrantAsync(tx, mailbox.Id, accountId, right);
        var role = right is AccessRight.Owner ? Role.Owner : Role.Member;
        await accounts.GiveRoleAsync(tx, accountId, new RoleGrant(role, mailbox.OrganisationId));
        foreach (var lost in rolesLost.Where(r => r != role))
        {
            await accounts.TakeRoleAsync(tx, accountId, new RoleGrant(lost, mailbox.OrganisationId));
        }

        await SharedMailboxes.RecordAsync(tx, acts, actor, Act.GrantMailbox, mailbox, accountId, before, right, reason);
        return new ChangedAccess(mailbox.Id, accountId, before, right);
    }
}

/// <summary>Takes somebody out of a shared mailbox. The last owner stays.</summary>
public sealed class RevokeMailbox(
    Database database,
    Acts acts,
    AccountRecords accounts,
    MailboxAccess mailboxes,
    MailboxDeputies deputies
)
{
    public async Task<Outcome<ChangedAccess>> RunAsync(
        Actor actor,
        Guid mailboxId,
        Guid accountId,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        if (
            !(
                await SharedMailboxes.FindAsync(actor, Act.RevokeMailbox, mailboxId, acts, mailboxes, deputies, ct)
            ).IsDone(out var mailbox, out var no)
        )
        {
            return no;
        }

        if (
            await mailboxes.RightAsync(accountId, mailboxId, ct) is AccessRight.Owner
            && await SharedMailboxes.IsOnlyDeputyAsync(actor, Act.RevokeMailbox, mailbox, acts, mailboxes, ct)
        )
        {
            return SharedMailboxes.NotByDeputy;
        }

        var rolesLost = await SharedMailboxes.RolesLostWithoutAsync(mailboxes, mailbox, accountId, ct);
        return await database.WriteAsync<Outcome<ChangedAccess>>(
            async tx =>
            {
                if (SharedMailboxes.IsLastOwner(await MailboxAccess.HoldAccountsAsync(tx, mailboxId), accountId))
                {
                    return SharedMailboxes.LastOwner;
                }

                foreach (var lent in await MailboxDeputies.RemoveAsync(tx, mailboxId, accountId))
                {
                    await AccountRecords.EndRoleAsync(tx, lent);
                }

                var before = await mailboxes.RevokeAsync(tx, mailboxId, accountId);
                if (before is null)
                {
                    return new Refusal("This person is not in that mailbox.");
                }

                foreach (var lost in rolesLost)
                {
                    await accounts.TakeRoleAsync(tx, accountId, new RoleGrant(lost, mailbox.OrganisationId));
                }

                await SharedMailboxes.RecordAsync(
                    tx,
                    acts,
                    actor,
                    Act.RevokeMailbox,
                    mailbox,
                    accountId,
                    before,
                    null,
                    reason
                );
                return new ChangedAccess(mailboxId, accountId, before, null);
            },
            ct
        );
    }
}

internal static class SharedMailboxes
{
    public static readonly Refusal LastOwner = new(
        "This is the mailbox’s last owner. Make somebody else an owner first."
    );

    public static readonly Refusal NotByDeputy = new(
        "A deputy does not change who the owners are. An owner or an administrator does."
    );

    /// <summary>The actor may do it only because these are their days as a deputy.</summary>
    public static async Task<bool> IsOnlyDeputyAsync(
        Actor actor,
        Act act,
        Mailbox mailbox,
        Acts acts,
        MailboxAccess mailboxes,
        CancellationToken ct
    )
    {
        var owns = actor.AccountId is { } me && await mailboxes.RightAsync(me, mailbox.Id, ct) is AccessRight.Owner;
        var target = await acts.TargetAsync(mailbox.OrganisationId, ct) with { ActorOwnsIt = owns };
        return !Permissions.May(actor, act, target);
    }

    public static async Task<Outcome<Mailbox>> FindAsync(
        Actor actor,
        Act act,
        Guid mailboxId,
        Acts acts,
        MailboxAccess mailboxes,
        MailboxDeputies deputies,
        CancellationToken ct
    )
    {
        var none = new Refusal("There is no such shared mailbox, or it is not yours to look after.");
        if (await mailboxes.FindAsync(mailboxId, ct) is not { Kind: MailboxKind.Shared } mailbox)
        {
            return none;
        }

        var target = await acts.TargetAsync(mailbox.OrganisationId, ct) with
        {
            ActorOwnsIt = actor.AccountId is { } me && await deputies.ActsAsOwnerAsync(me, mailboxId, ct),
        };
        return Permissions.May(actor, act, target) ? mailbox : none;
    }

    public static bool IsLastOwner(IReadOnlyList<AccountRight> holders, Guid accountId) =>
        holders.Where(r => r.Right is AccessRight.Owner).ToList() is [var only] && only.AccountId == accountId;

    /// <summary>Beyond these numbers mail programs get slow and nobody knows who reads.</summary>
    public static Refusal? IsFull(
        IReadOnlyList<AccountRight> holders,
        Guid accountId,
        AccessRight right,
        PolicyOfDay today
    )
    {
        var most = today.Number(
            right is AccessRight.Owner ? SharedMailboxPolicy.MostOwners : SharedMailboxPolicy.MostMembers
        );
        var others = holders.Count(h => h.Right == right && h.AccountId != accountId);
        return others < most
            ? null
            : new Refusal(
                $"This mailbox has its {most} {(right is AccessRight.Owner ? "owners" : "members")}. Take somebody out first."
            );
    }

    /// <summary>The roles that the account has at the organisation only through this mailbox.</summary>
    public static async Task<IReadOnlyList<Role>> RolesLostWithoutAsync(
        MailboxAccess mailboxes,
        Mailbox mailbox,
        Guid accountId,
        CancellationToken ct
    )
    {
        var others = (await mailboxes.OfAccountAsync(accountId, ct))
            .Where(g => g.Mailbox.Kind is MailboxKind.Shared && g.Mailbox.Id != mailbox.Id)
            .Where(g => g.Mailbox.OrganisationId == mailbox.OrganisationId)
            .Select(g => g.Right)
            .ToHashSet();
        List<Role> lost = [];
        if (!others.Contains(AccessRight.Owner))
        {
            lost.Add(Role.Owner);
        }

        if (!others.Contains(AccessRight.Member))
        {
            lost.Add(Role.Member);
        }

        return lost;
    }

    public static Task RecordAsync(
        WriteTransaction tx,
        Acts acts,
        Actor actor,
        Act act,
        Mailbox mailbox,
        Guid accountId,
        AccessRight? before,
        AccessRight? after,
        string? reason
    ) =>
        acts.RecordAsync(
            tx,
            actor,
            act,
            mailbox.Id,
            mailbox.OrganisationId,
            reason,
            before is { } was ? $"{accountId} {Spell(was)}" : null,
            after is { } now ? $"{accountId} {Spell(now)}" : null
        );

    private static string Spell(AccessRight right) => right is AccessRight.Owner ? "owner" : "member";
}
