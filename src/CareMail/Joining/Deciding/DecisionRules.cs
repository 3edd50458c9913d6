using CareMail.Eligibility;

namespace CareMail.Joining.Deciding;

/// <summary>What an approval depends on.</summary>
public sealed record ApprovalFacts
{
    public ApplicationState State { get; init; }
    public EligibilityState RuleToday { get; init; }
    public bool InOds { get; init; }
    public bool AlreadyHere { get; init; }
    public bool IsProved { get; init; }
    public bool ContactTold { get; init; }
    public bool HasWords { get; init; }
    public bool PeopleAreComplete { get; init; }

    /// <summary>People who are said to have an account, and have none.</summary>
    public IReadOnlyList<string> WithoutAccount { get; init; } = [];
}

/// <summary>What stands in the way of an approval. Pure.</summary>
public static class DecisionRules
{
    public static IReadOnlyList<string> InTheWay(ApprovalFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var all = new List<string>();
        Add(facts.AlreadyHere, "This home has joined already.");
        Add(
            facts.RuleToday is EligibilityState.MayNotApply,
            "By the registers of today this home may not join. Ask the applicant, or reject with the reason."
        );
        Add(
            facts.State is ApplicationState.Provisional
                || facts.RuleToday is EligibilityState.MayApplyProvisional
                || !facts.InOds,
            "ODS does not show this home yet. No account and no mailbox is made before it does."
        );
        Add(!facts.IsProved, "It is not proved that the applicant is the home: ring the number CQC holds.");
        Add(!facts.ContactTold, "The contact CQC holds has not been told of this application: ring them.");
        Add(!facts.PeopleAreComplete, "The people named are not complete: ask the applicant.");
        foreach (var name in facts.WithoutAccount)
        {
            all.Add($"{name} is said to have an account, and has none: ask the applicant.");
        }

        return all;

        void Add(bool stands, string sentence)
        {
            if (stands)
            {
                all.Add(sentence);
            }
        }
    }

    /// <summary>Where the rule left it to a person, the person says why.</summary>
    public static bool NeedsWords(EligibilityState ruleToday) => ruleToday is EligibilityState.ManualReview;
}
