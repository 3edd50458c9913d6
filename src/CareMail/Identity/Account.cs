using CareMail.Access;

namespace CareMail.Identity;

/// <summary>A person's sign-in, as it is stored.</summary>
internal sealed class Account
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }

    /// <summary>The person's address: what they type to sign in.</summary>
    public string UserName { get; set; } = "";
    public string UserNameKey { get; set; } = "";
    public string FirstName { get; init; } = "";
    public string LastName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public AccountState State { get; init; }
    public string? PasswordHash { get; set; }

    /// <summary>Changes with the password, the second factor and the state; sessions of another stamp are over.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Sealed.</summary>
    public byte[]? Authenticator { get; set; }
    public byte[] ScramSalt { get; init; } = [];
    public DateTimeOffset Created { get; init; }

    public SignedInAccount As(IReadOnlyList<RoleGrant> roles) => new(Id, OrganisationId, UserName, DisplayName, roles);
}

/// <summary>What others may know of an account.</summary>
public sealed record AccountSummary(
    Guid Id,
    Guid OrganisationId,
    string UserName,
    string FirstName,
    string LastName,
    string DisplayName,
    AccountState State,
    DateTimeOffset Created
);

/// <summary>An account to be made. It is <see cref="AccountState.New"/> until it is activated.</summary>
public sealed record NewAccount(
    Guid OrganisationId,
    string UserName,
    string FirstName,
    string LastName,
    string DisplayName
)
{
    public Guid? Id { get; init; }
}
