using CareMail.Registers;

namespace CareMail.Providers;

/// <summary>A site whose shared mailbox anybody may find. Nothing of it is about a person.</summary>
internal sealed record Provider
{
    public required string Ods { get; init; }
    public required string Name { get; init; }
    public required string Town { get; init; }
    public required string Postcode { get; init; }
    public required string Council { get; init; }
    public required string Board { get; init; }
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Of the shared mailbox.</summary>
    public required string Email { get; init; }

    /// <summary>When the site last said that this is right.</summary>
    public required DateTimeOffset Verified { get; init; }

    /// <summary>False: mail has waited there unopened for longer than it should.</summary>
    public required bool IsWatched { get; init; }
    public Position? At { get; init; }

    /// <summary>In the form in which words are looked for.</summary>
    public string SearchKey { get; private init; } = "";

    public Provider Searchable() =>
        this with
        {
            SearchKey =
                $" {RegisterNames.Key($"{Name} {Town} {Council} {Board} {Ods}")} {RegisterNames.PostcodeKey(Postcode)}",
        };
}

/// <summary>A site of the registers, whether it is here or not.</summary>
internal sealed record KnownSite(
    string Ods,
    string Name,
    string Town,
    string Postcode,
    string Council,
    string Board,
    IReadOnlyList<string> Services
);
