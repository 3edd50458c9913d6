using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>What every use case of coming, moving and going needs: the dates of somebody, their mailboxes, the record.</summary>
public sealed class Lives(
    Database database,
    AccountLives accounts,
    AccountRecords records,
    MailboxAccess mailboxes,
    DatedPolicy policy,
    Acts acts,
    TimeProvider time
)
{
    internal static readonly Refusal Changed = new("Somebody changed this account just now. Look again.");

    public async Task<DayCounts> DaysAsync(CancellationToken ct = default) =>
        LifecycleSettings.CountsOn(await policy.OnAsync(time.GetUtcNow(), ct));

    /// <summary>The stage of an account today, and its days to come; null for nobody.</summary>
    public async Task<LifeDates?> DatesAsync(Guid accountId, CancellationToken ct = default) =>
        await accounts.FindAsync(accountId, ct) is { } life
            ? LifecycleRules.Of(life, await DaysAsync(ct), time.GetUtcNow())
            : null;

    /// <summary>The same for whoever looks at their own: they are here now, which is written a little later.</summary>
    internal async Task<LifeDates?> OwnDatesAsync(Guid accountId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await accounts.FindAsync(accountId, ct) is { } life
            ? LifecycleRules.Of(life with { LastActive = now }, await DaysAsync(ct), now)
            : null;
    }

    internal async Task<LifePicture?> DrawOwnAsync(Guid accountId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await accounts.FindAsync(accountId, ct) is { } life
            ? LifeMarks.Draw(life with { LastActive = now }, await DaysAsync(ct), now)
            : null;
    }

    /// <summary>Somebody this may be done to by this actor; to others they are not there.</summary>
    public async Task<Outcome<AccountSummary>> OnAsync(
        Actor actor,
        Act act,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!(await acts.OnPersonAsync(actor, act, accountId, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        if (!LifecycleRules.MayEnd(actor.Roles, await records.RolesOfAsync(accountId, ct)))
        {
            return new Refusal("This person holds more rights than you do: ask whoever administers them.");
        }

        return Acts.NoReason(reason) is { } silent ? silent : person;
    }

    /// <summary>
    /// What every change to one account does: asks the permission table and the reason, then reads the account again in the
    /// transaction of the change. Whoever refuses has written nothing before.
    /// </summary>
    internal async Task<Outcome<T>> ChangeAsync<T>(
        Actor actor,
        Act act,
        Guid accountId,
        string? reason,
        Func<WriteTransaction, AccountLife, Task<Outcome<T>>> change,
        CancellationToken ct
    )
        where T : class =>
        (await OnAsync(actor, act, accountId, reason, ct)).IsDone(out _, out var no)
            ? await database.WriteAsync<Outcome<T>>(tx => InsideAsync<T>(tx, accountId, life => change(tx, life)), ct)
            : no;

    /// <summary>The same inside a transaction whose use case asked for its own act.</summary>
    internal async Task<Outcome<T>> InsideAsync<T>(
        WriteTransaction tx,
        Guid accountId,
        Func<AccountLife, Task<Outcome<T>>> change
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(tx);
        return await accounts.FindAsync(tx, accountId) is { } life ? await change(life) : Changed;
    }

    /// <summary>The account as it is after the change.</summary>
    internal async Task<AccountSummary> SummaryAsync(WriteTransaction tx, Guid accountId) =>
        (await records.FindAsync(tx, accountId))!;

    internal async Task<Mailbox> PersonalAsync(Guid accountId, CancellationToken ct) =>
        (await mailboxes.OfAccountAsync(accountId, ct))
            .Single(g => g is { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Owner })
            .Mailbox;

    /// <summary>The shared mailboxes of somebody, and whether nobody else owns them.</summary>
    internal async Task<IReadOnlyList<SharedHolding>> SharedAsync(Guid accountId, CancellationToken ct)
    {
        var held = new List<SharedHolding>();
        foreach (var grant in await mailboxes.OfAccountAsync(accountId, ct))
        {
            if (grant.Mailbox.Kind is MailboxKind.Shared)
            {
                var others = (await mailboxes.AccountsOfAsync(grant.Mailbox.Id, ct)).Where(a =>
                    a.Right is AccessRight.Owner && a.AccountId != accountId
                );
                held.Add(
                    new SharedHolding(grant.Mailbox, grant.Right, grant.Right is AccessRight.Owner && !others.Any())
                );
            }
        }

        return held;
    }

    internal Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        AccountLife life,
        string? reason,
        string? oldValue = null,
        string? newValue = null
    ) => acts.RecordAsync(tx, actor, act, life.Id, life.OrganisationId, reason, oldValue, newValue);
}

/// <summary>A shared mailbox as somebody has it.</summary>
public sealed record SharedHolding(Mailbox Mailbox, AccessRight Right, bool IsOnlyOwner);
