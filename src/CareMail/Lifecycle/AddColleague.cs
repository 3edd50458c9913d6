using CareMail.Access;
using CareMail.Accounts;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>Somebody new at a site, as its owner knows them.</summary>
public sealed record NewColleague(Guid OrganisationId, string FirstName, string LastName)
{
    /// <summary>Their own, outside the service: the user name goes there, and later warnings.</summary>
    public string? Email { get; init; }
    public string? Mobile { get; init; }
}

/// <summary>Adds somebody within the allowance, and has them told how to get in: nobody who acts on a page is shown it.</summary>
public sealed class AddColleague(
    Database database,
    Acts acts,
    AddPerson addPerson,
    AccountLives accounts,
    Welcome welcome,
    CareMailSettings settings
)
{
    public async Task<Outcome<AddedPerson>> RunAsync(
        Actor actor,
        NewColleague wanted,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (
            !(await acts.AtOrganisationAsync(actor, Act.AddPerson, wanted.OrganisationId, ct)).IsDone(
                out var organisation,
                out var no
            )
        )
        {
            return no;
        }

        if (NameRules.OfPerson(wanted.FirstName, wanted.LastName) is { } badName)
        {
            return badName;
        }

        if (!PersonalEmail.Read(wanted.Email, settings.Domain, nameof(wanted.Email)).IsDone(out var email, out no))
        {
            return no;
        }

        if (!UkMobile.Read(wanted.Mobile, nameof(wanted.Mobile)).IsDone(out var mobile, out no))
        {
            return no;
        }

        return await database.WriteAsync(
            async tx =>
            {
                var person = new NewPerson(organisation.Id, wanted.FirstName, wanted.LastName)
                {
                    Mobile = mobile.National,
                };
                var outcome = await addPerson.RunAsync(tx, actor, person, organisation, reason);
                if (outcome.IsDone(out var added, out _))
                {
                    await accounts.SetSecondEmailAsync(tx, added.AccountId, email.ToString());
                    await welcome.QueueAsync(
                        tx,
                        new WelcomedPerson(
                            added.AccountId,
                            added.DisplayName,
                            added.Address.ToString(),
                            organisation.Name
                        )
                        {
                            Email = email.ToString(),
                            Mobile = mobile.International,
                            About = added.AccountId,
                        }
                    );
                }

                return outcome;
            },
            ct
        );
    }
}

/// <summary>Sends a new temporary password to the mobile of somebody who has not done the tasks of the first sign-in.</summary>
public sealed class ResendActivation(Database database, Acts acts, AccountLives accounts, NoticeQueue notices)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, Act.InvitePerson, accountId, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        return await database.WriteAsync(tx => RunAsync(tx, actor, person, reason), ct);
    }

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public async Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        AccountSummary person,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(person);
        if (person.State is not AccountState.New)
        {
            return new Refusal("This person has done the tasks of the first sign-in.");
        }

        if (UkMobile.Find((await accounts.ReachAsync(person.Id, tx.Cancellation)).Mobile) is not { } mobile)
        {
            return new Refusal("We know no mobile of this person. Ask the helpdesk to send their temporary password.");
        }

        await notices.DropAsync(tx, NoticeKind.TemporaryPassword, person.Id);
        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.TemporaryPassword, person.Id, mobile.International) { AccountId = person.Id }
        );
        await acts.RecordAsync(tx, actor, Act.InvitePerson, person.Id, person.OrganisationId, reason);
        return person;
    }
}
