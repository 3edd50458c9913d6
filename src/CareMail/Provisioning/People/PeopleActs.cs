using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Provisioning.Scim;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>What programs do to people, by the use cases that pages call too.</summary>
internal sealed class PeopleActs(
    AddPerson add,
    LockAccount disable,
    UnlockAccount enable,
    Welcome welcome,
    AccountRecords accounts,
    OwnSignIn signIns,
    Database database,
    Places places,
    Addresses addresses,
    FeedBrake brake
)
{
    public string Domain => addresses.Domain;

    /// <summary>Why nothing may be changed now; null if it may.</summary>
    public Task<string?> StoppedAsync(Guid feedId, CancellationToken ct) => brake.StoppedAsync(feedId, ct);

    /// <summary>Namesakes are common; namesakes with one mobile are one person.</summary>
    public async Task<PersonRow?> SamePersonAsync(
        WriteTransaction tx,
        IReadOnlyList<Guid> reach,
        string given,
        string family,
        UkMobile? mobile
    )
    {
        if (mobile is null)
        {
            return null;
        }

        foreach (var called in await PersonTable.CalledAsync(tx, reach, given, family))
        {
            if (await accounts.HasMobileAsync(tx, called.AccountId, mobile.National))
            {
                return called;
            }
        }

        return null;
    }

    private const string Reason = "by a program";

    /// <summary>Inside the transaction that also writes what the program knows of the person.</summary>
    public async Task<Outcome<AddedPerson>> AddAsync(
        WriteTransaction tx,
        Actor actor,
        Organisation organisation,
        NewPerson person,
        string? email
    )
    {
        if (!Permissions.May(actor, Act.AddPerson, new Target(organisation.Id, organisation.HeadquartersId)))
        {
            return new Refusal("Nobody can be added there by this token.");
        }

        var outcome = await add.RunAsync(tx, actor, person, organisation, Reason);
        if (outcome.IsDone(out var added, out _) && person.Mobile is { } mobile && email is not null)
        {
            await welcome.QueueAsync(
                tx,
                new WelcomedPerson(
                    added.AccountId,
                    person.FirstName.Trim(),
                    added.Address.ToString(),
                    organisation.Name
                )
                {
                    Email = email,
                    Mobile = mobile,
                    About = added.AccountId,
                }
            );
        }

        return outcome;
    }

    /// <summary>The program says "not active": disabled, or left, as the organisation decided. The brake looks first.</summary>
    public async Task<Refusal?> CloseAsync(ProgramReach caller, PersonRow person, CancellationToken ct)
    {
        if (await brake.CloseAsync(caller.Actor, caller.FeedId, caller.Reach, ct) is { } stopped)
        {
            return new Refusal(stopped, FeedStopped);
        }

        return await accounts.FindAsync(person.AccountId, ct) is { State: AccountState.New } fresh
            ? await SetAsync(caller.Actor, Act.LockAccount, fresh, AccountState.Left, ct)
            : RefusalOf(await disable.RunAsync(caller.Actor, person.AccountId, Reason, ct));
    }

    public async Task<Refusal?> LeaveAsync(ProgramReach caller, PersonRow person, CancellationToken ct) =>
        await CloseAsync(caller, person, ct);

    public async Task<Refusal?> OpenAsync(Actor actor, PersonRow person, CancellationToken ct) =>
        await accounts.FindAsync(person.AccountId, ct) is { State: AccountState.Left } gone
        && await signIns.DatesAsync(person.AccountId, ct) is { Opened: null }
            ? await SetAsync(actor, Act.UnlockAccount, gone, AccountState.New, ct)
            : RefusalOf(await enable.RunAsync(actor, person.AccountId, Reason, ct));

    /// <summary>Whoever has never signed in has nothing that could be locked: they are gone, or wait to be invited again.</summary>
    private async Task<Refusal?> SetAsync(
        Actor actor,
        Act act,
        AccountSummary account,
        AccountState state,
        CancellationToken ct
    )
    {
        if (!(await places.FindAsync(actor, act, account.OrganisationId, ct)).IsDone(out _, out var no))
        {
            return no;
        }

        return await database.WriteAsync(
            async tx =>
            {
                if ((await accounts.FindAsync(tx, account.Id))?.State != account.State)
                {
                    return new Refusal("Somebody changed this account just now. Look again.");
                }

                await accounts.SetStateAsync(tx, account.Id, state);
                await places.RecordAsync(
                    tx,
                    actor,
                    act,
                    account.Id,
                    account.OrganisationId,
                    StateNames.Spell(account.State),
                    StateNames.Spell(state),
                    Reason
                );
                return null;
            },
            ct
        );
    }

    public Task<PersonRow> RenameAndMoveAsync(
        ProgramReach caller,
        PersonRow person,
        ScimWish wish,
        Organisation? place,
        CancellationToken ct
    )
    {
        if (
            (wish.GivenName.Length > 0 && (wish.GivenName != person.GivenName || wish.FamilyName != person.FamilyName))
            || (place is not null && place.Id != person.OrganisationId)
        )
        {
            throw new ScimRefusedException(
                StatusCodes.Status501NotImplemented,
                "Names and sites are changed in CareMail itself."
            );
        }

        return Task.FromResult(person);
    }

    public const string FeedStopped = "feed stopped";

    private static Refusal? RefusalOf(Outcome<AccountSummary> outcome) =>
        outcome.IsDone(out _, out var refusal) ? null : refusal;
}
