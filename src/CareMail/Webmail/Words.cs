namespace CareMail.Webmail;

/// <summary>Small pieces of English.</summary>
internal static class Words
{
    /// <summary>"Joy 02:58, Tom 03:00 and Amina 03:12".</summary>
    public static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count < 2 ? string.Concat(all) : string.Join(", ", all[..^1]) + " and " + all[^1];
    }

    public static string Messages(int count) => count == 1 ? "1 message" : $"{count} messages";
}
