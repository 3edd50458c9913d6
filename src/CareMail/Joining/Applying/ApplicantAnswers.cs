using CareMail.Access;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Joining.Applying;

/// <summary>What an applicant may still do after sending: answer a question, take it back, have the way back sent again.</summary>
internal sealed class ApplicantAnswers
{
    private readonly Database _database;
    private readonly Applications _applications;
    private readonly ApplicantLetters _letters;
    private readonly Guesses _guesses;
    private readonly JoiningLimits _limits;
    private readonly TimeProvider _time;

    public ApplicantAnswers(
        Database database,
        Applications applications,
        ApplicantLetters letters,
        Guesses guesses,
        JoiningLimits limits,
        TimeProvider time
    ) =>
        (_database, _applications, _letters, _guesses, _limits, _time) = (
            database,
            applications,
            letters,
            guesses,
            limits,
            time
        );

    public async Task<Outcome<Application>> AnswerAsync(
        Application application,
        string? typed,
        string network,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(application);
        var words = typed?.Trim() ?? "";
        if (words.Length is 0)
        {
            return new Refusal("Write your answer", "Words");
        }

        if (words.Length > _limits.LongestWords)
        {
            return new Refusal($"Shorten your answer to {_limits.LongestWords} characters", "Words");
        }

        return await _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                if (
                    await ApplicationTable.TakeAsync(tx, application.Id) is not { } now
                    || !ApplicationRules.May(now.State, ApplicationStep.Answer)
                )
                {
                    return new Refusal("There is no question open any more.");
                }

                await ApplicationTable.SetAsync(
                    tx,
                    now.Id,
                    "state = @state, waiting = @at",
                    new { state = ApplicationState.Submitted, at = _time.GetUtcNow() }
                );
                await _applications.EventAsync(tx, now.Id, EventKind.Answered, words: words);
                await _applications.RecordAsync(tx, "application.answer", now, null, network);
                return now;
            },
            ct
        );
    }

    public Task<Outcome<Application>> WithdrawAsync(
        Application application,
        string network,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(application);
        return _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                if (
                    await ApplicationTable.TakeAsync(tx, application.Id) is not { } now
                    || !ApplicationRules.May(now.State, ApplicationStep.Withdraw)
                )
                {
                    return new Refusal("It is decided: it cannot be taken back any more.");
                }

                await ApplicationTable.SettleAsync(tx, now.Id, ApplicationState.Withdrawn, _time.GetUtcNow());
                await _applications.EventAsync(tx, now.Id, EventKind.Withdrawn);
                await _applications.RecordAsync(tx, "application.withdraw", now, null, network);
                return now;
            },
            ct
        );
    }

    /// <summary>The way back, once more, to the address the applicant gave.</summary>
    public async Task<Outcome<Application>> SendLinkAsync(Application application, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(application);
        var tries = new Dictionary<string, TryAllowance>
        {
            ["link of " + application.Id.ToString("N")] = _limits.LettersByAddress,
        };
        if (!await _guesses.TakeAsync(tries, ct))
        {
            return new Refusal(
                "We have sent the link several times today: look in your e-mail, and among the unwanted mail."
            );
        }

        await _database.WriteAsync(
            tx =>
                _letters.WriteAsync(
                    tx,
                    application,
                    NoticeKind.DraftLink,
                    ("until", JoiningTime.Day(application.Expires))
                ),
            ct
        );
        return application;
    }
}
