using CareMail.Access;
using CareMail.AddressBook;

namespace CareMail.Accounts;

/// <summary>What names may look like. Pure.</summary>
public static class NameRules
{
    private const int LongestName = 60;

    /// <summary>Today's services allow just under 250 characters for a mailbox.</summary>
    private const int LongestMailboxName = 249;
    private const int LongestDeviceName = 50;

    /// <summary>Who has one name only leaves the last one empty.</summary>
    public static Refusal? OfPerson(string firstName, string lastName) =>
        !IsGood(firstName, LongestName) || !HasLetter(firstName)
            ? new Refusal("Enter the first name, at most 60 characters.", "FirstName")
        : lastName.Trim().Length > 0 && (!IsGood(lastName, LongestName) || !HasLetter(lastName))
            ? new Refusal("Enter the last name, at most 60 characters.", "LastName")
        : AddressOf(firstName, lastName).Length == 0
            ? new Refusal(
                "Enter the name in the letters a to z as well as you can: the address is made of it.",
                "FirstName"
            )
        : AddressRules.IsReserved(AddressOf(firstName, lastName))
            ? new Refusal("No address can be made from that name: it belongs to the service.", "LastName")
        : null;

    /// <summary>As it is shown: one space between the two, none around them.</summary>
    public static string Displayed(string firstName, string lastName) => $"{firstName.Trim()} {lastName.Trim()}".Trim();

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

    private static string AddressOf(string firstName, string lastName) =>
        AddressRules.ForPerson(firstName, lastName, 1);

    private static bool HasLetter(string name) => name.Any(char.IsLetter);

    /// <summary>Something to read, of one line, not too long.</summary>
    public static bool IsGood(string name, int longest) =>
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
