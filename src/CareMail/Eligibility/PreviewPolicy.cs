using CareMail.Access;
using CareMail.Policies;
using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>An answer that a change of policy would make another.</summary>
internal sealed record ChangedAnswer(string Asked, string? Name, string Before, string After);

/// <summary>Who would be answered differently on a day.</summary>
/// <param name="Day">The day looked at.</param>
/// <param name="Providers">How many were asked about.</param>
/// <param name="Changed">How many would be answered differently.</param>
/// <param name="Kinds">From which answer to which, most frequent first.</param>
/// <param name="First">Some of them, by code.</param>
internal sealed record PolicyImpact(
    DateOnly Day,
    int Providers,
    int Changed,
    IReadOnlyList<(string Before, string After, int Count)> Kinds,
    IReadOnlyList<ChangedAnswer> First
);

/// <summary>Answers the question for every provider of the registers, by the policy before a change and after it.</summary>
internal sealed class PreviewPolicy(
    RegisterReader registers,
    PolicyTable policies,
    PolicyCatalogue catalogue,
    EligibilityLimits limits
)
{
    public async Task<Outcome<PolicyImpact>> RunAsync(
        Actor actor,
        PolicyEdit wanted,
        DateOnly day,
        CancellationToken ct = default
    )
    {
        if (!Permissions.May(actor, Act.ChangePolicy, default))
        {
            return new Refusal("Your account does not have the right to change the policy.");
        }

        if (
            !ChangePolicy
                .Read(catalogue, await policies.InForceAsync(ct), wanted)
                .IsDone(out var edited, out var refusal)
        )
        {
            return refusal;
        }

        var records = await registers.EverythingAsync(day, ct);
        return await Task.Run(() => Compare(records, edited, day, limits.ShownChanges), ct);
    }

    internal static PolicyImpact Compare(RegisterRecords records, EditedPolicy edited, DateOnly day, int shown)
    {
        var (before, after) = (edited.Before.On(day), edited.After.On(day));
        var questions = Providers(records, day).ToList();
        var half = (questions.Count + 1) / 2;
        // Two halves, for two cores: an inquiry remembers the groups it has counted and is not shared.
        var changed = new List<ChangedAnswer>[2];
        Parallel.For(
            0,
            2,
            i => changed[i] = [.. Changes(records, before, after, day, questions.Skip(i * half).Take(half))]
        );
        var all = changed.SelectMany(part => part).ToList();
        return new(
            day,
            questions.Count,
            all.Count,
            [
                .. all.GroupBy(a => (a.Before, a.After))
                    .Select(g => (g.Key.Before, g.Key.After, g.Count()))
                    .OrderByDescending(kind => kind.Item3),
            ],
            [.. all.OrderBy(a => a.Asked, StringComparer.Ordinal).Take(shown)]
        );
    }

    /// <summary>Every code of the two ODS files, and every CQC location that names none of them.</summary>
    private static IEnumerable<EligibilityQuestion> Providers(RegisterRecords records, DateOnly day) =>
        records
            .OdsCodes.Select(code => EligibilityQuestion.AboutOds(code, day))
            .Concat(
                records
                    .Locations.Where(l => l.OdsCode is not { } code || !records.OdsRows(code).Any())
                    .Select(l => EligibilityQuestion.AboutLocation(l.Id, day))
            );

    private static IEnumerable<ChangedAnswer> Changes(
        RegisterRecords records,
        Policy before,
        Policy after,
        DateOnly day,
        IEnumerable<EligibilityQuestion> questions
    )
    {
        var (now, then) = (new Inquiry(records, before, day), new Inquiry(records, after, day));
        foreach (var question in questions)
        {
            var (old, changed) = (EligibilityRules.Decide(now, question), EligibilityRules.Decide(then, question));
            var (was, becomes) = (Short(old), Short(changed));
            if (was != becomes)
            {
                yield return new(question.Asked, changed.Name, was, becomes);
            }
        }
    }

    /// <summary>What somebody may do, without the words.</summary>
    private static string Short(EligibilityDecision decision) =>
        decision.Eligible
            ? $"{decision.State.Spell()}: {string.Join(", ", decision.Routes.Select(r => r.Spell()).Order(StringComparer.Ordinal))}; covered by {decision.CoveredBy.Spell()}"
            : $"{decision.State.Spell()}: {string.Join(", ", decision.Reasons.Select(r => r.Reason.Spell()).Order(StringComparer.Ordinal))}";
}
