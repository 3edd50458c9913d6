namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The lines of a policy, as a page sets them.</summary>
internal static class PolicyText
{
    private const string Item = "- ";

    public static IReadOnlyList<(bool IsList, IReadOnlyList<string> Lines)> BlocksOf(IReadOnlyList<string> lines)
    {
        var blocks = new List<(bool IsList, IReadOnlyList<string> Lines)>();
        foreach (var line in lines)
        {
            var isItem = line.StartsWith(Item, StringComparison.Ordinal);
            if (isItem && blocks is [.., (true, var items)])
            {
                blocks[^1] = (true, [.. items, line[Item.Length..]]);
            }
            else
            {
                blocks.Add((isItem, [isItem ? line[Item.Length..] : line]));
            }
        }

        return blocks;
    }
}
