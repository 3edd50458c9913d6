using System.Globalization;
using CareMail.Policies;

namespace CareMail.Eligibility;

/// <summary>A decision as the interface gives it. Identifiers are stable; sentences are for people and may be reworded.</summary>
/// <param name="Asked">The code or number asked about.</param>
/// <param name="On">The day it was decided for.</param>
/// <param name="Sentences">One for each reason, then one for each notice.</param>
internal sealed record EligibilityAnswer(
    string Asked,
    DateOnly On,
    bool Eligible,
    string State,
    IReadOnlyList<string> Routes,
    IReadOnlyList<string> Reasons,
    string CoveredBy,
    IReadOnlyList<string> Notices,
    IReadOnlyList<string> Sentences,
    IReadOnlyList<Evidence> Evidence
)
{
    public static EligibilityAnswer Of(EligibilityDecision decision) =>
        new(
            decision.Question.Asked,
            decision.Question.Day,
            decision.Eligible,
            decision.State.Spell(),
            [.. decision.Routes.Select(route => route.Spell())],
            [.. decision.Reasons.Select(finding => finding.Reason.Spell())],
            decision.CoveredBy.Spell(),
            [.. decision.Notices.Select(reminder => reminder.Notice.Spell())],
            [.. decision.Sentences],
            decision.Evidence
        );
}

/// <summary><c>GET /api/v1/eligibility?ods=…|cqc=…&amp;on=yyyy-mm-dd</c>.</summary>
internal static class EligibilityEndpoint
{
    /// <param name="ods">An ODS code.</param>
    /// <param name="cqc">A CQC location ID. One of the two is given.</param>
    /// <param name="on">The day to decide for, yyyy-mm-dd; today in the United Kingdom if it is not given.</param>
    public static async Task<IResult> AnswerAsync(
        string? ods,
        string? cqc,
        string? on,
        HttpRequest request,
        DecideEligibility decide,
        EligibilityLimits limits,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (ods is null == cqc is null || request.Query.Any(part => part.Value.Count > 1))
        {
            return Malformed(
                "Ask about one provider: give either \"ods\" (an ODS code) or \"cqc\" (a CQC location ID), each once."
            );
        }

        if (!IsReadable(ods ?? cqc!, limits))
        {
            return Malformed(
                $"A code has at most {limits.LongestQuestion} characters, none of them control characters, and is not blank."
            );
        }

        if ((on is null ? BritishDay.Today(time) : ReadDay(on, limits)) is not { } day)
        {
            return Malformed(
                $"\"on\" is a day written yyyy-mm-dd, from {PolicyLimits.FirstDay:yyyy-MM-dd} to {PolicyLimits.LastDay:yyyy-MM-dd}."
            );
        }

        var question = ods is not null
            ? EligibilityQuestion.AboutOds(ods, day)
            : EligibilityQuestion.AboutLocation(cqc!, day);
        return Results.Ok(EligibilityAnswer.Of(await decide.ForAsync(question, ct)));
    }

    internal static bool IsReadable(string asked, EligibilityLimits limits) =>
        !string.IsNullOrWhiteSpace(asked)
        && asked.Length <= limits.LongestQuestion
        && !asked.Trim().Any(char.IsControl);

    internal static DateOnly? ReadDay(string text, EligibilityLimits limits) =>
        DateOnly.TryParseExact(
            text.Trim(),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
        && day >= PolicyLimits.FirstDay
        && day <= PolicyLimits.LastDay
            ? day
            : null;

    // RFC 9457 §3: what was wrong with this question, in words.
    private static IResult Malformed(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
