using CareMail.Access;

namespace CareMail.Identity;

/// <summary>A person who proved who they are, as every door sees them.</summary>
public sealed record SignedInAccount(
    Guid Id,
    Guid OrganisationId,
    string UserName,
    string DisplayName,
    IReadOnlyList<RoleGrant> Roles
);

/// <summary>The life of an account. The numbers are stored: never reuse one.</summary>
public enum AccountState
{
    /// <summary>Made, but the person has not finished joining: mail waits outside (450).</summary>
    New = 1,
    Active = 2,

    /// <summary>Closed to signing in, by an administrator. Mail keeps arriving.</summary>
    Locked = 3,
    Disabled = 4,

    /// <summary>The person has left. Mail keeps arriving for a while.</summary>
    Left = 5,
}
