using CareMail.Access;

namespace CareMail.AddressBook.Lists;

/// <summary>What becomes of a message to a list.</summary>
public enum ListVerdict
{
    Goes,

    /// <summary>An owner looks at it first.</summary>
    Waits,
    NotASender,

    /// <summary>It stands for so many that only named senders may write to it.</summary>
    OnlyNamed,

    /// <summary>Nobody writes to so many at once.</summary>
    TooMany,
}

/// <summary>Who a sender is to a list. All false: somebody outside, or somebody who did not prove who they are.</summary>
public readonly record struct ListPosterFacts(
    bool SignedIn,
    bool IsOwner = false,
    bool IsNamed = false,
    bool IsMember = false,
    bool IsColleague = false
);

/// <summary>Who may write to a list, and its rule in words. Pure.</summary>
public static class ListRules
{
    /// <summary>Above so many a mistake is a flood: only senders its owners named write to them.</summary>
    public const int ManyRecipients = 500;

    public const int MostRecipients = 50_000;
    public const int MostMembers = 5_000;
    public const int LongestDescription = 300;

    /// <summary>Today's services take names of up to 50 characters.</summary>
    public const int LongestName = 50;

    public static ListVerdict Decide(MailingList list, ListPosterFacts poster, int recipients)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (recipients > MostRecipients)
        {
            return ListVerdict.TooMany;
        }

        if (recipients > ManyRecipients)
        {
            return poster.IsNamed ? ListVerdict.Goes : ListVerdict.OnlyNamed;
        }

        if (poster.SignedIn && IsSender(list.Senders, poster))
        {
            return ListVerdict.Goes;
        }

        return list.Others switch
        {
            ListOthers.Refused => ListVerdict.NotASender,
            ListOthers.ColleaguesWait => poster.SignedIn ? ListVerdict.Waits : ListVerdict.NotASender,
            ListOthers.EverybodyWaits => ListVerdict.Waits,
        };
    }

    private static bool IsSender(ListSenders senders, ListPosterFacts poster) =>
        poster.IsNamed
        || poster.IsOwner
        || senders switch
        {
            ListSenders.Named => false,
            ListSenders.Members => poster.IsMember,
            ListSenders.Organisation => poster.IsColleague,
            ListSenders.Service => true,
        };

    /// <summary>What to tell a colleague whose message does not go.</summary>
    public static string? Sentence(ListVerdict verdict, string address) =>
        verdict switch
        {
            ListVerdict.Goes or ListVerdict.Waits => null,
            ListVerdict.NotASender => $"Only some people may write to {address}. Ask its owners.",
            ListVerdict.OnlyNamed =>
                $"{address} stands for more than {ManyRecipients} people: only senders its owners have named may write to it.",
            ListVerdict.TooMany => $"{address} stands for more people than one message can go to.",
        };

    /// <summary>Whom the rule means, as it is said.</summary>
    /// <param name="organisations">Names of those it names.</param>
    public static string InWords(ListRule rule, IReadOnlyCollection<string> organisations)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(organisations);
        var who = rule.Role is { } role ? $"Every {InWords(role)}" : "Everybody";
        var where = organisations.Count == 0 ? "no organisation" : string.Join(", ", organisations);
        return $"{who} of {where}"
            + (rule.WithSites ? " and the sites below" : "")
            + (rule.JobTitle.Length > 0 ? $" whose job title has “{rule.JobTitle}” in it" : "")
            + (rule.Town.Length > 0 ? $", in {rule.Town}" : "");
    }

    /// <summary>Roles a rule can ask for.</summary>
    public static IReadOnlyList<Role> RolesOfRules { get; } =
    [Role.Owner, Role.Member, Role.LocalAdmin, Role.PrimaryAdmin, Role.LocalHelpdesk];

    public static string InWords(Role role) =>
        role switch
        {
            Role.Owner => "owner of a shared mailbox",
            Role.Member => "member of a shared mailbox",
            Role.LocalAdmin => "local administrator",
            Role.PrimaryAdmin => "primary administrator",
            Role.LocalHelpdesk => "local helpdesk agent",
            _ => role.Spell().Replace('_', ' '),
        };
}
