using CareMail.Access;

namespace CareMail.Accounts;

/// <summary>
/// What a chosen password must be: long, and not the person's name. No mix of characters is demanded: three random words
/// are good. Pure.
/// </summary>
internal static class PasswordRules
{
    public const int Shortest = 10;

    /// <summary>A name of two letters is in too many words to be held against them.</summary>
    private const int NameThatCounts = 3;

    public static Refusal? Check(string password, string firstName, string lastName) =>
        password.Length < Shortest ? new Refusal("Choose a password of at least 10 characters.", "Password")
        : Holds(password, firstName) || Holds(password, lastName)
            ? new Refusal("Choose a password without the person’s name in it.", "Password")
        : null;

    private static bool Holds(string password, string name) =>
        name.Length >= NameThatCounts && password.Contains(name, StringComparison.OrdinalIgnoreCase);
}
