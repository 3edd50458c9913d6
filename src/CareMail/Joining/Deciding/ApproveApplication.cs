using CareMail.Access;
using CareMail.Accounts;
using CareMail.Eligibility;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Joining.Deciding;

/// <summary>A caseworker's yes.</summary>
/// <param name="Version">Of the application they looked at.</param>
/// <param name="Words">For the applicant.</param>
public sealed record Approval(Guid ApplicationId, long Version, string? Words)
{
    /// <summary>People who turn out to have an account: linked instead of made, by the person's id.</summary>
    public IReadOnlyDictionary<Guid, Guid> Links { get; init; } = new Dictionary<Guid, Guid>();
}

/// <summary>What an approval made.</summary>
public sealed record JoinedHome(Organisation Organisation, MadeMailbox Mailbox, int NewAccounts, int Linked);

/// <summary>
/// Lets a home in: organisation, accounts, shared mailbox with owners and members, audit and notices, in one transaction.
/// Nobody is shown a password: each is made when its text message is sent.
/// </summary>
internal sealed class ApproveApplication
{
    private readonly Database _database;
    private readonly ApplicationFiles _files;
    private readonly Applications _applications;
    private readonly CreateOrganisation _createOrganisation;
    private readonly OrganisationTable _organisations;
    private readonly AddPerson _addPerson;
    private readonly CreateSharedMailbox _createMailbox;
    private readonly AccountRecords _accounts;
    private readonly RegisterReader _registers;
    private readonly Welcome _welcome;
    private readonly NoticeQueue _notices;
    private readonly ApplicantLetters _letters;
    private readonly JoiningLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<ApproveApplication> _log;

    public ApproveApplication(
        Database database,
        ApplicationFiles files,
        Applications applications,
        CreateOrganisation createOrganisation,
        OrganisationTable organisations,
        AddPerson addPerson,
        CreateSharedMailbox createMailbox,
        AccountRecords accounts,
        RegisterReader registers,
        Welcome welcome,
        NoticeQueue notices,
        ApplicantLetters letters,
        JoiningLimits limits,
        TimeProvider time,
        ILogger<ApproveApplication> log
    )
    {
        (_database, _files, _applications) = (database, files, applications);
        (_createOrganisation, _organisations, _addPerson) = (createOrganisation, organisations, addPerson);
        (_createMailbox, _accounts, _registers) = (createMailbox, accounts, registers);
        (_welcome, _notices, _letters, _limits, _time, _log) = (welcome, notices, letters, limits, time, log);
    }

    public async Task<Outcome<JoinedHome>> RunAsync(Actor actor, Approval approval, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        if (!Permissions.May(actor, Act.DecideApplications, default))
        {
            return Desk.NotYours;
        }

        if (await _applications.FindAsync(approval.ApplicationId, ct) is not { } application)
        {
            return Desk.NotThere;
        }

        if (
            !ApplicationRules.May(application.State, ApplicationStep.Approve)
            || application.Version != approval.Version
        )
        {
            return Desk.Changed;
        }

        var file = await _files.OpenAsync(application, ct: ct);
        if (file.InTheWay.Count > 0)
        {
            return new Refusal(string.Join(' ', file.InTheWay));
        }

        if (file.NeedsWords && string.IsNullOrWhiteSpace(approval.Words))
        {
            return new Refusal("Say why it may join: the rule left it to you.", "Words");
        }

        var above = await HeadquartersAsync(file, ct);
        return await _database.WriteOrRefuseAsync(tx => LetInAsync(tx, actor, file, approval, above), ct);
    }

    private async Task<Outcome<JoinedHome>> LetInAsync(
        WriteTransaction tx,
        Actor actor,
        ApplicationFile file,
        Approval approval,
        Guid? above
    )
    {
        var application = await Desk.TakeAsync(tx, approval.ApplicationId, approval.Version, ApplicationStep.Approve);
        if (application is null)
        {
            return Desk.Changed;
        }

        var reason = $"application {application.Reference}";
        var home = await MakeOrganisationAsync(tx, actor, file, above, reason);
        var (owners, members, made) = await SettlePeopleAsync(tx, actor, file, approval, home, reason);
        var mailbox = (
            await _createMailbox.MakeForSiteAsync(
                tx,
                actor,
                new NewSharedMailbox(home.Id)
                {
                    DisplayName = Desk.MailboxName(application.HomeAndTown),
                    Owners = owners,
                    Members = members,
                },
                home,
                reason
            )
        ).OrTakeBack();

        await WelcomeAsync(tx, file, approval, home, mailbox, made);
        await CloseAsync(tx, actor, application, approval, file, home, mailbox);
        return new JoinedHome(home, mailbox, made.Count, file.People.Count - made.Count);
    }

    private async Task<Organisation> MakeOrganisationAsync(
        WriteTransaction tx,
        Actor actor,
        ApplicationFile file,
        Guid? above,
        string reason
    )
    {
        var wanted = new NewOrganisation(
            file.Home.SiteCode!,
            Desk.Shortened(file.Home.Name, 100),
            OrganisationKind.CareSite,
            file.Application.Town.Length > 0 ? file.Application.Town : file.Home.Town
        )
        {
            HeadquartersId = above,
        };
        return (await _createOrganisation.MakeAsync(tx, actor, wanted, reason)).OrTakeBack();
    }

