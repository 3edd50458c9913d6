using CareMail.Access;

namespace CareMail.Accounts;

/// <summary>
/// What a chosen password must be: long, without the person's name, and not one that everybody tries first. No mix of
/// characters is demanded: three random words are good. Pure.
/// </summary>
internal static class PasswordRules
{
    /// <summary>For passwords that are chosen for somebody; what people choose is as long as the policy of the day says.</summary>
    private const int Shortest = 10;

    /// <summary>Longer is not stronger, and every character is hashed.</summary>
    private const int Longest = 200;

    /// <summary>A name of two letters is in too many words to be held against them.</summary>
    private const int NameThatCounts = 3;

    /// <summary>"aaaaaaaaaa" and "1212121212" are long, and the first to be tried.</summary>
    private const int DifferentCharacters = 5;

    /// <summary>The words of which the passwords at the top of every published list are made, and ours.</summary>
    private static readonly string[] Common =
    [
        "password",
        "passwort",
        "welcome",
        "qwertyuiop",
        "qwerty",
        "asdfghjkl",
        "zxcvbnm",
        "qazwsxedc",
        "qazwsx",
        "letmein",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "liverpool",
        "arsenal",
        "chelsea",
        "monkey",
        "dragon",
        "master",
        "superman",
        "batman",
        "charlie",
        "michael",
        "jordan",
        "pokemon",
        "starwars",
        "whatever",
        "computer",
        "internet",
        "changeme",
        "default",
        "secret",
        "admin",
        "administrator",
        "manager",
        "login",
        "trustno",
        "hello",
        "summer",
        "winter",
        "autumn",
        "spring",
        "january",
        "february",
        "october",
        "november",
        "december",
        "monday",
        "friday",
        "carehome",
        "caremail",
        "nursing",
        "nhsmail",
        "temporary",
        "abcdefghij",
        "abcdef",
        "abc",
    ];

    /// <param name="shortest">As the policy of the day has it.</param>
    public static Refusal? Check(string password, string firstName, string lastName, int shortest = Shortest) =>
        password.Length < shortest ? No($"Choose a password of at least {shortest} characters.")
        : password.Length > Longest ? No("Choose a password of at most 200 characters.")
        : Holds(password, firstName) || Holds(password, lastName) ? No("Choose a password without your name in it.")
        : IsCommon(password) ? No("That password is one of the first that everybody tries. Choose another one.")
        : null;

    private static Refusal No(string sentence) => new(sentence, "Password");

    private static bool Holds(string password, string name) =>
        name.Length >= NameThatCounts && password.Contains(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A common word or two, dressed up with digits and signs: "Password123!", "welcome-welcome-1".</summary>
    private static bool IsCommon(string password)
    {
        if (password.Distinct().Count() < DifferentCharacters)
        {
            return true;
        }

        var plain = password.ToLowerInvariant();
        var dressed = plain.Trim([.. plain.Where(c => !char.IsLetter(c))]);
        return IsMadeOfCommonWords(plain) || IsMadeOfCommonWords(string.Concat(dressed.Select(Undressed)));
    }

    /// <summary>Hardly a letter is left when the common words are taken out.</summary>
    private static bool IsMadeOfCommonWords(string text)
    {
        var letters = string.Concat(text.Where(char.IsLetter));
        foreach (var word in Common)
        {
            letters = letters.Replace(word, "", StringComparison.Ordinal);
        }

        return letters.Length < NameThatCounts;
    }

    // As people dress words up.
    private static char Undressed(char c) =>
        c switch
        {
            '0' => 'o',
            '1' or '!' => 'i',
            '3' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            '7' => 't',
            _ => c,
        };
}
