using CareMail.Access;
using CareMail.Identity.Tasks;

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
    public DateTimeOffset? PasswordSet { get; init; }

    /// <summary>The password was made by the service, and runs out then.</summary>
    public DateTimeOffset? TemporaryUntil { get; init; }

    /// <summary>Changes with the password, the second factor and the state; sessions of another stamp are over.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Sealed.</summary>
    public byte[]? Authenticator { get; set; }
    public byte[] ScramSalt { get; init; } = [];
    public DateTimeOffset Created { get; init; }
    public long? PolicyVersion { get; init; }
    public DateTimeOffset? PolicyAccepted { get; init; }

    /// <summary>Sealed, and not in use until the app has shown a code.</summary>
    public byte[]? PendingAuthenticator { get; init; }
    public DateTimeOffset? CodesKept { get; init; }
    public DateTimeOffset? ProfileChecked { get; init; }
    public string JobTitle { get; init; } = "";

    /// <summary>Sealed.</summary>
    public byte[]? Mobile { get; init; }
    public bool MobileShown { get; init; }

    /// <summary>Sealed.</summary>
    public byte[]? SecondEmail { get; init; }
    public DateTimeOffset? SecretSet { get; init; }

    /// <summary>Since when every task is done; null closes the mail doors.</summary>
    public DateTimeOffset? Opened { get; init; }

    /// <summary>The arrival that changed the stamp last; see <see cref="Doors.Arrivals"/>.</summary>
    public Guid? Arrival { get; init; }
    public long Passkeys { get; init; }

    /// <summary>The number that proved itself as a second way: sealed.</summary>
    public byte[]? TextMobile { get; init; }

    /// <summary>Roles beyond one's own mail and shared mailboxes.</summary>
    public long StaffRoles { get; init; }

    /// <summary>A number can be taken over at a shop counter: no second way for who opens other people's accounts.</summary>
    public bool MayUseTexts => StaffRoles == 0;

    public bool HasTexts => TextMobile is not null && MayUseTexts;

    /// <summary>Something beside the password must be shown, also when only a recovery code can show it now.</summary>
    public bool HasFactor => Authenticator is not null || Passkeys > 0 || TextMobile is not null;

    /// <summary>One that counts for this account.</summary>
    public bool HasGoodFactor => Authenticator is not null || Passkeys > 0 || HasTexts;

    /// <summary>Whoever was given a temporary password goes on with that, and whoever is closed asks why.</summary>
    public bool IsResettable =>
        State is AccountState.Active && PasswordHash is not null && TemporaryUntil is null && Opened is not null;

    public TaskFacts Facts =>
        new()
        {
            PasswordIsTemporary = TemporaryUntil is not null,
            PasswordSet = PasswordSet,
            PolicyVersion = PolicyVersion,
            HasFactor = HasGoodFactor,
            HasKeptCodes = CodesKept is not null,
            HasCheckedProfile = ProfileChecked is not null,
            HasSecret = SecretSet is not null,
        };

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

/// <summary>An account to be made. It is <see cref="AccountState.New"/> until its tasks are done.</summary>
public sealed record NewAccount(
    Guid OrganisationId,
    string UserName,
    string FirstName,
    string LastName,
    string DisplayName
)
{
    public Guid? Id { get; init; }

    /// <summary>As it was given for joining; the person checks it at their first sign-in.</summary>
    public string? Mobile { get; init; }

    /// <summary>What colleagues read beside the name.</summary>
    public string JobTitle { get; init; } = "";
}

/// <summary>How colleagues and the helpdesk find somebody.</summary>
/// <param name="Mobile">As it is dialled here: <c>07700900123</c>; null if none is known.</param>
public sealed record AccountProfile(
    string FirstName,
    string LastName,
    string DisplayName,
    string JobTitle,
    string? Mobile,
    bool MobileIsShown
);

/// <summary>When what was last done with an account's sign-in.</summary>
public sealed record AccountDates(
    DateTimeOffset Created,
    DateTimeOffset? Opened,
    DateTimeOffset? PasswordSet,
    long? PolicyVersion,
    DateTimeOffset? PolicyAccepted,
    DateTimeOffset? SecretSet,
    DateTimeOffset? ProfileChecked
)
{
    /// <summary>Null: never.</summary>
    public DateTimeOffset? PasswordEnds { get; init; }
}
