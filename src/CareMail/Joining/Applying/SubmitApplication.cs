using CareMail.Access;
using CareMail.Eligibility;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Joining.Applying;

/// <summary>Sends a draft in. Sent twice, it is the same application; the home's other draft is led to where it belongs.</summary>
public sealed class SubmitApplication
{
    private readonly Database _database;
    private readonly Homes _homes;
    private readonly Applications _applications;
    private readonly PersonTable _people;
    private readonly Contacts _contacts;
    private readonly NoticeQueue _notices;
    private readonly ApplicantLetters _letters;
    private readonly TimeProvider _time;
    private readonly ILogger<SubmitApplication> _log;

    internal SubmitApplication(
        Database database,
        Homes homes,
        Applications applications,
        PersonTable people,
        Contacts contacts,
        NoticeQueue notices,
        ApplicantLetters letters,
        TimeProvider time,
        ILogger<SubmitApplication> log
    )
    {
        (_database, _homes, _applications, _people, _contacts) = (database, homes, applications, people, contacts);
        (_notices, _letters, _time, _log) = (notices, letters, time, log);
    }

    public async Task<Outcome<Application>> RunAsync(Guid id, string network, CancellationToken ct = default)
    {
        if (await _applications.FindAsync(id, ct) is not { } application)
        {
            return new Refusal("There is no such application.");
        }

        if (application.State is not ApplicationState.Draft)
        {
            return application;
        }

        var home = await _homes.OfAsync(application, ct: ct);
        if (!home.MayBegin)
        {
            return new Refusal("The registers have changed: this home cannot apply today. Look at its answer again.");
        }

        if ((await _homes.StandingAsync(home, ct)).Joined is not null)
        {
            return new Refusal("This home has joined in the meantime.");
        }

        var people = await _people.OfAsync(application.Id, ct);
        var facts = FactsOf(application, home, people);
        if (ApplicationRules.Next(facts) is not JoinQuestion.Check)
        {
            return PeopleRules.Complete(people, application.Route) ?? new Refusal("Answer every question first.");
        }

        var numbers = await _contacts.NumbersAsync(home.LocationId, ct);
        return await _database.WriteOrRefuseAsync(tx => SendAsync(tx, application, home, numbers, network), ct);
    }

    internal static ApplicationFacts FactsOf(Application application, Home home, IReadOnlyList<NamedPerson> people)
    {
        ArgumentNullException.ThrowIfNull(application);
        ArgumentNullException.ThrowIfNull(home);
        return new()
        {
            Route = application.Route,
            HasTown = application.Town.Length > 0,
            NeedsDeclaration = home.Decision.Has(Reason.HqCoverNeedsDeclaration),
            Declared = application.Declared,
            IsProved = application.IsProved,
            ProofByPerson = application.Proof is Proof.LeftToCaseworker,
            PeopleAreComplete = PeopleRules.Complete(people, application.Route) is null,
        };
    }

    private async Task<Outcome<Application>> SendAsync(
        WriteTransaction tx,
        Application application,
        Home home,
        IReadOnlyList<HeldNumber> numbers,
        string network
    )
    {
        if (await ApplicationTable.TakeAsync(tx, application.Id) is not { State: ApplicationState.Draft } draft)
        {
            return application;
        }

        if (!await ApplicationTable.OpenAsync(tx, home.Place, draft.Id))
        {
            return new Refusal("Somebody else has just sent an application for this home.");
        }

        var now = _time.GetUtcNow();
        var provisional = home.Decision.State is EligibilityState.MayApplyProvisional;
        var state = provisional ? ApplicationState.Provisional : ApplicationState.Submitted;
        var mobiles = numbers.Select(n => n.Mobile).OfType<UkMobile>().ToList();
        await ApplicationTable.SetAsync(
            tx,
            draft.Id,
            """
            state = @state, submitted = @now, waiting = @waiting, contact_told = @told, ring_wanted = NULL, code_hash = NULL,
            place = @Place, site_code = @SiteCode, location_id = @LocationId
            """,
            new
            {
                state,
                now,
                waiting = provisional ? (DateTimeOffset?)null : now,
                told = ContactIsTold(draft, numbers, mobiles) ? now : (DateTimeOffset?)null,
                home.Place,
                home.SiteCode,
                home.LocationId,
            }
        );
        foreach (var mobile in mobiles)
        {
            await _notices.QueueAsync(tx, TellContact(draft, mobile));
        }

        await _applications.EventAsync(tx, draft.Id, EventKind.Submitted, words: home.Decision.State.ToString());
        await _applications.RecordAsync(tx, "application.submit", draft, null, network);
        await _letters.WriteAsync(tx, draft, NoticeKind.Submitted);
        tx.AfterCommit(() => JoiningLog.Now(_log, draft.Id, state));
        return draft;
    }

    /// <summary>By this very call, by the call that read the code out, or because there is nobody to be told.</summary>
    private static bool ContactIsTold(
        Application application,
        IReadOnlyList<HeldNumber> numbers,
        List<UkMobile> mobiles
    ) => mobiles.Count > 0 || numbers.Count == 0 || application.Proof is Proof.CodeByVoice;

    private NewNotice TellContact(Application application, UkMobile mobile) =>
        new(NoticeKind.SomebodyApplied, application.Id, mobile.International)
        {
            Values = new Dictionary<string, string>
            {
                ["home"] = application.Home,
                ["reference"] = application.Reference,
                ["helpdesk"] = _letters.Helpdesk,
            },
        };
}
