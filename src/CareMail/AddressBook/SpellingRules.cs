namespace CareMail.AddressBook;

/// <summary>
/// When two words are the same but for one slip of the finger: a letter left out, doubled, exchanged for another, or two
/// neighbours swapped. Pure.
/// </summary>
public static class SpellingRules
{
    /// <summary>In shorter words a slip makes another name.</summary>
    public const int Shortest = 4;

    public const int Longest = 24;

    public static bool IsName(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.Length is >= Shortest and <= Longest && word.All(char.IsLetter);
    }

    /// <summary>The word, and what is left of it when one letter falls out. Words one slip apart share one of these.</summary>
    public static IReadOnlyList<string> Variants(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var variants = new HashSet<string>(StringComparer.Ordinal) { word };
        for (var i = 0; i < word.Length; i++)
        {
            variants.Add(word.Remove(i, 1));
        }

        return [.. variants];
    }

    /// <summary>One slip apart, or none.</summary>
    public static bool IsClose(string typed, string meant)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(meant);
        if (Math.Abs(typed.Length - meant.Length) > 1)
        {
            return false;
        }

        var head = 0;
        while (head < typed.Length && head < meant.Length && typed[head] == meant[head])
        {
            head++;
        }

        var restTyped = typed.AsSpan(head);
        var restMeant = meant.AsSpan(head);
        if (restTyped.Length == restMeant.Length)
        {
            return restTyped.Length <= 1
                || restTyped[1..].SequenceEqual(restMeant[1..])
                || (
                    restTyped[0] == restMeant[1]
                    && restTyped[1] == restMeant[0]
                    && restTyped[2..].SequenceEqual(restMeant[2..])
                );
        }

        return restTyped.Length > restMeant.Length
            ? restTyped[1..].SequenceEqual(restMeant)
            : restTyped.SequenceEqual(restMeant[1..]);
    }
}
