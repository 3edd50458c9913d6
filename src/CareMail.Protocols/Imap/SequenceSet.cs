using System.Globalization;
using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>From and to, both included. As sent by a client they may stand in either order.</summary>
public readonly record struct SequenceRange(uint From, uint To);

/// <summary>
/// Sequence numbers or UIDs as a client names them: <c>1:4,7,9:*</c>, or <c>$</c> for the result of the last search
/// (RFC 9051 §6.4.4.1). <c>*</c> is the largest number in use.
/// </summary>
public sealed class SequenceSet(IReadOnlyList<SequenceRange> ranges)
{
    internal const uint Star = uint.MaxValue;

    public static readonly SequenceSet Empty = new([]);

    /// <summary><c>$</c></summary>
    public static readonly SequenceSet Saved = new([]);

    public IReadOnlyList<SequenceRange> Ranges { get; } = ranges;

    public bool IsSaved => ReferenceEquals(this, Saved);

    /// <summary>The set in ascending order without overlaps, with <c>*</c> replaced.</summary>
    public IReadOnlyList<SequenceRange> Resolve(uint largest)
    {
        var sorted = new List<SequenceRange>(Ranges.Count);
        foreach (var (first, second) in Ranges)
        {
            var from = first == Star ? largest : first;
            var to = second == Star ? largest : second;
            sorted.Add(from <= to ? new SequenceRange(from, to) : new SequenceRange(to, from));
        }

        sorted.Sort((a, b) => a.From.CompareTo(b.From));
        var merged = new List<SequenceRange>(sorted.Count);
        foreach (var range in sorted)
        {
            if (merged.Count > 0 && range.From <= (ulong)merged[^1].To + 1)
            {
                merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, range.To) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    /// <summary>Does a resolved set hold this number?</summary>
    public static bool Contains(IReadOnlyList<SequenceRange> resolved, uint number)
    {
        ArgumentNullException.ThrowIfNull(resolved);
        int low = 0,
            high = resolved.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < resolved[middle].From)
            {
                high = middle - 1;
            }
            else if (number > resolved[middle].To)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ascending numbers in the shortest spelling: <c>1:3,5</c>.</summary>
    public static string Format(IEnumerable<uint> ascending)
    {
        ArgumentNullException.ThrowIfNull(ascending);
        var text = new StringBuilder();
        uint from = 0,
            to = 0;
        foreach (var number in ascending)
        {
            if (from != 0 && number == to + 1)
            {
                to = number;
                continue;
            }

            Append(text, from, to);
            from = to = number;
        }

        Append(text, from, to);
        return text.ToString();
    }

    private static void Append(StringBuilder text, uint from, uint to)
    {
        if (from == 0)
        {
            return;
        }

        text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{from}");
        if (to != from)
        {
            text.Append(CultureInfo.InvariantCulture, $":{to}");
        }
    }
}
