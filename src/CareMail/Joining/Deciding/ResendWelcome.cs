using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Joining.Deciding;

/// <summary>User name and a new temporary password once more, to the contact in the application, while it is kept.</summary>
internal sealed class ResendWelcome
{
    private readonly Database _database;
    private readonly Applications _applications;
    private readonly PersonTable _people;
    private readonly AccountRecords _accounts;
    private readonly OrganisationTable _organisations;
    private readonly Welcome _welcome;

    public ResendWelcome(
        Database database,
        Applications applications,
        PersonTable people,
        AccountRecords accounts,
        OrganisationTable organisations,
        Welcome welcome
    )
    {
        (_database, _applications, _people) = (database, applications, people);
        (_accounts, _organisations, _welcome) = (accounts, organisations, welcome);
    }

    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid applicationId,
        Guid personId,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Permissions.May(actor, Act.DecideApplications, default))
        {
            return Desk.NotYours;
        }

        var person = (await _people.OfAsync(applicationId, ct)).FirstOrDefault(p => p.Id == personId);
        if (person is not { Content: { Email: { } email, Mobile: { } mobile }, AccountId: { } accountId })
        {
            return new Refusal("The contact of this person is erased, or was never needed.");
        }

        if (await _accounts.FindAsync(accountId, ct) is not { State: AccountState.New } account)
        {
            return new Refusal("This person has signed in: they need no first password any more.");
        }

        var home = (await _organisations.FindAsync(account.OrganisationId, ct))!;
        return await _database.WriteOrRefuseAsync<AccountSummary>(
            async tx =>
            {
                if (await ApplicationTable.TakeAsync(tx, applicationId) is not { } application)
                {
                    return Desk.NotThere;
                }

                await _welcome.QueueAsync(
                    tx,
                    new WelcomedPerson(account.Id, account.DisplayName, account.UserName, home.Name)
                    {
                        Email = email,
                        Mobile = mobile,
                        About = applicationId,
                    }
                );
                await _applications.EventAsync(tx, applicationId, EventKind.Resent, actor.AccountId, account.UserName);
                await _applications.RecordAsync(
                    tx,
                    "application.resend",
                    application,
                    actor.AccountId,
                    actor.Origin,
                    account.UserName
                );
                return account;
            },
            ct
        );
    }
}
