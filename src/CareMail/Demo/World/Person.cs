using CareMail.Access;

namespace CareMail.Demo.World;

/// <summary>Somebody who can sign in. Everybody is invented.</summary>
/// <param name="Role">As the sign-in list names it; their other roles follow from it.</param>
internal sealed record Person(string Name, string LocalPart, Place Place, Role Role)
{
    /// <summary>Invited with a temporary password, and has never signed in: mail to them waits at its sender.</summary>
    public bool IsNew { get; init; }

    /// <summary>Here since before Account Secrets: a campaign asks for one.</summary>
    public bool HasNoSecret { get; init; }

    /// <summary>On record; Ofcom keeps these numbers for drama.</summary>
    public string? Mobile { get; init; }

    /// <summary>How they end a letter.</summary>
    public string Title { get; init; } = "";

    public string FirstName => Name.Split(' ')[0];

    public string LastName => Name[(FirstName.Length + 1)..];
}
