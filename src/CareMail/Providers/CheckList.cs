using CareMail.Organisations;
using CareMail.Registers;

namespace CareMail.Providers;

/// <summary>One line of a ward's list and what is known of it.</summary>
/// <param name="Choices">More than one: the line may mean any of them, and nobody guesses which.</param>
internal sealed record CheckedLine(string Typed, IReadOnlyList<KnownSite> Choices, IReadOnlyList<Provider> Providers)
{
    public bool IsAmbiguous => Choices.Count > 1;

    public bool CanReceive => Choices.Count == 1 && Providers.Count > 0;

    public string Advice =>
        IsAmbiguous ? "Several places match. Use the code or the postcode of the one you mean."
        : Choices.Count == 0 ? "No place in the registers matches. Check the spelling, or use its postcode or code."
        : Providers.Count == 0
            ? "It is not listed. Ring the place and ask for its secure address; do not send to one you only remember."
        : Providers.Any(p => p.IsWatched) ? "Can receive."
        : "Can receive, but mail there has waited unopened. Ring the place to say that you have sent something.";
}

/// <summary>Says of each line of a list whether the place can receive. What is asked is kept nowhere.</summary>
internal sealed class CheckList(ProviderBook book)
{
    public const int MostLines = 500;
    public const int LongestLine = 120;

    /// <summary>As much as so many lines can hold.</summary>
    public const int LongestText = MostLines * (LongestLine + 2);
    private const int ShownChoices = 20;

    public static IReadOnlyList<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    public async Task<IReadOnlyList<CheckedLine>> RunAsync(IReadOnlyList<string> lines, CancellationToken ct)
    {
        var page = await book.OpenAsync(ct);
        return [.. lines.Select(line => Check(page, line))];
    }

    internal static CheckedLine Check(BookPage page, string line)
    {
        var sites = Sites(page, line);
        return new(line, [.. sites.Take(ShownChoices)], sites.Count == 1 ? page.ListedUnder(sites[0].Ods) : []);
    }

    /// <summary>A code names one place; a postcode and a name may be those of several.</summary>
    private static IReadOnlyList<KnownSite> Sites(BookPage page, string line)
    {
        if (OdsCode.Read(line) is { } code && page.ByCode(code) is { } one)
        {
            return [one];
        }

        var there = page.ByPostcode(RegisterNames.PostcodeKey(line));
        return there.Count > 0 ? there : page.ByName(RegisterNames.Key(line));
    }
}
