namespace CareMail.Mailboxes.Search;

/// <summary>What a person typed into a search box.</summary>
internal static class SearchQuestion
{
    /// <summary>Words, and phrases between quotes; an open quote goes to the end.</summary>
    public static IReadOnlyList<string> Terms(string question)
    {
        var terms = new List<string>();
        var rest = question.AsSpan();
        while (terms.Count < SearchLimits.Terms)
        {
            rest = rest.TrimStart();
            if (rest.IsEmpty)
            {
                break;
            }

            var isPhrase = rest[0] == '"';
            rest = isPhrase ? rest[1..] : rest;
            var end = isPhrase ? rest.IndexOf('"') : rest.IndexOfAny(" \t\r\n");
            end = end < 0 ? rest.Length : end;
            if (!rest[..end].IsWhiteSpace())
            {
                terms.Add(rest[..Math.Min(end, SearchLimits.LongestTerm)].Trim().ToString());
            }

            rest = end < rest.Length ? rest[(end + 1)..] : default;
        }

        return terms;
    }
}
