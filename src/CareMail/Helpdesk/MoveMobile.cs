using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Joining;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>What a colleague is asked to confirm.</summary>
public sealed record MobileQuestion(string Reference, string Person, string Ending, string Mailbox);

/// <summary>
/// Another mobile on record: passwords will go there. So a colleague confirms it from the shared mailbox, signed in as
/// themselves; opening the link changes nothing. Only an administrator who knows the person by local policy moves the mobile
/// of somebody who shares no mailbox.
/// </summary>
public sealed class MoveMobile
{
    private readonly Database _database;
    private readonly Desk _desk;
    private readonly AccountRecords _accounts;
    private readonly MailboxAccess _mailboxes;
    private readonly Addresses _addresses;
    private readonly HelpSignIn _signIn;
    private readonly NoticeQueue _notices;
    private readonly CaseKeys _keys;
    private readonly CareMailSettings _settings;
    private readonly HelpdeskLimits _limits;

    internal MoveMobile(
        Database database,
        Desk desk,
        AccountRecords accounts,
        MailboxAccess mailboxes,
        Addresses addresses,
        HelpSignIn signIn,
        NoticeQueue notices,
        CaseKeys keys,
        CareMailSettings settings,
        HelpdeskLimits limits
    )
    {
        _database = database;
        _desk = desk;
        _accounts = accounts;
        _mailboxes = mailboxes;
        _addresses = addresses;
        _signIn = signIn;
        _notices = notices;
        _keys = keys;
        _settings = settings;
        _limits = limits;
    }

    public async Task<Outcome<string>> AskAsync(
        Actor actor,
        Guid id,
        long version,
        long seen,
        string? typed,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await _desk.FindAsync(actor, Act.WorkOnCases, id, ct) is not { } found)
        {
            return CaseRules.NotYours;
        }

        if (found.AccountId is not { } accountId)
        {
            return CaseRules.NoPerson;
        }

        if (await _desk.PersonAsync(actor, Act.MoveMobile, accountId, ct) is not { } person)
        {
            return new Refusal("You may not do this to this account.");
        }

        if (!UkMobile.Read(typed, "Mobile").IsDone(out var mobile, out var bad))
        {
            return bad;
        }

        if (_desk.WrongWords(reason, "Say why: it is kept with what you do", "MobileReason") is { } silent)
        {
            return silent;
        }

        var life = await _desk.PassLifeAsync(ct);
        if (!CaseRules.IsFresh(found, life, _desk.Now))
        {
            return CaseRules.NoPass;
        }

        var shared = await SharedByOthersAsync(person, ct);
        if (shared is null && found.PassKind is not PassKind.LocalPolicy)
        {
            return new Refusal(
                "Nobody shares a mailbox with this person, so nobody can confirm a new mobile. An administrator of their organisation can move it."
            );
        }

