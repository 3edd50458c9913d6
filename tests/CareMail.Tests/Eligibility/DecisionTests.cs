using CareMail.Eligibility;

namespace CareMail.Tests.Eligibility;

public class DecisionTests
{
    private static readonly DateOnly DayOfTheFiles = new(2026, 11, 20);

    [Fact]
    public void Every_special_case_is_answered_as_worked_out_by_hand_on_eight_days()
    {
        Assert.Equal(106 * 8, ExpectedDecisions.ByHand.DistinctBy(e => (e.Code, e.Day)).Count());

        var wrong = ExpectedDecisions
            .ByHand.Select(expected =>
                (Expected: expected.InOrder(), Actual: ExpectedDecisions.Written(Decide(expected.Question), expected))
            )
            .Where(pair => pair.Expected != pair.Actual)
            .Select(pair => $"{pair.Expected}: {Short(pair.Actual)}, expected {Short(pair.Expected)}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_answers_that_came_with_the_sample_registers_are_given()
    {
        Assert.Equal(52, ExpectedDecisions.Known.Count);

        var wrong = ExpectedDecisions
            .Known.Select(known =>
                (
                    Expected: string.Join(
                        ',',
                        known[0],
                        known[1],
                        known[2],
                        ExpectedDecisions.Sorted(known[3]),
                        ExpectedDecisions.Sorted(known[4])
                    ),
                    Actual: Known(known[0])
                )
            )
            .Where(pair => pair.Expected != pair.Actual)
            .Select(pair => $"{pair.Actual}, expected {pair.Expected}");

        Assert.Empty(wrong);
    }

    private static string Known(string code)
    {
        var expected = new ExpectedDecision(code, DayOfTheFiles, "", "", "", "", "");
        var decision = Decide(expected.Question);
        var written = ExpectedDecisions.Written(decision, expected);
        return string.Join(
            ',',
            code,
            decision.Eligible ? "yes" : "no",
            written.CoveredBy,
            written.Routes,
            written.Reasons
        );
    }

    private static EligibilityDecision Decide(EligibilityQuestion question) =>
        EligibilityRules.Decide(SampleRegisters.Records, PolicySettings.AsDelivered.On(question.Day), question);

    private static string Short(ExpectedDecision d) =>
        $"{d.State} by {d.CoveredBy}, routes [{d.Routes}], reasons [{d.Reasons}], notices [{d.Notices}]";
}
