using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.FourEyes;

/// <summary>An approval with the names of what it is about.</summary>
/// <param name="Subject">The mailbox's or the person's name.</param>
/// <param name="MayDecide">The reader is a second person.</param>
public sealed record ApprovalSheet(
    Approval Approval,
    ApprovalState State,
    string Subject,
    string? Address,
    Organisation Place,
    string AskedBy,
    string? DecidedBy,
    bool IsMine,
    bool MayDecide
);

/// <summary>
/// What nobody does alone: one person asks and says why, another, who could have asked, agrees or does not. Whoever it is
/// about decides nothing of it. Both acts are in the record, with their reasons.
/// </summary>
public sealed class Approvals(
    Database database,
    Acts acts,
    AccountRecords accounts,
    GiveRole roles,
    MailboxAccess mailboxes,
    MailboxHolds holds,
    Addresses addresses,
    OrganisationTable organisations,
    NoticeQueue notices,
    DatedPolicy policy,
    TimeProvider time
)
{
    public const int LongestReason = 1_000;
    private const int Listed = 100;

    private static readonly Refusal NoMailbox = new(
        "There is no mailbox with that address, or it is not yours to look after",
        "Address"
    );

    public Task<Outcome<Approval>> AskAsync(
        Actor actor,
        DangerousAct what,
        string? address,
        string? reason,
        CancellationToken ct = default
    ) => AskAsync(actor, what, () => MailboxAsync(actor, what, address, ct), reason, ct);

    /// <summary>Asks that somebody gets a role that reaches everybody.</summary>
    public Task<Outcome<Approval>> AskForRoleAsync(
        Actor actor,
        Guid accountId,
        RoleGrant grant,
        string? reason,
        CancellationToken ct = default
    ) => AskAsync(actor, DangerousAct.GiveServiceRole, () => RoleAsync(actor, accountId, grant, ct), reason, ct);

    /// <summary>A second person agrees, and it is done, or does not.</summary>
    public async Task<Outcome<Approval>> DecideAsync(
        Actor actor,
        Guid id,
        bool granted,
        string? answer,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await FindAsync(actor, id, ct) is not { } sheet)
        {
            return new Refusal("There is no such question, or it is not yours to answer.");
        }

        if (!sheet.MayDecide)
        {
            return new Refusal(
                sheet.State is ApprovalState.Waiting
                    ? "Somebody else must decide this: not who asked, and not whom it is about."
                    : "This is decided already, or its time is over."
            );
        }

        if (Wrong(answer, "Say why: it is kept, and whoever asked reads it", "Answer") is { } silent)
        {
            return silent;
        }

        if (granted && !await AskerStillMayAsync(sheet.Approval, ct))
        {
            return new Refusal("Whoever asked may not do this any more. Do not agree.");
        }

        var now = time.GetUtcNow();
        var hours = (await policy.OnAsync(now, ct)).Number(FourEyesPolicy.UsableHours);
        return await database.WriteAsync<Outcome<Approval>>(
            async tx =>
            {
                DateTimeOffset? until =
                    granted && sheet.Approval.What is DangerousAct.OpenMailbox or DangerousAct.ExportMailbox
                        ? now.AddHours(hours)
                        : null;
                var decided = await ApprovalTable.DecideAsync(
                    tx,
                    id,
                    actor.AccountId!.Value,
                    granted,
                    answer!.Trim(),
                    now,
                    until
                );
                if (decided is null)
                {
                    return new Refusal("This is decided already, or its time is over.");
                }

                if (granted && await CarryOutAsync(tx, decided) is { } no)
                {
                    return no;
                }

                await RecordAsync(
                    tx,
                    actor,
                    Act.DecideApproval,
                    decided,
                    answer.Trim(),
                    granted ? "agreed" : "refused"
                );
                await TellAsync(tx, NoticeKind.SecondPersonDecided, decided, [decided.AskedBy]);
                return decided;
            },
            ct
        );
    }

    /// <summary>Whoever reads or exports a mailbox stops before the time is over.</summary>
    public async Task<Outcome<Approval>> EndAsync(Actor actor, Guid id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await FindAsync(actor, id, ct) is not { State: ApprovalState.Usable } sheet)
        {
            return new Refusal("This is over already, or not yours.");
        }

        return await database.WriteAsync<Outcome<Approval>>(
            async tx =>
            {
                await ApprovalTable.EndAsync(tx, id, time.GetUtcNow());
                await RecordAsync(tx, actor, Act.DecideApproval, sheet.Approval, "no longer needed", "ended");
                return sheet.Approval;
            },
            ct
        );
    }

    /// <summary>Null: there is none, or it is not theirs to see.</summary>
    public async Task<ApprovalSheet?> FindAsync(Actor actor, Guid id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return await ApprovalTable.FindAsync(database, id, ct) is { } found
            ? (await SheetsAsync(actor, [found], ct)).SingleOrDefault()
            : null;
    }

    /// <summary>What somebody asked or could decide, newest first.</summary>
    public async Task<IReadOnlyList<ApprovalSheet>> OfAsync(Actor actor, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.May(actor, Act.DecideApproval, default))
        {
            return await SheetsAsync(actor, await ApprovalTable.NewestAsync(database, Listed, ct), ct);
        }

        var places = (await organisations.ListAsync(ct))
            .Where(o => Permissions.May(actor, Act.SeeApprovals, new Target(o.Id, o.HeadquartersId)))
            .Select(o => o.Id)
            .ToList();
        var found = await ApprovalTable.NewestAsync(database, actor.AccountId ?? Guid.Empty, places, Listed, ct);
        return await SheetsAsync(actor, found, ct);
    }

    /// <summary>The approval by which the actor may read or export a mailbox now; null if there is none.</summary>
    internal async Task<(ApprovalSheet Sheet, Mailbox Mailbox)?> UsableAsync(
        Actor actor,
        Guid id,
        DangerousAct what,
        CancellationToken ct
    ) =>
        await FindAsync(actor, id, ct) is { State: ApprovalState.Usable, IsMine: true } sheet
        && sheet.Approval.What == what
        && await AskerStillMayAsync(sheet.Approval, ct)
        && await mailboxes.FindAsync(sheet.Approval.MailboxId!.Value, ct) is { } mailbox
            ? (sheet, mailbox)
            : null;

    internal Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        Approval approval,
        string reason,
        string? newValue = null
    ) =>
        acts.RecordAsync(
            tx,
            actor,
            act,
            approval.AccountId ?? approval.MailboxId!.Value,
            approval.OrganisationId,
            reason,
            oldValue: ApprovalWords.Spell(approval),
            newValue: newValue
        );

    private async Task<Outcome<Approval>> AskAsync(
        Actor actor,
        DangerousAct what,
        Func<Task<Outcome<Approval>>> find,
        string? reason,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.AccountId is not { } me)
        {
            return new Refusal("Whoever has the machine needs nobody's approval.");
        }

        if (!(await find()).IsDone(out var about, out var no))
        {
            return no;
        }

        if (Wrong(reason, "Say why: the second person decides by it, and it is kept", "Reason") is { } silent)
        {
            return silent;
        }

        var now = time.GetUtcNow();
        var days = (await policy.OnAsync(now, ct)).Number(FourEyesPolicy.WaitingDays);
        var approval = new Approval
        {
            Id = Ids.New(),
            What = what,
            OrganisationId = about.OrganisationId,
            MailboxId = about.MailboxId,
            AccountId = about.AccountId,
            Role = about.Role,
            Reason = reason!.Trim(),
            AskedBy = me,
            Asked = now,
            Expires = now.AddDays(days),
        };
        var seconds = await SecondsAsync(approval, ct);
        return await database.WriteAsync<Outcome<Approval>>(
            async tx =>
            {
                if (!await ApprovalTable.InsertAsync(tx, approval))
                {
                    return new Refusal("This is being asked already: a second person has not answered yet.");
                }

                await RecordAsync(tx, actor, Act.AskApproval, approval, approval.Reason);
                await TellAsync(tx, NoticeKind.SecondPersonWanted, approval, seconds);
                return approval;
            },
            ct
        );
    }

    private async Task<Outcome<Approval>> MailboxAsync(
        Actor actor,
        DangerousAct what,
        string? typed,
        CancellationToken ct
    )
    {
        if (
            !EmailAddress.TryParse((typed ?? "").Trim(), out var address)
            || await addresses.ResolveAsync(address, ct) is not { } recipient
            || await mailboxes.FindAsync(recipient.MailboxId, ct) is not { } mailbox
            || !(await acts.AtOrganisationAsync(actor, Act.AskApproval, mailbox.OrganisationId, ct)).IsDone(
                out _,
                out _
            )
        )
        {
            return NoMailbox;
        }

        var whose =
            mailbox.Kind is MailboxKind.Personal
                ? (await mailboxes.AccountsOfAsync(mailbox.Id, ct))
                    .Where(a => a.Right is AccessRight.Owner)
                    .Select(a => (Guid?)a.AccountId)
                    .FirstOrDefault()
                : null;
        var held = await holds.SinceAsync(mailbox.Id, ct) is not null;
        return whose == actor.AccountId ? new Refusal("That is your own mailbox", "Address")
            : what is DangerousAct.HoldMailbox && held ? new Refusal("This mailbox is on hold already", "Address")
            : what is DangerousAct.EndHold && !held ? new Refusal("This mailbox is not on hold", "Address")
            : new Approval
            {
                OrganisationId = mailbox.OrganisationId,
                MailboxId = mailbox.Id,
                AccountId = whose,
            };
    }

    private async Task<Outcome<Approval>> RoleAsync(
        Actor actor,
        Guid accountId,
        RoleGrant grant,
        CancellationToken ct
    ) =>
        await roles.CheckAsync(actor, accountId, grant, ct) is { } no ? no
        : !grant.Role.ReachesEverybody() ? new Refusal("That role needs nobody else: give it.")
        : (await accounts.RolesOfAsync(accountId, ct)).Contains(grant)
            ? new Refusal("This person has that role already.")
        : new Approval
        {
            OrganisationId = grant.OrganisationId,
            AccountId = accountId,
            Role = grant.Role,
        };

    private async Task<Refusal?> CarryOutAsync(WriteTransaction tx, Approval approval) =>
        approval.What switch
        {
            DangerousAct.HoldMailbox => await holds.BeginAsync(tx, approval.MailboxId!.Value)
                ? null
                : new Refusal("This mailbox is on hold already."),
            DangerousAct.EndHold => await holds.EndAsync(tx, approval.MailboxId!.Value)
                ? null
                : new Refusal("This mailbox is not on hold any more."),
            DangerousAct.GiveServiceRole => await accounts.GiveRoleAsync(
                tx,
                approval.AccountId!.Value,
                new RoleGrant(approval.Role!.Value, approval.OrganisationId)
            )
                ? null
                : new Refusal("This person has that role already."),
            DangerousAct.OpenMailbox or DangerousAct.ExportMailbox => null,
        };

    /// <summary>A right lost between asking and deciding is lost.</summary>
    private async Task<bool> AskerStillMayAsync(Approval approval, CancellationToken ct) =>
        await accounts.FindAsync(approval.AskedBy, ct) is { State: AccountState.Active } person
        && await MayAsync(
            new Actor(person.Id, person.DisplayName, await accounts.RolesOfAsync(person.Id, ct), ""),
            Act.AskApproval,
            approval,
            ct
        );

    private async Task<bool> MayAsync(Actor actor, Act act, Approval approval, CancellationToken ct) =>
        Permissions.May(actor, act, await acts.TargetAsync(approval.OrganisationId, ct))
        && (approval.Role is not { } role || Permissions.MayHandOutRole(actor, role));

    private async Task<IReadOnlyList<ApprovalSheet>> SheetsAsync(
        Actor actor,
        IReadOnlyList<Approval> approvals,
        CancellationToken ct
    )
    {
        var people = await accounts.FindAsync(
            [.. approvals.SelectMany(a => new[] { a.AskedBy, a.DecidedBy, a.AccountId }).OfType<Guid>().Distinct()],
            ct
        );
        Guid[] boxes = [.. approvals.Select(a => a.MailboxId).OfType<Guid>().Distinct()];
        var named = (await mailboxes.FindAsync(boxes, ct)).ToDictionary(m => m.Id, m => m.DisplayName);
        var spelled = await addresses.OfMailboxesAsync(boxes, ct);
        var places = (
            await organisations.FindAsync([.. approvals.Select(a => a.OrganisationId).Distinct()], ct)
        ).ToDictionary(o => o.Id);
        var sheets = new List<ApprovalSheet>();
        foreach (var approval in approvals)
        {
            var place = places[approval.OrganisationId];
            var target = new Target(place.Id, place.HeadquartersId);
            var mine = approval.AskedBy == actor.AccountId;
            if (!mine && !Permissions.May(actor, Act.SeeApprovals, target))
            {
                continue;
            }

            var state = approval.StateAt(time.GetUtcNow());
            sheets.Add(
                new ApprovalSheet(
                    approval,
                    state,
                    Name(approval.MailboxId is { } box ? named.GetValueOrDefault(box) : NameOf(approval.AccountId)),
                    approval.MailboxId is { } id ? spelled.GetValueOrDefault(id)?.ToString() : null,
                    place,
                    Name(NameOf(approval.AskedBy)),
                    NameOf(approval.DecidedBy),
                    mine,
                    state is ApprovalState.Waiting
                        && !mine
                        && approval.AccountId != actor.AccountId
                        && actor.AccountId is not null
                        && await MayAsync(actor, Act.DecideApproval, approval, ct)
                )
            );
        }

        return sheets;

        string? NameOf(Guid? id) =>
            id is { } account && people.TryGetValue(account, out var person) ? person.DisplayName : null;
        static string Name(string? name) => name ?? "Somebody who is gone";
    }

    /// <summary>Who is told that a second person is wanted: those who can decide and hold their right nearest.</summary>
    private async Task<IReadOnlyList<Guid>> SecondsAsync(Approval approval, CancellationToken ct)
    {
        var place = await organisations.FindAsync(approval.OrganisationId, ct);
        var seconds = new HashSet<Guid>();
        foreach (var at in new[] { approval.OrganisationId, place?.HeadquartersId }.OfType<Guid>())
        {
            foreach (var (person, role) in await accounts.RoleHoldersAsync(at, ct))
            {
                var holder = new Actor(person.Id, person.DisplayName, [new RoleGrant(role, at)], "");
                if (person.State is AccountState.Active && await MayAsync(holder, Act.DecideApproval, approval, ct))
                {
                    seconds.Add(person.Id);
                }
            }
        }

        return [.. seconds.Where(id => id != approval.AskedBy && id != approval.AccountId)];
    }

    private async Task TellAsync(
        WriteTransaction tx,
        NoticeKind kind,
        Approval approval,
        IReadOnlyCollection<Guid> people
    )
    {
        foreach (var person in (await accounts.FindAsync(people, tx.Cancellation)).Values)
        {
            await notices.QueueAsync(
                tx,
                new NewNotice(kind, approval.Id, person.UserName)
                {
                    AccountId = person.Id,
                    Values = new Dictionary<string, string>
                    {
                        ["what"] = ApprovalWords.InShort(approval.What),
                        ["answer"] = approval.Granted is true ? "agreed" : "not agreed",
                    },
                }
            );
        }
    }

    private static Refusal? Wrong(string? words, string sentence, string field) =>
        string.IsNullOrWhiteSpace(words) ? new Refusal(sentence, field)
        : words.Trim().Length > LongestReason ? new Refusal($"Use at most {LongestReason} characters", field)
        : words.Any(c => char.IsControl(c) && c is not ('\n' or '\r'))
            ? new Refusal("Use letters, digits and punctuation only", field)
        : null;
}
