using CareMail.Access;

namespace CareMail.Accounts;

/// <summary>What names may look like. Pure.</summary>
internal static class NameRules
{
    private const int LongestName = 60;

    /// <summary>Today's services allow just under 250 characters for a mailbox.</summary>
    private const int LongestMailboxName = 249;
    private const int LongestDeviceName = 50;

    public static Refusal? OfPerson(string firstName, string lastName) =>
        !IsGood(firstName, LongestName) ? new Refusal("Enter the first name, at most 60 characters.", "FirstName")
        : !IsGood(lastName, LongestName) ? new Refusal("Enter the last name, at most 60 characters.", "LastName")
        : null;

    public static Refusal? OfMailbox(string displayName) =>
        IsGood(displayName, LongestMailboxName)
        && displayName.All(c => char.IsLetterOrDigit(c) || " -,;.()&[]'’".Contains(c, StringComparison.Ordinal))
            ? null
            : new Refusal(
                "Enter a name of letters, digits and - , ; . ( ) & [ ], shorter than 250 characters.",
                "DisplayName"
            );

    public static Refusal? OfDevice(string name) =>
        IsGood(name, LongestDeviceName)
            ? null
            : new Refusal("Enter a name for the device, at most 50 characters.", "Name");

    private static bool IsGood(string name, int longest) =>
        name.Trim().Length > 0
        && name.Length <= longest
        // Control characters, and those that turn the text around them.
        && !name.Any(c =>
            char.GetUnicodeCategory(c)
                is System.Globalization.UnicodeCategory.Control
                    or System.Globalization.UnicodeCategory.Format
                    or System.Globalization.UnicodeCategory.LineSeparator
                    or System.Globalization.UnicodeCategory.ParagraphSeparator
        );
}
