using System.Runtime.CompilerServices;
using CareMail.Policies;
using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>Answers one question from the registers as they were known on its day and the policy in force on it.</summary>
public sealed class DecideEligibility
{
    private readonly RegisterMemory _registers;
    private readonly PolicyTable _policies;

    internal DecideEligibility(RegisterMemory registers, PolicyTable policies) =>
        (_registers, _policies) = (registers, policies);

    public async Task<EligibilityDecision> ForAsync(EligibilityQuestion question, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var policy = await _policies.InForceAsync(ct);
        var records = await _registers.AboutAsync(question, ct);
        return EligibilityRules.Decide(records, policy.On(question.Day), question);
    }

    /// <summary>The same question for a day and each day before it, newest first.</summary>
    internal async IAsyncEnumerable<EligibilityDecision> BackFromAsync(
        Func<DateOnly, EligibilityQuestion> about,
        DateOnly day,
        int days,
        [EnumeratorCancellation] CancellationToken ct = default
    )
    {
        var policy = await _policies.InForceAsync(ct);
        RegisterRecords? records = null;
        var read = "";
        for (var on = day; on > day.AddDays(-days); on = on.AddDays(-1))
        {
            var question = about(on);
            var edition = await _registers.EditionAsync(on, ct);
            if (records is null || edition != read)
            {
                (records, read) = (await _registers.ReadAsync(question, ct), edition);
            }

            yield return EligibilityRules.Decide(records, policy.On(on), question);
        }
    }
}
