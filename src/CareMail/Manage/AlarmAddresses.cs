using CareMail.Access;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Organisations;

namespace CareMail.Manage;

/// <summary>Where people are told: each number and each address once.</summary>
internal sealed record Reached(IReadOnlyList<string> Numbers, IReadOnlyList<string> Emails)
{
    public Reached And(Reached other) =>
        new([.. Numbers.Union(other.Numbers)], [.. Emails.Union(other.Emails, StringComparer.OrdinalIgnoreCase)]);
}

/// <summary>How those are reached who must know that nobody looks into a shared mailbox.</summary>
internal sealed class AlarmAddresses(
    MailboxAccess access,
    MailboxDeputies deputies,
    AccountRecords accounts,
    AccountLives lives,
    OrganisationTable organisations,
    TimeProvider time
)
{
    private static readonly Reached Nobody = new([], []);

    /// <summary>
    /// Owners, and deputies whose days these are: by text message; who has no mobile, by e-mail to the address outside and
    /// to the own mailbox.
    /// </summary>
    public async Task<Reached> OwnersAsync(Guid mailboxId, CancellationToken ct)
    {
        var (now, on) = (time.GetUtcNow(), await deputies.OfAsync(mailboxId, ct));
        var reached = Nobody;
        foreach (var holder in await access.AccountsOfAsync(mailboxId, ct))
        {
            if (
                holder.Right is AccessRight.Owner
                || on.Any(deputy => deputy.AccountId == holder.AccountId && deputy.IsOn(now))
            )
            {
                reached = reached.And(await OwnerAsync(holder.AccountId, ct));
            }
        }

        return reached;
    }

    /// <summary>The administrators of the organisation, and the primary ones of that above it: in their own mailboxes.</summary>
    public async Task<Reached> AdministratorsAsync(Guid organisationId, CancellationToken ct)
    {
        var here = await HoldersAsync(organisationId, [Role.LocalAdmin, Role.PrimaryAdmin], ct);
        var above = (await organisations.FindAsync(organisationId, ct))?.HeadquartersId is { } headquarters
            ? await HoldersAsync(headquarters, [Role.PrimaryAdmin], ct)
            : [];
        return new Reached([], [.. here.Union(above)]);
    }

    private async Task<Reached> OwnerAsync(Guid accountId, CancellationToken ct)
    {
        if (await accounts.FindAsync(accountId, ct) is not { State: AccountState.New or AccountState.Active } person)
        {
            return Nobody;
        }

        var reach = await lives.ReachAsync(accountId, ct);
        return reach.Mobile is { } mobile && UkMobile.Find(mobile) is { } number
            ? new Reached([number.International], [])
            : new Reached([], [.. new[] { reach.Email, person.UserName }.OfType<string>()]);
    }

    private async Task<IReadOnlyList<string>> HoldersAsync(
        Guid organisationId,
        IReadOnlyCollection<Role> roles,
        CancellationToken ct
    ) =>
        [
            .. (await accounts.RoleHoldersAsync(organisationId, ct))
                .Where(held => roles.Contains(held.Role) && held.Person.State is AccountState.Active)
                .Select(held => held.Person.UserName)
                .Distinct(),
        ];
}
