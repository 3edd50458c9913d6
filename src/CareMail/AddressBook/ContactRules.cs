using CareMail.Access;
using CareMail.Protocols.Addresses;

namespace CareMail.AddressBook;

/// <summary>What can be kept of a contact or a group. Pure.</summary>
public static class ContactRules
{
    public static IReadOnlyList<Refusal> Check(ContactAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var wrong = new List<Refusal>();
        if (!IsLine(answers.Name, DirectoryLimits.LongestName))
        {
            wrong.Add(new($"Enter a name of at most {DirectoryLimits.LongestName} characters", nameof(answers.Name)));
        }

        if (!EmailAddress.TryParse(answers.Address.Trim(), out _))
        {
            wrong.Add(
                new("Enter an e-mail address in the correct format, like name@example.com", nameof(answers.Address))
            );
        }

        if (answers.Note.Length > DirectoryLimits.LongestNote || answers.Note.Any(IsOdd))
        {
            wrong.Add(new($"Enter a note of at most {DirectoryLimits.LongestNote} characters", nameof(answers.Note)));
        }

        return wrong;
    }

    /// <summary>A name of a group.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IsLine(name, DirectoryLimits.LongestName);
    }

    /// <summary>
    /// Members as they are typed, one a line: an address, or a name and an address in angle brackets.
    /// </summary>
    /// <returns>The members, each once, or the line that is none.</returns>
    public static (IReadOnlyList<GroupMember> Members, string? Wrong) Members(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var members = new Dictionary<string, GroupMember>();
        foreach (
            var line in typed.Split(
                ['\n', '\r', ';'],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
        {
            var bracket = line.LastIndexOf('<');
            var written = bracket < 0 ? line : line[(bracket + 1)..].TrimEnd('>', ' ');
            var name = bracket < 0 ? "" : line[..bracket].Trim(' ', '"');
            if (
                !EmailAddress.TryParse(written, out var address)
                || name.Length > DirectoryLimits.LongestName
                || name.Any(char.IsControl)
            )
            {
                return ([], line.Length > DirectoryLimits.LongestName ? line[..DirectoryLimits.LongestName] : line);
            }

            members.TryAdd(address.Key, new GroupMember(name, address.ToString()));
        }

        return ([.. members.Values], null);
    }

    private static bool IsLine(string text, int longest) =>
        text.Trim().Length is var length && length > 0 && length <= longest && !text.Any(char.IsControl);

    private static bool IsOdd(char c) => char.IsControl(c) && c is not ('\n' or '\r');
}
