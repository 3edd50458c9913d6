using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
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
    FeedBrake brake
)
{
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
    public async Task<Refusal?> CloseAsync(ScimCaller caller, PersonRow person, CancellationToken ct)
    {
        if (await brake.CloseAsync(caller.Actor, caller.FeedId, caller.Reach, ct) is { } stopped)
        {
            return new Refusal(stopped, FeedStopped);
        }

        return RefusalOf(await disable.RunAsync(caller.Actor, person.AccountId, Reason, ct));
    }

    public async Task<Refusal?> LeaveAsync(ScimCaller caller, PersonRow person, CancellationToken ct) =>
        await CloseAsync(caller, person, ct);

    public async Task<Refusal?> OpenAsync(Actor actor, PersonRow person, CancellationToken ct) =>
        RefusalOf(await enable.RunAsync(actor, person.AccountId, Reason, ct));

    public Task<PersonRow> RenameAndMoveAsync(
        ScimCaller caller,
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
