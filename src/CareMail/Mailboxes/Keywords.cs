namespace CareMail.Mailboxes;

/// <summary>Keywords of the user's own, kept as words in one column: sorted, one spelling each.</summary>
internal static class Keywords
{
    private static readonly IReadOnlyList<string> None = [];

    public static IReadOnlyList<string> Read(string column) => column.Length == 0 ? None : column.Split(' ');

    public static string Write(IEnumerable<string> keywords) =>
        string.Join(' ', keywords.Order(StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether these may be keywords of a message.</summary>
    public static bool AreAllowed(IReadOnlyList<string> keywords, MailboxLimits limits) =>
        keywords.Count <= limits.KeywordsOfMessage && keywords.All(k => IsKeyword(k, limits));

    /// <summary>
    /// Spells keywords as the folder does and adds new ones to its list; false if the folder would know too many.
    /// </summary>
    public static bool TryAdopt(List<string> folder, IReadOnlyList<string> keywords, MailboxLimits limits)
    {
        foreach (var keyword in keywords)
        {
            if (!folder.Contains(keyword, StringComparer.OrdinalIgnoreCase))
            {
                if (folder.Count >= limits.KeywordsOfFolder)
                {
                    return false;
                }

                folder.Add(keyword);
            }
        }

        return true;
    }

    public static IEnumerable<string> Spelled(List<string> folder, IEnumerable<string> keywords) =>
        keywords
            .Select(k => folder.Find(f => f.Equals(k, StringComparison.OrdinalIgnoreCase)) ?? k)
            .Distinct(StringComparer.Ordinal);

    /// <summary>RFC 9051 §9: flag-keyword is an atom. <c>]</c> is left out as well: it ends response codes.</summary>
    private static bool IsKeyword(string keyword, MailboxLimits limits) =>
        keyword.Length > 0
        && keyword.Length <= limits.KeywordLength
        && keyword.All(c => c is > ' ' and < '\x7f' and not ('(' or ')' or '{' or '%' or '*' or '"' or '\\' or ']'))
        && !FlagNames.TryParse(keyword, out _);
}