        var outcome = await _desk.RunAsync(
            actor,
            id,
            version,
            async (tx, taken) =>
                taken.AccountId != accountId || !CaseRules.IsFresh(taken, life, _desk.Now) ? CaseRules.NoPass
                : shared is { } mailbox ? await SendAsync(tx, taken, person, mailbox, mobile, reason!.Trim())
                : await MoveAsync(tx, actor, taken, mobile, seen, reason!.Trim()),
            ct: ct
        );
        return !outcome.IsDone(out _, out var no) ? no
            : shared is null ? "The mobile on record is moved."
            : "A message went to the shared mailbox. When a colleague has confirmed it there, the mobile is moved.";
    }

    /// <summary>What this person may confirm; null if there is nothing, or it is not theirs to confirm.</summary>
    public async Task<MobileQuestion?> QuestionAsync(Actor actor, Guid id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (
            await CaseTable.FindAsync(_database, id, ct) is not { } found
            || await MailboxOfAsync(actor, found, ct) is not { } mailbox
            || await _accounts.FindAsync(found.AccountId!.Value, ct) is not { } person
        )
        {
            return null;
        }

        var mobile = _keys.Open<string>(found.Id, found.Mobile)!;
        return new MobileQuestion(found.Reference, person.DisplayName, mobile[^3..], mailbox.DisplayName);
    }

    public async Task<Outcome<string>> AnswerAsync(Actor actor, Guid id, bool yes, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var none = new Refusal("There is nothing to confirm here any more.");
        if (
            await CaseTable.FindAsync(_database, id, ct) is not { } found
            || await MailboxOfAsync(actor, found, ct) is not { } mailbox
        )
        {
            return none;
        }

        return await _database.WriteOrRefuseAsync<string>(
            async tx =>
            {
                // Pressed twice, or by two colleagues at once: the second finds nothing.
                if (
                    await CaseTable.TakeAsync(tx, id) is not { Mobile: { } box } taken
                    || taken.MobileMailbox != mailbox.Id
                )
                {
                    return none;
                }

                if (!yes)
                {
                    await CaseTable.SetAsync(tx, id, "mobile = NULL, state = @open", new { open = CaseState.Open });
                    await _desk.RecordAsync(tx, actor, taken, new Done(CaseEventKind.MobileDenied));
                    return "Thank you. Nothing was changed, and the helpdesk knows.";
                }

                var mobile = UkMobile.Find(_keys.Open<string>(id, box))!;
                var seen = (await CaseTable.MarkAsync(_database, taken.AccountId!.Value, ct))?.Version ?? 0;
                if (
                    !(await MoveAsync(tx, actor, taken, mobile, seen, "confirmed from the shared mailbox")).IsDone(
                        out var done,
                        out var no
                    )
                )
                {
                    return no;
                }

                await CaseTable.SetAsync(tx, id, "mobile = NULL, state = @open", new { open = CaseState.Open });
                await _desk.RecordAsync(tx, actor, taken, done);
                return "Thank you. The mobile on record is moved.";
            },
            ct
        );
    }

    private async Task<Outcome<Done>> SendAsync(
        WriteTransaction tx,
        HelpCase c,
        AccountSummary person,
        (Guid Id, string Address) mailbox,
        UkMobile mobile,
        string reason
    )
    {
        await CaseTable.SetAsync(
            tx,
            c.Id,
            "mobile = @box, mobile_asked = @now, mobile_mailbox = @mailbox, state = @waiting",
            new
            {
                box = _keys.Seal(c.Id, mobile.National),
                now = _desk.Now,
                mailbox = mailbox.Id,
                waiting = CaseState.Waiting,
            }
        );
        await _notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.ConfirmMobile, c.Id, mailbox.Address)
            {
                UsefulUntil = _desk.Now + _limits.ConfirmLife,
                Values = new Dictionary<string, string>
                {
                    ["reference"] = c.Reference,
                    ["name"] = person.DisplayName,
                    ["ending"] = mobile.National[^3..],
                    ["link"] = new Uri(_settings.Url, $"/help/confirm/{c.Id}").ToString(),
                },
            }
        );
        return new Done(CaseEventKind.MobileAsked, reason);
    }

    private async Task<Outcome<Done>> MoveAsync(
        WriteTransaction tx,
        Actor actor,
        HelpCase c,
        UkMobile mobile,
        long seen,
        string reason
    )
    {
        var accountId = c.AccountId!.Value;
        if (!await CaseTable.MarkAsync(tx, accountId, seen, CaseEventKind.MobileMoved, _desk.Now, actor.AccountId))
        {
            return CaseRules.Changed;
        }

        if (
            !(await _signIn.MoveMobileAsync(tx, actor, accountId, mobile, $"{c.Reference}: {reason}")).IsDone(
                out var person,
                out var no
            )
        )
        {
            return no;
        }

        await _notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.AccountChanged, c.Id, person.UserName)
            {
                Values = new Dictionary<string, string>
                {
                    ["reference"] = c.Reference,
                    ["words"] = $"Your passwords now go to the mobile that ends in {mobile.National[^3..]}.",
                    ["helpdesk"] = _settings.Helpdesk,
                },
            }
        );
        return new Done(CaseEventKind.MobileMoved, reason);
    }

    /// <summary>The mailbox asked, if this person shares it and the mobile is not their own.</summary>
    private async Task<Mailbox?> MailboxOfAsync(Actor actor, HelpCase c, CancellationToken ct) =>
        c is { IsOpen: true, Mobile: not null, MobileMailbox: { } id, MobileAsked: { } asked, AccountId: { } person }
        && _desk.Now - asked < _limits.ConfirmLife
        && actor.AccountId is { } me
        && me != person
        && await _mailboxes.RightAsync(me, id, ct) is not null
            ? await _mailboxes.FindAsync(id, ct)
            : null;

    /// <summary>A mailbox of their home that somebody else shares with them.</summary>
    private async Task<(Guid Id, string Address)?> SharedByOthersAsync(AccountSummary person, CancellationToken ct)
    {
        var shared = (await _mailboxes.OfAccountAsync(person.Id, ct))
            .Select(g => g.Mailbox)
            .Where(m => m.Kind is MailboxKind.Shared && m.OrganisationId == person.OrganisationId);
        foreach (var mailbox in shared)
        {
            var others = (await _mailboxes.AccountsOfAsync(mailbox.Id, ct)).Any(r => r.AccountId != person.Id);
            if (
                others && (await _addresses.OfMailboxesAsync([mailbox.Id], ct)).TryGetValue(mailbox.Id, out var address)
            )
            {
                return (mailbox.Id, address.ToString());
            }
        }

        return null;
    }
}
