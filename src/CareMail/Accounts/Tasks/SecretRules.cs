using System.Text;
using CareMail.Access;

namespace CareMail.Accounts.Tasks;

/// <summary>What an Account Secret must be. Pure.</summary>
public static class SecretRules
{
    /// <summary>Today's services ask for more than eight.</summary>
    public const int Shortest = 9;

    private const int Longest = 60;

    /// <summary>Three letters of "aaaaaaaaa" are known to everybody.</summary>
    private const int DifferentLetters = 4;

    public static Refusal? Check(string secret, string firstName, string lastName, string organisation)
    {
        secret = secret.Trim();
        return secret.Length == 0 ? No("Enter your Account Secret.")
            : !secret.All(char.IsAsciiLetter) ? No("Use letters from A to Z only: no spaces, numbers or signs.")
            : secret.Length < Shortest ? No($"Use at least {Shortest} letters. This has {secret.Length}.")
            : secret.Length > Longest ? No($"Use at most {Longest} letters.")
            : secret.ToUpperInvariant().Distinct().Count() < DifferentLetters
                ? No($"Use at least {DifferentLetters} different letters.")
            : IsName(secret, firstName, lastName, organisation)
                ? No("Choose something that is not your name or your organisation’s name.")
            : null;

        static Refusal No(string sentence) => new(sentence, "Secret");
    }

    private static bool IsName(string secret, string first, string last, string organisation)
    {
        string[] names = [first, last, first + last, last + first, organisation];
        return names.Any(name => string.Equals(Letters(name), secret, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A name as somebody would type it with letters only: without accents, spaces and signs.</summary>
    private static string Letters(string name) =>
        string.Concat(name.Normalize(NormalizationForm.FormD).Where(char.IsAsciiLetter));
}
