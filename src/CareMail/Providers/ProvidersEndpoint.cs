namespace CareMail.Providers;

/// <summary>A place that can be reached, as the interface gives it.</summary>
/// <param name="Verified">When the site last said that this is right.</param>
/// <param name="Watched">False: mail has waited there unopened for longer than it should.</param>
/// <param name="Miles">As the crow flies from the postcode asked for.</param>
internal sealed record ListedProvider(
    string Ods,
    string Name,
    string Town,
    string Postcode,
    string Council,
    string Icb,
    IReadOnlyList<string> Services,
    string Email,
    DateTimeOffset Verified,
    bool Watched,
    double? Miles
);

/// <param name="Count">How many match, whether they are in the answer or not.</param>
internal sealed record ProvidersAnswer(int Count, IReadOnlyList<ListedProvider> Providers);

/// <summary>The list for programs and for spreadsheets.</summary>
internal static class ProvidersEndpoint
{
    /// <param name="words">Of name, town, council, ICB, code or postcode.</param>
    /// <param name="near">A postcode: the nearest come first.</param>
    /// <param name="council">The whole name.</param>
    /// <param name="icb">The whole name of an integrated care board.</param>
    /// <param name="service">The whole name of a type of service.</param>
    public static async Task<IResult> AnswerAsync(
        string? words,
        string? near,
        string? council,
        string? icb,
        string? service,
        ProviderSearch search,
        CancellationToken ct
    )
    {
        if (Asked(words, near, council, icb, service) is not { } question)
        {
            return Malformed($"Each part has at most {ProviderSearch.LongestText} characters.");
        }

        var answer = await search.FindAsync(question, ct);
        return answer.IsNearKnown
            ? Results.Ok(new ProvidersAnswer(answer.Count, [.. answer.Found.Select(Of)]))
            : Malformed("\"near\" is no postcode that is known here.");
    }

    public static async Task<IResult> FileAsync(
        string? words,
        string? near,
        string? council,
        string? icb,
        string? service,
        ProviderSearch search,
        CancellationToken ct
    ) =>
        Asked(words, near, council, icb, service) is { } question
            ? Results.File(
                ProvidersCsv.Of((await search.FindAsync(question, ct)).Found),
                ProvidersCsv.Type,
                "providers.csv"
            )
            : Results.BadRequest();

    /// <summary>Null: longer than anybody types.</summary>
    public static ProviderQuestion? Asked(string? words, string? near, string? council, string? board, string? service)
    {
        string[] parts = [.. new[] { words, near, council, board, service }.Select(part => part?.Trim() ?? "")];
        return parts.All(part => part.Length <= ProviderSearch.LongestText)
            ? new(parts[0], parts[1], parts[2], parts[3], parts[4])
            : null;
    }

    private static ListedProvider Of(FoundProvider found)
    {
        var p = found.Provider;
        var miles = found.Miles is { } exact ? Math.Round(exact, 1) : (double?)null;
        return new(
            p.Ods,
            p.Name,
            p.Town,
            p.Postcode,
            p.Council,
            p.Board,
            p.Services,
            p.Email,
            p.Verified,
            p.IsWatched,
            miles
        );
    }

    // RFC 9457 §3: what was wrong with this question, in words.
    private static IResult Malformed(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
