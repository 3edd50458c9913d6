using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Identity.Tasks;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>
/// What a helpdesk does for somebody who cannot get in. Each is part of the transaction of a use case that asked the
/// permission table and made sure who is asking. Nobody who acts sees a password: it goes to the person's mobile and is made
/// when it goes.
/// </summary>
public sealed class HelpSignIn(
    Acts acts,
    AccountRecords accounts,
    Resecuring resecuring,
    DevicePasswords devices,
    NoticeQueue notices
)
{
    private static readonly Refusal NoMobile = new(
        "There is no mobile on record to send a password to. Move the mobile first."
    );

    /// <summary>Opens a locked sign-in, and ends the rest after too many wrong passwords.</summary>
    public async Task<Outcome<AccountSummary>> UnlockAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        string reason
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await accounts.FindAsync(tx, accountId) is not { State: AccountState.Active or AccountState.Locked } person)
        {
            return new Refusal("This account is not in use: there is nothing to unlock.");
        }

        await resecuring.EndRestAsync(tx, accountId);
        if (person.State is AccountState.Locked)
        {
            await accounts.SetStateAsync(tx, accountId, AccountState.Active);
        }

        await acts.RecordAsync(
            tx,
            actor,
            Act.UnlockAccount,
            accountId,
            person.OrganisationId,
            reason,
            StateNames.Spell(person.State),
            StateNames.Spell(AccountState.Active)
        );
        return person;
    }

    /// <summary>A temporary password by text message; factors are gone, browsers and mail programs stop at once.</summary>
    /// <param name="prepared">Nobody learns it: it stands in until the text message is sent.</param>
    public async Task<Outcome<AccountSummary>> ResetAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        PreparedPassword prepared,
        string reason
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!(await ReachableAsync(tx, accountId)).IsDone(out var found, out var no))
        {
            return no;
        }

        await accounts.SetTemporaryAsync(tx, accountId, prepared);
        await acts.RecordAsync(tx, actor, Act.ResetSignIn, accountId, found.Person.OrganisationId, reason);
        await SendPasswordAsync(tx, accountId, found.Mobile);
        return found.Person;
    }

    /// <summary>
    /// As a reset; and device passwords are removed, and policy, profile and Account Secret are asked for anew. There are 30
    /// days to finish.
    /// </summary>
    /// <param name="prepared">Nobody learns it: it stands in until the text message is sent.</param>
    public async Task<Outcome<AccountSummary>> ResecureAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        PreparedPassword prepared,
        string reason
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!(await ReachableAsync(tx, accountId)).IsDone(out var found, out var no))
        {
            return no;
        }

        await resecuring.ResecureAsync(tx, accountId, prepared);
        var removed = await devices.RemoveAsync(tx, accountId);
        await acts.RecordAsync(
            tx,
            actor,
            Act.ResecureAccount,
            accountId,
            found.Person.OrganisationId,
            reason,
            oldValue: removed.Count == 0 ? null : "device passwords: " + string.Join(", ", removed)
        );
        await SendPasswordAsync(tx, accountId, found.Mobile);
        return found.Person;
    }

    /// <summary>Another mobile on record. The numbers themselves are nobody's business in the audit trail.</summary>
    public async Task<Outcome<AccountSummary>> MoveMobileAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        UkMobile mobile,
        string reason
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(mobile);
        if (await accounts.FindAsync(tx, accountId) is not { } person)
        {
            return new Refusal("There is no such person.");
        }

        var before = await resecuring.MobileAsync(tx, accountId);
        await resecuring.MoveMobileAsync(tx, accountId, mobile.National);
        await acts.RecordAsync(
            tx,
            actor,
            Act.MoveMobile,
            accountId,
            person.OrganisationId,
            reason,
            before is null ? "none" : "ends in " + before[^3..],
            "ends in " + mobile.National[^3..]
        );
        return person;
    }

    private async Task<Outcome<Reachable>> ReachableAsync(WriteTransaction tx, Guid accountId) =>
        await accounts.FindAsync(tx, accountId) is not { } person ? new Refusal("There is no such person.")
        : person.State is AccountState.New ? new Refusal("This person has not signed in yet: invite them again.")
        : person.State is AccountState.Disabled or AccountState.Left or AccountState.Deleted or AccountState.Gone
            ? new Refusal("This account is closed: it has to be restored first.")
        : await resecuring.MobileAsync(tx, accountId) is { } mobile ? new Reachable(person, mobile)
        : NoMobile;

    private async Task SendPasswordAsync(WriteTransaction tx, Guid accountId, string mobile)
    {
        await notices.DropAsync(tx, NoticeKind.ResetPassword, accountId);
        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.ResetPassword, accountId, mobile) { AccountId = accountId }
        );
    }

    private sealed record Reachable(AccountSummary Person, string Mobile);
}

/// <summary>Makes the temporary password of a reset at the moment its text message is sent.</summary>
internal sealed class ResetPasswords(Database database, AccountRecords accounts, Resecuring resecuring) : IMadeWhenSent
{
    public NoticeKind Kind => NoticeKind.ResetPassword;

    public async Task<IReadOnlyDictionary<string, string>?> MakeAsync(Guid accountId, CancellationToken ct)
    {
        var prepared = await accounts.PrepareTemporaryAsync(ct: ct);
        // Who has chosen a password meanwhile needs none.
        return await database.WriteAsync(tx => resecuring.RenewTemporaryAsync(tx, accountId, prepared), ct)
            ? new Dictionary<string, string> { ["password"] = prepared.Password }
            : null;
    }
}
