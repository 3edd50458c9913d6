using CareMail.Access;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Joining.Deciding;

/// <summary>A caseworker's question, or their no, in words the applicant reads.</summary>
internal sealed class AnswerApplicant
{
    private readonly Database _database;
    private readonly Applications _applications;
    private readonly ApplicantLetters _letters;
    private readonly JoiningLimits _limits;
    private readonly TimeProvider _time;

    public AnswerApplicant(
        Database database,
        Applications applications,
        ApplicantLetters letters,
        JoiningLimits limits,
        TimeProvider time
    ) => (_database, _applications, _letters, _limits, _time) = (database, applications, letters, limits, time);

    public async Task<Outcome<Application>> AskAsync(
        Actor actor,
        Guid id,
        long version,
        string? words,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Permissions.May(actor, Act.WorkOnApplications, default))
        {
            return Desk.NotYours;
        }

        if (Desk.WrongWords(words, _limits, "Write what you want to know") is { } wrong)
        {
            return wrong;
        }

        return await _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                if (await Desk.TakeAsync(tx, id, version, ApplicationStep.Ask) is not { } application)
                {
                    return Desk.Changed;
                }

                // The clock stands still while the applicant has the word.
                await ApplicationTable.SetAsync(
                    tx,
                    id,
                    "state = @asked, waiting = NULL",
                    new { asked = ApplicationState.Asked }
                );
                await TellAsync(
                    tx,
                    actor,
                    application,
                    EventKind.Asked,
                    NoticeKind.Asked,
                    "application.ask",
                    words!.Trim()
                );
                return application;
            },
            ct
        );
    }

    public async Task<Outcome<Application>> RejectAsync(
        Actor actor,
        Guid id,
        long version,
        string? words,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Permissions.May(actor, Act.DecideApplications, default))
        {
            return Desk.NotYours;
        }

        if (Desk.WrongWords(words, _limits, "Write the reason, for the applicant to read") is { } wrong)
        {
            return wrong;
        }

        return await _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                if (await Desk.TakeAsync(tx, id, version, ApplicationStep.Reject) is not { } application)
                {
                    return Desk.Changed;
                }

                await ApplicationTable.SettleAsync(tx, id, ApplicationState.Rejected, _time.GetUtcNow());
                await TellAsync(
                    tx,
                    actor,
                    application,
                    EventKind.Rejected,
                    NoticeKind.Rejected,
                    "application.reject",
                    words!.Trim()
                );
                return application;
            },
            ct
        );
    }

    private async Task TellAsync(
        WriteTransaction tx,
        Actor actor,
        Application application,
        EventKind kind,
        NoticeKind notice,
        string act,
        string words
    )
    {
        await _applications.EventAsync(tx, application.Id, kind, actor.AccountId, words);
        await _applications.RecordAsync(tx, act, application, actor.AccountId, actor.Origin, reason: words);
        await _letters.WriteAsync(tx, application, notice, ("words", words));
    }
}
