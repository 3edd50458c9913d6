using CareMail.Access;

namespace CareMail.Identity;

/// <summary>A person who proved who they are, as every door sees them.</summary>
public sealed record SignedInAccount(
    Guid Id,
    Guid OrganisationId,
    string UserName,
    string DisplayName,
    IReadOnlyList<RoleGrant> Roles
)
{
    /// <summary>The same person, as a use case and the audit trail see them.</summary>
    public Actor ActingFrom(string origin) => new(Id, DisplayName, Roles, origin);
}
