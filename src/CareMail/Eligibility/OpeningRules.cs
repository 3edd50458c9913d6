using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>Whether a code is legally open on a day, and what followed it. Pure.</summary>
internal static class OpeningRules
{
    /// <summary>Nothing when the code is open.</summary>
    public static IReadOnlyList<Finding> Of(Inquiry inquiry, OdsRow row)
    {
        if (row.Opened > inquiry.Day)
        {
            return [Say.OdsNotYetOpen(row.Opened.Value)];
        }

        var followed = inquiry.IsSucceeded(row.Code);
        if (row.Closed <= inquiry.Day)
        {
            return followed ? [Say.OdsClosed(row.Closed), Successor(inquiry, row.Code)] : [Say.OdsClosed(row.Closed)];
        }

        // The files have no status: a successor shows that a code has ended even where no close date does.
        return followed ? [Say.OdsLegallyEnded(), Successor(inquiry, row.Code)] : [];
    }

    /// <summary>The ends of the line of successors. Loops occur in the file, so a code seen before ends the walk.</summary>
    public static Finding Successor(Inquiry inquiry, string code)
    {
        var seen = new HashSet<string> { code };
        var ends = new SortedSet<string>(StringComparer.Ordinal);
        var ahead = new Stack<string>([code]);
        while (ahead.TryPop(out var current))
        {
            var next = InForce(inquiry, current).Where(seen.Add).ToList();
            next.ForEach(ahead.Push);
            if (next.Count == 0 && current != code)
            {
                ends.Add(current);
            }
        }

        return Say.UseSuccessorCode(ends);
    }

    private static IEnumerable<string> InForce(Inquiry inquiry, string code)
    {
        foreach (var succession in inquiry.Records.SuccessionsOf(code).Where(s => s.IsInForce(inquiry.Day)))
        {
            inquiry.Evidence.Succession(succession);
            yield return succession.To;
        }
    }
}
