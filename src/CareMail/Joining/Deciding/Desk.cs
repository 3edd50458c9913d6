using CareMail.Access;
using CareMail.Storage;

namespace CareMail.Joining.Deciding;

/// <summary>What every act at the caseworker's desk shares.</summary>
internal static class Desk
{
    public static Refusal NotYours { get; } = new("Your account does not have the right to do this.");

    public static Refusal NotThere { get; } = new("There is no such application.");

    /// <summary>Two caseworkers on one application: the second one looks again.</summary>
    public static Refusal Changed { get; } =
        new(
            "Somebody changed this application while you looked at it. Here it is as it stands now: look again, then decide."
        );

    /// <summary>Holds the application, if it is as the caseworker saw it and the step may be taken; null otherwise.</summary>
    public static async Task<Application?> TakeAsync(
        WriteTransaction tx,
        Guid id,
        long version,
        ApplicationStep step
    ) =>
        // Taking it made it one version older.
        await ApplicationTable.TakeAsync(tx, id) is { } taken
        && taken.Version == version + 1
        && ApplicationRules.May(taken.State, step)
            ? taken
            : null;

    public static Refusal? WrongWords(string? words, JoiningLimits limits, string missing) =>
        string.IsNullOrWhiteSpace(words) ? new Refusal(missing, "Words")
        : words.Length > limits.LongestWords
            ? new Refusal($"Shorten your words to {limits.LongestWords} characters", "Words")
        : null;

    /// <summary>A mailbox is called by letters, digits and a few signs: other signs of the registers become spaces.</summary>
    public static string MailboxName(string home)
    {
        var allowed = home.Select(c =>
            char.IsLetterOrDigit(c) || "-,;.()&[]'’".Contains(c, StringComparison.Ordinal) ? c : ' '
        );
        return Shortened(
            string.Join(' ', new string([.. allowed]).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            200
        );
    }

    public static string Shortened(string text, int most) => text.Length <= most ? text : text[..most].TrimEnd();
}
