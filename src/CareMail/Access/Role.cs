namespace CareMail.Access;

/// <summary>What somebody is in the service. The numbers are stored: never reuse one.</summary>
public enum Role
{
    /// <summary>Anyone with an account: their own mail, their own sign-in.</summary>
    Person = 1,

    /// <summary>Answers for a shared mailbox and the people of its site.</summary>
    Owner = 2,

    /// <summary>Works in a shared mailbox.</summary>
    Member = 3,

    LocalAdmin = 4,
    PrimaryAdmin = 5,
    LocalHelpdesk = 6,
    Auditor = 7,
    DirectoryManager = 8,
    Caseworker = 9,
    NationalHelpdesk = 10,
    Association = 11,
    Sponsor = 12,

    /// <summary>Runs the service itself.</summary>
    Platform = 13,
}

/// <summary>A role held somewhere: what it reaches is counted from that organisation.</summary>
public sealed record RoleGrant(Role Role, Guid OrganisationId);

/// <summary>How roles are spelled outside the program: in files, on the command line, in answers.</summary>
public static class RoleNames
{
    public static string Spell(this Role role) =>
        role switch
        {
            Role.Person => "person",
            Role.Owner => "owner",
            Role.Member => "member",
            Role.LocalAdmin => "local_admin",
            Role.PrimaryAdmin => "primary_admin",
            Role.LocalHelpdesk => "local_helpdesk",
            Role.Auditor => "auditor",
            Role.DirectoryManager => "directory_manager",
            Role.Caseworker => "caseworker",
            Role.NationalHelpdesk => "national_helpdesk",
            Role.Association => "association",
            Role.Sponsor => "sponsor",
            Role.Platform => "platform",
        };

    /// <summary>It reaches people of every organisation, so two people give it.</summary>
    public static bool ReachesEverybody(this Role role) =>
        role is Role.Platform or Role.Caseworker or Role.NationalHelpdesk;

    public static Role? Read(string spelled)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            if (string.Equals(role.Spell(), spelled, StringComparison.Ordinal))
            {
                return role;
            }
        }

        return null;
    }
}
