using CareMail.Identity;
using CareMail.Registers;

namespace CareMail.Joining.Deciding;

/// <summary>What is known of somebody named in an application.</summary>
/// <param name="Kind">A chip's: good, own, warn or bad.</param>
public sealed record PersonCheck(string Kind, string Icon, string Says);

/// <summary>Somebody named, as the caseworker sees them.</summary>
/// <param name="Account">The account they have already, if it is one.</param>
/// <param name="Namesakes">Accounts of the same name, which could be the same person.</param>
public sealed record PersonOnFile(
    NamedPerson Person,
    AccountSummary? Account,
    IReadOnlyList<AccountSummary> Namesakes,
    IReadOnlyList<PersonCheck> Checks
);

/// <summary>What speaks for and against the people named. Pure.</summary>
public static class PersonCheckRules
{
    public static IReadOnlyList<PersonCheck> Of(
        NamedPerson person,
        AccountSummary? account,
        IReadOnlyList<AccountSummary> namesakes,
        IReadOnlyList<CqcContact> contacts
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(namesakes);
        var checks = new List<PersonCheck>();
        if (contacts.Any(contact => IsName(contact.ManagerName, person.Name)))
        {
            checks.Add(new("good", "check", "Is CQC’s manager"));
        }

        if (person.HasAccount)
        {
            checks.Add(Existing(account));
        }
        else if (contacts.Any(contact => contact.Phone == person.Content?.Mobile))
        {
            checks.Add(new("warn", "alert", "The number CQC has for the home"));
        }

        checks.AddRange(
            namesakes.Select(namesake => new PersonCheck("warn", "alert", $"Same name as {namesake.UserName}"))
        );
        if (checks.Count == 0)
        {
            checks.Add(new("good", "check", "Own number and e-mail"));
        }

        return checks;
    }

    private static PersonCheck Existing(AccountSummary? account) =>
        account is null ? new("bad", "alert", "No such account")
        : account.State is >= AccountState.Disabled ? new("bad", "alert", "The account is closed")
        : new("own", "user", "Has an account: link");

    // "Mrs Agnès Sample" is Agnès Sample.
    private static bool IsName(string manager, string name)
    {
        var (theirs, ours) = (RegisterNames.Key(manager), RegisterNames.Key(name));
        return ours.Length > 0 && (theirs == ours || theirs.EndsWith(" " + ours, StringComparison.Ordinal));
    }
}
