using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Delivery;
using CareMail.Identity;
using CareMail.Identity.Applications;
using CareMail.Identity.Devices;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Manage.Applications;

/// <summary>A system that is to have a mailbox.</summary>
public sealed record NewApplication(Guid OrganisationId, string LocalPart, string Name, string Purpose, string Owner)
{
    /// <summary>In the directory, for whoever may write to it.</summary>
    public bool Shown { get; init; }
}

/// <summary>
/// The mailboxes of systems: an administrator makes one and its passwords, with a reason and an end; people answer for it and
/// say once a year that it is needed. It is no account: it counts as no person and opens no page.
/// </summary>
public sealed class ManagedApplications(
    Database database,
    Acts acts,
    MailApplications applications,
    AccountRecords accounts,
    MailboxAccess mailboxes,
    Addresses addresses,
    TimeProvider time
) : IOwnLimits
{
    public const int LongestPurpose = 200;
    private const int LongestName = 50;

    private static readonly Refusal None = new("There is no such system, or it is not yours to look after.");

    public async Task<OwnLimits?> OfAsync(Guid mailboxId, CancellationToken ct = default) =>
        await applications.OfMailboxAsync(mailboxId, ct) is { } own
            ? new OwnLimits(own.MessagesPerMinute, own.RecipientsPerDay)
            : null;

    /// <summary>Null: there is none, or it is not theirs to do this with.</summary>
    public async Task<MailApplication?> FindAsync(Actor actor, Act act, Guid id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await applications.FindAsync(id, ct) is not { } found)
        {
            return null;
        }

        var target = await acts.TargetAsync(found.OrganisationId, ct) with
        {
            ActorOwnsIt = actor.AccountId is { } me && (await applications.OwnersAsync(id, ct)).Contains(me),
        };
        return Permissions.May(actor, act, target) ? found : null;
    }

    public async Task<Outcome<MailApplication>> CreateAsync(
        Actor actor,
        NewApplication wanted,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (
            !(await acts.AtOrganisationAsync(actor, Act.CreateApplication, wanted.OrganisationId, ct)).IsDone(
                out var place,
                out var no
            )
        )
        {
            return no;
        }

        var localPart = wanted.LocalPart.Trim().ToLowerInvariant();
        if (Check(wanted, localPart, reason) is { } bad)
        {
            return bad;
        }

        if (await PersonAsync(wanted.Owner, ct) is not { } owner)
        {
            return new Refusal("There is nobody with this address. Look in the directory", "Owner");
        }

        var now = time.GetUtcNow();
        var made = new MailApplication
        {
            Id = Ids.New(),
            MailboxId = Ids.New(),
            OrganisationId = place.Id,
            UserName = $"{localPart}@{addresses.Domain}",
            DisplayName = wanted.Name.Trim(),
            Purpose = wanted.Purpose.Trim(),
            Created = now,
            Confirmed = now,
            MessagesPerMinute = ApplicationLimits.UsualPerMinute,
            RecipientsPerDay = ApplicationLimits.UsualPerDay,
            Shown = wanted.Shown,
        };
        return await database.WriteAsync(tx => MakeAsync(tx, actor, made, place, owner, reason), ct);
    }

    private async Task<Outcome<MailApplication>> MakeAsync(
        WriteTransaction tx,
        Actor actor,
        MailApplication made,
        Organisation place,
        Guid owner,
        string? reason
    )
    {
        var address = EmailAddress.Parse(made.UserName);
        var registered = await addresses.RegisterAsync(
            tx,
            new NewAddress(address, made.MailboxId, place.Id, MailboxKind.Application, made.DisplayName, place.Place)
            {
                IsShown = made.Shown,
            }
        );
        if (!registered)
        {
            return new Refusal("That address is taken, or was somebody’s once", "LocalPart");
        }

        await mailboxes.CreateAsync(
            tx,
            new NewMailbox(place.Id, MailboxKind.Application, address.LocalPart, made.DisplayName)
            {
                Id = made.MailboxId,
            }
        );
        await mailboxes.GrantAsync(tx, made.MailboxId, made.Id, AccessRight.Member);
        await MailApplications.AddAsync(tx, made);
        await MailApplications.AddOwnerAsync(tx, made.Id, owner);
        await RecordAsync(tx, actor, Act.CreateApplication, made, null, $"{made.UserName} owner {owner}", reason);
        return made;
    }

    /// <summary>A password for the system, told once and never again.</summary>
    /// <param name="days">How long it works.</param>
    public async Task<Outcome<IssuedDevicePassword>> IssueAsync(
        Actor actor,
        Guid id,
        string name,
        int? days,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (await FindAsync(actor, Act.ManageApplication, id, ct) is not { } found)
        {
            return None;
        }

        if (!NameRules.IsGood(name, LongestName))
        {
            return new Refusal($"Say where it goes, in at most {LongestName} characters", "Name");
        }

        if (days is not (>= 1 and <= ApplicationLimits.LongestPasswordDays))
        {
            return new Refusal($"Enter a number of days between 1 and {ApplicationLimits.LongestPasswordDays}", "Days");
        }

        if (Acts.NoReason(reason) is not null)
        {
            return new Refusal("Say why: it is kept with what you did", "Reason");
        }

        var issued = await database.WriteAsync(
            async tx =>
            {
                var made = await applications.IssueAsync(
                    tx,
                    id,
                    name.Trim(),
                    reason!.Trim(),
                    time.GetUtcNow().AddDays(days.Value)
                );
                if (made is not null)
                {
                    await RecordAsync(
                        tx,
                        actor,
                        Act.ManageApplication,
                        found,
                        null,
                        $"password {made.Name} for {days} days",
                        reason
                    );
                }

                return made;
            },
            ct
        );
        return issued is not null
            ? issued
            : new Refusal($"It has its {ApplicationLimits.Passwords} passwords. Remove one first", "Name");
    }

    public Task<Outcome<MailApplication>> RemovePasswordAsync(
        Actor actor,
        Guid id,
        Guid passwordId,
        CancellationToken ct = default
    ) =>
        DoAsync(
            actor,
            Act.ManageApplication,
            id,
            async (tx, found) =>
            {
                foreach (var name in await applications.RemovePasswordAsync(tx, id, passwordId))
                {
                    await RecordAsync(tx, actor, Act.ManageApplication, found, $"password {name}", null);
                }

                return null;
            },
            ct
        );

    /// <summary>It is still needed, for another year.</summary>
    public Task<Outcome<MailApplication>> ConfirmAsync(Actor actor, Guid id, CancellationToken ct = default) =>
        DoAsync(
            actor,
            Act.ConfirmApplication,
            id,
            async (tx, found) =>
            {
                await applications.ConfirmAsync(tx, id);
                await RecordAsync(tx, actor, Act.ConfirmApplication, found, null, "still needed");
                return null;
            },
            ct
        );

    public Task<Outcome<MailApplication>> LimitAsync(
        Actor actor,
        Guid id,
        int? perMinute,
        int? perDay,
        string? reason,
        CancellationToken ct = default
    ) =>
        DoAsync(
            actor,
            Act.ManageApplication,
            id,
            async (tx, found) =>
            {
                if (perMinute is not (>= 1 and <= ApplicationLimits.MostPerMinute))
                {
                    return new Refusal(
                        $"Enter a number of messages between 1 and {ApplicationLimits.MostPerMinute}",
                        "PerMinute"
                    );
                }

                if (perDay is not (>= 1 and <= ApplicationLimits.MostPerDay))
                {
                    return new Refusal(
                        $"Enter a number of recipients between 1 and {ApplicationLimits.MostPerDay}",
                        "PerDay"
                    );
                }

                if (Acts.NoReason(reason) is not null)
                {
                    return new Refusal("Say why: it is kept with what you did", "LimitReason");
                }

                await MailApplications.LimitAsync(tx, id, perMinute.Value, perDay.Value);
                await RecordAsync(
                    tx,
                    actor,
                    Act.ManageApplication,
                    found,
                    $"{found.MessagesPerMinute} a minute, {found.RecipientsPerDay} a day",
                    $"{perMinute} a minute, {perDay} a day",
                    reason
                );
                return null;
            },
            ct
        );

    public async Task<Outcome<MailApplication>> AddOwnerAsync(
        Actor actor,
        Guid id,
        string typed,
        CancellationToken ct = default
    ) =>
        await PersonAsync(typed, ct) is { } person
            ? await DoAsync(
                actor,
                Act.ManageApplication,
                id,
                async (tx, found) =>
                {
                    if (await MailApplications.AddOwnerAsync(tx, id, person))
                    {
                        await RecordAsync(tx, actor, Act.ManageApplication, found, null, $"owner {person}");
                    }

                    return null;
                },
                ct
            )
            : new Refusal("There is nobody with this address. Look in the directory", "Owner");

    public Task<Outcome<MailApplication>> RemoveOwnerAsync(
        Actor actor,
        Guid id,
        Guid accountId,
        CancellationToken ct = default
    ) =>
        DoAsync(
            actor,
            Act.ManageApplication,
            id,
            async (tx, found) =>
            {
                if (!await MailApplications.RemoveOwnerAsync(tx, id, accountId))
                {
                    return new Refusal("Somebody answers for it: name another owner first");
                }

                await RecordAsync(tx, actor, Act.ManageApplication, found, $"owner {accountId}", null);
                return null;
            },
            ct
        );

    /// <summary>It signs in no more and its address takes no mail; nobody else ever gets the address.</summary>
    public Task<Outcome<MailApplication>> CloseAsync(
        Actor actor,
        Guid id,
        string? reason,
        CancellationToken ct = default
    ) =>
        DoAsync(
            actor,
            Act.ManageApplication,
            id,
            async (tx, found) =>
            {
                if (Acts.NoReason(reason) is not null)
                {
                    return new Refusal("Say why: it is kept with what you did", "CloseReason");
                }

                await applications.CloseAsync(tx, id);
                await mailboxes.RevokeAsync(tx, found.MailboxId, id);
                await addresses.SetStateAsync(tx, found.MailboxId, AddressState.Closed);
                await RecordAsync(tx, actor, Act.ManageApplication, found, found.UserName, "closed", reason);
                return null;
            },
            ct
        );

    private async Task<Outcome<MailApplication>> DoAsync(
        Actor actor,
        Act act,
        Guid id,
        Func<WriteTransaction, MailApplication, Task<Refusal?>> change,
        CancellationToken ct
    )
    {
        if (await FindAsync(actor, act, id, ct) is not { } found)
        {
            return None;
        }

        return await database.WriteAsync<Outcome<MailApplication>>(
            async tx => await change(tx, found) is { } no ? no : found,
            ct
        );
    }

    private async Task<Guid?> PersonAsync(string typed, CancellationToken ct) =>
        await accounts.FindByNameAsync((typed ?? "").Trim(), ct) is { State: AccountState.Active } person
            ? person.Id
            : null;

    private Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        MailApplication application,
        string? before,
        string? after,
        string? reason = null
    ) => acts.RecordAsync(tx, actor, act, application.Id, application.OrganisationId, reason, before, after);

    private static Refusal? Check(NewApplication wanted, string localPart, string? reason) =>
        wanted.Name.Trim().Length > LongestName || NameRules.OfMailbox(wanted.Name) is not null
            ? new Refusal($"Enter a name of at most {LongestName} letters, digits and - , ; . ( ) &", "Name")
        : localPart.Length is 0 or > LongestName
        || localPart.Any(c => c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '.'))
        || !EmailAddress.TryParse($"{localPart}@x.example", out _)
            ? new Refusal($"Enter an address of letters, digits, dots and hyphens, at most {LongestName}", "LocalPart")
        : AddressRules.IsReserved(localPart) ? new Refusal("That address is kept for the service itself", "LocalPart")
        : wanted.Purpose.Trim().Length is 0 or > LongestPurpose || wanted.Purpose.Any(char.IsControl)
            ? new Refusal($"Say what the system does with it, in at most {LongestPurpose} characters", "Purpose")
        : Acts.NoReason(reason) is not null ? new Refusal("Say why: it is kept with what you did", "Reason")
        : null;
}
