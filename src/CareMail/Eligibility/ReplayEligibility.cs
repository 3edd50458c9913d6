using CareMail.Access;

namespace CareMail.Eligibility;

/// <summary>An answer and the days on which it was the same, both ends included.</summary>
internal sealed record AnswerSpell(DateOnly From, DateOnly To, EligibilityDecision Decision);

/// <summary>A decision as of a day, and how the answer came to be.</summary>
/// <param name="Spells">Newest first.</param>
internal sealed record Replay(EligibilityDecision Decision, IReadOnlyList<AnswerSpell> Spells);

/// <summary>Gives staff a decision again as it was on a day, and the days before it on which it was another.</summary>
internal sealed class ReplayEligibility(DecideEligibility decide, EligibilityLimits limits)
{
    public async Task<Outcome<Replay>> RunAsync(
        Actor actor,
        Func<DateOnly, EligibilityQuestion> about,
        DateOnly day,
        CancellationToken ct = default
    )
    {
        if (!Permissions.May(actor, Act.ReplayEligibility, default))
        {
            return new Refusal("Your account does not have the right to replay decisions.");
        }

        var spells = new List<AnswerSpell>();
        await foreach (var decision in decide.BackFromAsync(about, day, limits.ReplayedDays, ct))
        {
            var on = decision.Question.Day;
            if (spells.Count > 0 && IsSame(spells[^1].Decision, decision))
            {
                spells[^1] = spells[^1] with { From = on };
            }
            else
            {
                spells.Add(new(on, on, decision));
            }
        }

        return new Replay(spells[0].Decision, spells);
    }

    private static bool IsSame(EligibilityDecision one, EligibilityDecision other) =>
        one.State == other.State
        && one.CoveredBy == other.CoveredBy
        && one.Routes.ToHashSet().SetEquals(other.Routes)
        && one.Reasons.Select(r => r.Reason).ToHashSet().SetEquals(other.Reasons.Select(r => r.Reason))
        && one.Notices.Select(n => n.Notice).ToHashSet().SetEquals(other.Notices.Select(n => n.Notice));
}
