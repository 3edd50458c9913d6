namespace CareMail.Demo.World.Letters;

/// <summary>People who live in the homes: a title, an initial, a room. Nobody is real.</summary>
internal static class Residents
{
    private static readonly string[] Titles = ["Mrs", "Mr", "Miss", "Mrs", "Mr"];
    private static readonly string[] Initials =
    [
        "A.",
        "B.",
        "C.",
        "D.",
        "F.",
        "G.",
        "H.",
        "K.",
        "L.",
        "M.",
        "P.",
        "R.",
        "S.",
        "T.",
        "W.",
    ];

    public static string Any(Dice dice) => $"{dice.Of(Titles)} {dice.Of(Initials)}, room {1 + dice.Roll(24)}";
}
