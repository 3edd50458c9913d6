using CareMail.Registers;

namespace CareMail.Providers;

/// <summary>What somebody looks for; empty means anything.</summary>
/// <param name="Words">Of name, place, council, ICB, code or postcode.</param>
/// <param name="Near">A postcode: the nearest come first.</param>
internal sealed record ProviderQuestion(string Words, string Near, string Council, string Board, string Service);

/// <param name="Miles">From the postcode asked for, where both are known.</param>
internal sealed record FoundProvider(Provider Provider, double? Miles);

/// <param name="Found">The best of them, at most as many as are shown.</param>
/// <param name="IsNearKnown">False: a postcode was asked for and nobody knows where it is.</param>
internal sealed record ProviderAnswer(int Count, IReadOnlyList<FoundProvider> Found, Position? Near, bool IsNearKnown);

/// <summary>Finds listed providers.</summary>
internal sealed class ProviderSearch(ProviderBook book, Postcodes postcodes)
{
    public const int LongestText = 100;

    /// <summary>Who sees more writes more: nobody takes the whole list away by asking for nothing.</summary>
    public const int Shown = 50;

    public async Task<ProviderAnswer> FindAsync(ProviderQuestion question, CancellationToken ct)
    {
        var page = await book.OpenAsync(ct);
        var near = question.Near.Length == 0 ? null : await postcodes.FindAsync(question.Near, ct);
        var found = ProviderRules.Of(page.Listed, question, near).ToList();
        return new(
            found.Count,
            found[..Math.Min(found.Count, Shown)],
            near,
            question.Near.Length == 0 || near is not null
        );
    }
}

/// <summary>Which providers a question means, and in which order. Pure.</summary>
internal static class ProviderRules
{
    private const int MostWords = 8;

    public static IEnumerable<FoundProvider> Of(IEnumerable<Provider> listed, ProviderQuestion question, Position? near)
    {
        string[] words =
        [
            .. RegisterNames.Key(question.Words).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords),
        ];
        var whole = RegisterNames.PostcodeKey(RegisterNames.Key(question.Words));
        var some = listed
            .Where(p => IsMeant(p, words, whole) && Has(p, question))
            .Select(p => new FoundProvider(p, near is { } here && p.At is { } there ? here.MilesTo(there) : null));
        return near is null ? some : some.OrderBy(f => f.Miles ?? double.MaxValue);
    }

    private static bool IsMeant(Provider provider, string[] words, string whole) =>
        words.All(word => provider.SearchKey.Contains(" " + word, StringComparison.Ordinal))
        // A postcode typed with its space.
        || (
            whole.Length >= 5
            && RegisterNames.PostcodeKey(provider.Postcode).StartsWith(whole, StringComparison.Ordinal)
        );

    private static bool Has(Provider provider, ProviderQuestion question) =>
        Is(provider.Council, question.Council)
        && Is(provider.Board, question.Board)
        && (question.Service.Length == 0 || provider.Services.Any(s => Is(s, question.Service)));

    private static bool Is(string value, string wanted) =>
        wanted.Length == 0 || value.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}