    private async Task<(List<Guid> Owners, List<Guid> Members, Dictionary<Guid, AddedPerson> Made)> SettlePeopleAsync(
        WriteTransaction tx,
        Actor actor,
        ApplicationFile file,
        Approval approval,
        Organisation home,
        string reason
    )
    {
        List<Guid> owners = [];
        List<Guid> members = [];
        Dictionary<Guid, AddedPerson> made = [];
        foreach (var on in file.People)
        {
            var account = LinkOf(on, approval);
            if (account is null)
            {
                var content = on.Person.Content!;
                var added = (
                    await _addPerson.RunAsync(
                        tx,
                        actor,
                        new NewPerson(home.Id, content.FirstName, content.LastName) { Mobile = content.Mobile },
                        home,
                        reason
                    )
                ).OrTakeBack();
                made.Add(on.Person.Id, added);
                account = added.AccountId;
            }

            (on.Person.IsOwner ? owners : members).Add(account.Value);
            await PersonTable.SetAccountAsync(tx, on.Person.Id, account.Value);
        }

        return (owners, members, made);
    }

    /// <summary>The account they have: they said so, or the caseworker found that the namesake is the same person.</summary>
    private static Guid? LinkOf(PersonOnFile on, Approval approval) =>
        on.Account is { } said ? said.Id
        : approval.Links.TryGetValue(on.Person.Id, out var found) && on.Namesakes.Any(n => n.Id == found) ? found
        : null;

    private async Task WelcomeAsync(
        WriteTransaction tx,
        ApplicationFile file,
        Approval approval,
        Organisation home,
        MadeMailbox mailbox,
        Dictionary<Guid, AddedPerson> made
    )
    {
        foreach (var on in file.People)
        {
            var content = on.Person.Content!;
            if (made.TryGetValue(on.Person.Id, out var added))
            {
                await _welcome.QueueAsync(
                    tx,
                    new WelcomedPerson(added.AccountId, added.DisplayName, added.Address.ToString(), home.Name)
                    {
                        Email = content.Email!,
                        Mobile = content.Mobile!,
                        About = file.Application.Id,
                    }
                );
            }
            else
            {
                await TellLinkedAsync(tx, file.Application, on, LinkOf(on, approval)!.Value, mailbox);
            }
        }
    }

    // To the address they have here: nobody else reads it.
    private async Task TellLinkedAsync(
        WriteTransaction tx,
        Application application,
        PersonOnFile on,
        Guid accountId,
        MadeMailbox mailbox
    )
    {
        var account = (await _accounts.FindAsync(tx, accountId))!;
        await _notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.Linked, application.Id, account.UserName)
            {
                AccountId = accountId,
                Values = new Dictionary<string, string>
                {
                    ["name"] = account.DisplayName,
                    ["home"] = application.Home,
                    ["right"] = on.Person.IsOwner ? "an owner" : "a member",
                    ["mailbox"] = mailbox.Address.ToString(),
                    ["helpdesk"] = _letters.Helpdesk,
                },
            }
        );
    }

    private async Task CloseAsync(
        WriteTransaction tx,
        Actor actor,
        Application application,
        Approval approval,
        ApplicationFile file,
        Organisation home,
        MadeMailbox mailbox
    )
    {
        var now = _time.GetUtcNow();
        var words = approval.Words?.Trim();
        await ApplicationTable.SettleAsync(tx, application.Id, ApplicationState.Approved, now);
        await ApplicationTable.SetAsync(
            tx,
            application.Id,
            "organisation_id = @organisation",
            new { organisation = home.Id }
        );
        await _applications.EventAsync(tx, application.Id, EventKind.Approved, actor.AccountId, words);
        await _applications.RecordAsync(
            tx,
            "application.approve",
            application,
            actor.AccountId,
            actor.Origin,
            $"{application.Reference} {home.Ods} {mailbox.Address}",
            words
        );
        await _letters.WriteAsync(
            tx,
            application,
            NoticeKind.Approved,
            ("words", words ?? ""),
            ("mailbox", mailbox.Address.ToString())
        );
        if (file.Home.Decision.CoveredBy is ToolkitCover.Waiver)
        {
            await ChaseTable.AddAsync(tx, home, application.Home, mailbox.Address, now + _limits.ChaseEvery);
        }

        tx.AfterCommit(() => JoiningLog.Now(_log, application.Id, ApplicationState.Approved));
    }

    /// <summary>The organisation above, if it is here too.</summary>
    private async Task<Guid?> HeadquartersAsync(ApplicationFile file, CancellationToken ct)
    {
        var day = JoiningTime.DayOf(_time.GetUtcNow());
        var records = await _registers.AboutCodeAsync(file.Home.SiteCode!, day, ct);
        return
            records.Site(file.Home.SiteCode!)?.ParentOn(day) is { } parent
            && await _organisations.FindByOdsAsync(parent, ct) is { } above
            ? above.Id
            : null;
    }
}
