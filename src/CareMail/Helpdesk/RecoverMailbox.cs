using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Joining;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>How the call to the home ended.</summary>
public enum RingOutcome
{
    /// <summary>Somebody in charge knows of the request.</summary>
    TheyKnow,
    TheyDoNotKnow,
    NobodyAnswered,
}

/// <summary>Somebody new, who is to own the mailbox.</summary>
public sealed record NewOwner(string First, string Last, string Mobile, string Email);

/// <summary>
/// Nobody at a home can reach its shared mailbox: the proof is the telephone number a regulator holds. The agent rings it,
/// writes down what was said, and then makes somebody an owner: a person of the service, or somebody new within the home's
/// allowance. The owners there were are told.
/// </summary>
public sealed class RecoverMailbox
{
    private readonly Database _database;
    private readonly Desk _desk;
    private readonly HomeTelephones _telephones;
    private readonly OrganisationTable _organisations;
    private readonly AccountRecords _accounts;
    private readonly AddPerson _people;
    private readonly Welcome _welcome;
    private readonly GrantMailbox _grants;
    private readonly MailboxAccess _mailboxes;
    private readonly Addresses _addresses;
    private readonly NoticeQueue _notices;
    private readonly CareMailSettings _settings;
    private readonly HelpdeskLimits _limits;

    internal RecoverMailbox(
        Database database,
        Desk desk,
        HomeTelephones telephones,
        OrganisationTable organisations,
        AccountRecords accounts,
        AddPerson people,
        Welcome welcome,
        GrantMailbox grants,
        MailboxAccess mailboxes,
        Addresses addresses,
        NoticeQueue notices,
        CareMailSettings settings,
        HelpdeskLimits limits
    )
    {
        _database = database;
        _desk = desk;
        _telephones = telephones;
        _organisations = organisations;
        _accounts = accounts;
        _people = people;
        _welcome = welcome;
        _grants = grants;
        _mailboxes = mailboxes;
        _addresses = addresses;
        _notices = notices;
        _settings = settings;
        _limits = limits;
    }

    /// <summary>What a regulator holds; empty if nothing, and then nobody is rung.</summary>
    public async Task<IReadOnlyList<HeldNumber>> NumbersAsync(Guid organisationId, CancellationToken ct = default) =>
        await _organisations.FindAsync(organisationId, ct) is { } home
            ? await _telephones.OfHomeAsync(home.Ods, ct)
            : [];

    public async Task<Outcome<string>> RangAsync(
        Actor actor,
        Guid id,
        long version,
        RingOutcome result,
        string? words,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await _desk.FindAsync(actor, Act.RecoverMailbox, id, ct) is not { OrganisationId: { } home })
        {
            return CaseRules.NotYours;
        }

        if (_desk.WrongWords(words, "Write who answered and what they said") is { } silent)
        {
            return silent;
        }

        var numbers = await NumbersAsync(home, ct);
        if (numbers.Count == 0)
        {
            return new Refusal("No regulator holds a number for this home: it cannot be known by telephone.");
        }

