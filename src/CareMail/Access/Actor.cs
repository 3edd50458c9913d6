namespace CareMail.Access;

/// <summary>Who is doing something, and from where: what a use case decides by and the audit trail keeps.</summary>
/// <param name="AccountId">Null when the operator does it on the command line.</param>
/// <param name="Origin">A network address, or "command line".</param>
public sealed record Actor(Guid? AccountId, string Name, IReadOnlyList<RoleGrant> Roles, string Origin)
{
    /// <summary>The operator, who has the machine and so could do everything anyway: audited all the same.</summary>
    public static Actor Operator(string name) =>
        new(null, name, [new RoleGrant(Role.Platform, Guid.Empty)], "command line");
}

/// <summary>Whom or what an act is about.</summary>
/// <param name="HeadquartersId">The organisation above <paramref name="OrganisationId"/>, if there is one.</param>
/// <param name="ActorOwnsIt">It is a shared mailbox, and the actor is one of its owners.</param>
public readonly record struct Target(
    Guid? OrganisationId = null,
    Guid? HeadquartersId = null,
    Guid? AccountId = null,
    bool ActorOwnsIt = false
);