        var outcome = await _desk.RunAsync(
            actor,
            id,
            version,
            async (tx, _) =>
            {
                var known = result is RingOutcome.TheyKnow;
                await CaseTable.SetAsync(tx, id, "rung = @at", new { at = known ? _desk.Now : (DateTimeOffset?)null });
                return new Done(
                    known ? CaseEventKind.Rung : CaseEventKind.NotReached,
                    $"{Spell(result)} (number ending {string.Join(" or ", numbers.Select(n => n.Ending))}). {words!.Trim()}"
                );
            },
            Act.RecoverMailbox,
            ct
        );
        return !outcome.IsDone(out _, out var no) ? no
            : result is RingOutcome.TheyKnow ? "The call is kept. Now choose the new owner."
            : "The call is kept. Nobody is made an owner.";
    }

    /// <summary>Somebody who has an account: here, or at another home and joining this one.</summary>
    public async Task<Outcome<string>> ExistingAsync(
        Actor actor,
        Guid id,
        long version,
        Guid mailboxId,
        string? address,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (
            string.IsNullOrWhiteSpace(address)
            || await _accounts.FindByNameAsync(address, ct)
                is not { State: AccountState.New or AccountState.Active or AccountState.Locked } person
        )
        {
            return new Refusal("Nobody in the service signs in with this address", "Address");
        }

        return await MakeAsync(
            actor,
            id,
            version,
            mailboxId,
            (_, _, _) => Task.FromResult<Outcome<Owner>>(new Owner(person.Id, person.DisplayName)),
            ct
        );
    }

    public async Task<Outcome<string>> NewAsync(
        Actor actor,
        Guid id,
        long version,
        Guid mailboxId,
        NewOwner typed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(typed);
        if (!UkMobile.Read(typed.Mobile, nameof(typed.Mobile)).IsDone(out var mobile, out var badMobile))
        {
            return badMobile;
        }

        if (
            !PersonalEmail
                .Read(typed.Email, nameof(typed.Email), _settings.Domain)
                .IsDone(out var email, out var badEmail)
        )
        {
            return badEmail;
        }

        return await MakeAsync(
            actor,
            id,
            version,
            mailboxId,
            async (tx, c, home) =>
            {
                var person = new NewPerson(home.Id, typed.First, typed.Last) { Mobile = mobile.National };
                if (!(await _people.RunAsync(tx, actor, person, home, c.Reference)).IsDone(out var added, out var no))
                {
                    return no;
                }

                await _welcome.QueueAsync(
                    tx,
                    new WelcomedPerson(added.AccountId, added.DisplayName, added.Address.ToString(), home.Name)
                    {
                        Email = email.ToString(),
                        Mobile = mobile.National,
                        About = c.Id,
                    }
                );
                return new Owner(added.AccountId, added.DisplayName);
            },
            ct
        );
    }

    private async Task<Outcome<string>> MakeAsync(
        Actor actor,
        Guid id,
        long version,
        Guid mailboxId,
        Func<WriteTransaction, HelpCase, Organisation, Task<Outcome<Owner>>> choose,
        CancellationToken ct
    )
    {
        if (await _desk.FindAsync(actor, Act.RecoverMailbox, id, ct) is not { OrganisationId: { } homeId } found)
        {
            return CaseRules.NotYours;
        }

        if (found.Rung is not { } rung || _desk.Now - rung > _limits.RungLife)
        {
            return new Refusal("First ring the number a regulator holds, and write down that they know of it.");
        }

        if (
            await _organisations.FindAsync(homeId, ct) is not { } home
            || await _mailboxes.FindAsync(mailboxId, ct) is not { Kind: MailboxKind.Shared } mailbox
            || mailbox.OrganisationId != homeId
            || !(await _addresses.OfMailboxesAsync([mailboxId], ct)).TryGetValue(mailboxId, out var address)
        )
        {
            return new Refusal("This is no shared mailbox of the home", "Mailbox");
        }

        var before = (await _mailboxes.AccountsOfAsync(mailboxId, ct)).Where(r => r.Right is AccessRight.Owner);
        var made = new Owner[1];
        var outcome = await _desk.RunAsync(
            actor,
            id,
            version,
            async (tx, taken) =>
            {
                if (!(await choose(tx, taken, home)).IsDone(out var owner, out var no))
                {
                    return no;
                }

                await _grants.RunAsync(tx, actor, mailbox, owner.AccountId, taken.Reference);
                foreach (var old in before.Where(r => r.AccountId != owner.AccountId))
                {
                    await TellAsync(tx, taken, old.AccountId, owner.Name, address.ToString(), home.Name);
                }

                await CaseTable.SetAsync(tx, id, "rung = NULL", new { });
                made[0] = owner;
                return new Done(CaseEventKind.OwnerMade, $"{owner.Name}: {address}");
            },
            Act.RecoverMailbox,
            ct
        );
        return outcome.IsDone(out _, out var refusal)
            ? $"{made[0].Name} is an owner of {address} now. The owners there were are told."
            : refusal;
    }

    private async Task TellAsync(
        WriteTransaction tx,
        HelpCase c,
        Guid accountId,
        string name,
        string mailbox,
        string home
    )
    {
        if (await _accounts.FindAsync(tx, accountId) is { } old)
        {
            await _notices.QueueAsync(
                tx,
                new NewNotice(NoticeKind.OwnerAdded, c.Id, old.UserName)
                {
                    Values = new Dictionary<string, string>
                    {
                        ["name"] = name,
                        ["mailbox"] = mailbox,
                        ["home"] = home,
                        ["helpdesk"] = _settings.Helpdesk,
                    },
                }
            );
        }
    }

    private static string Spell(RingOutcome result) =>
        result switch
        {
            RingOutcome.TheyKnow => "They know of it",
            RingOutcome.TheyDoNotKnow => "They do not know of it",
            RingOutcome.NobodyAnswered => "Nobody answered",
        };

    private sealed record Owner(Guid AccountId, string Name);
}
