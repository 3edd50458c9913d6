namespace CareMail.Joining;

/// <summary>Where an application stands. The numbers are stored: never reuse one.</summary>
public enum ApplicationState
{
    Draft = 1,

    /// <summary>A person has to look.</summary>
    Submitted = 2,

    /// <summary>The applicant was asked something.</summary>
    Asked = 3,
    Approved = 4,
    Rejected = 5,

    /// <summary>Complete; waits until ODS shows the home.</summary>
    Provisional = 6,
    Withdrawn = 7,

    /// <summary>A draft nobody came back to.</summary>
    Expired = 8,
}

/// <summary>The numbers are stored: never reuse one.</summary>
public enum ApplicationRoute
{
    National = 1,

    /// <summary>The short form of an emergency.</summary>
    FastTrack = 2,
}

/// <summary>How it was proved that the applicant is the home. The numbers are stored: never reuse one.</summary>
public enum Proof
{
    None = 0,

    /// <summary>They know the contact ID on the registered manager's certificate.</summary>
    ContactId = 1,

    /// <summary>They read the text message sent to the number CQC holds.</summary>
    CodeByText = 2,

    /// <summary>They were rung on that number, and told the code.</summary>
    CodeByVoice = 3,

    /// <summary>A caseworker spoke to the home and wrote down how they know.</summary>
    Caseworker = 4,

    /// <summary>Not yet: the applicant could do neither, and a caseworker rings.</summary>
    LeftToCaseworker = 5,
}

/// <summary>A request to join, as its row says.</summary>
public sealed class Application
{
    public Guid Id { get; init; }

    /// <summary>What people say on the telephone: <c>A-7K4M2Q</c>.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Sealed: what the applicant's link opens with.</summary>
    public byte[]? Secret { get; init; }
    public ApplicationState State { get; init; }

    /// <summary>Grows with every change.</summary>
    public long Version { get; init; }
    public ApplicationRoute Route { get; init; }

    /// <summary>One name for the home: its CQC location, else its ODS code.</summary>
    public string Place { get; init; } = "";
    public string? SiteCode { get; init; }
    public string? LocationId { get; init; }
    public string Home { get; init; } = "";
    public string Town { get; init; } = "";
    public string Postcode { get; init; } = "";

    /// <summary>Sealed: see <see cref="JoiningKeys"/>.</summary>
    public byte[]? Email { get; init; }
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset Expires { get; init; }
    public bool Declared { get; init; }
    public Proof Proof { get; init; }
    public DateTimeOffset? Proved { get; init; }
    public byte[]? CodeHash { get; init; }
    public DateTimeOffset? CodeUntil { get; init; }
    public long CodeTries { get; init; }
    public DateTimeOffset? RingWanted { get; init; }
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>Since when a person has to look.</summary>
    public DateTimeOffset? Waiting { get; init; }
    public DateTimeOffset? ContactTold { get; init; }
    public DateTimeOffset? Settled { get; init; }
    public Guid? OrganisationId { get; init; }
    public DateTimeOffset? Erased { get; init; }

    /// <summary>How the home is told apart from others of its name.</summary>
    public string HomeAndTown => Town.Length == 0 ? Home : $"{Home}, {Town}";

    public bool IsProved => Proof is not (Proof.None or Proof.LeftToCaseworker);

    public bool IsOpen => ApplicationRules.IsOpen(State);
}

/// <summary>Somebody named in an application.</summary>
public sealed record NamedPerson(Guid Id, bool IsOwner, PersonContent? Content, Guid? AccountId)
{
    /// <summary>Empty once it is erased.</summary>
    public string Name => Content is null ? "" : $"{Content.FirstName} {Content.LastName}".Trim();

    public bool HasAccount => Content?.Address is not null;
}

/// <summary>What is personal about them. Whoever has an account already has its address here, and no contact.</summary>
/// <param name="Email">Their own e-mail address: told their user name there, then erased.</param>
/// <param name="Mobile">Eleven digits: their temporary password goes there.</param>
/// <param name="Address">The address of the account they have already.</param>
public sealed record PersonContent(string FirstName, string LastName, string? Email, string? Mobile, string? Address);

/// <summary>What happened to an application. The numbers are stored: never reuse one.</summary>
public enum EventKind
{
    Begun = 1,
    Proved = 2,
    CodeSent = 3,
    RingWanted = 4,
    Rung = 5,
    WrongGuess = 6,
    Submitted = 7,
    ContactTold = 8,
    Asked = 9,
    Answered = 10,
    InRegister = 11,
    Approved = 12,
    Rejected = 13,
    Withdrawn = 14,
    Undelivered = 15,

    /// <summary>ODS has not shown the home for long.</summary>
    StillMissing = 16,
    Resent = 17,
}

/// <summary>One thing that happened.</summary>
public sealed class ApplicationEvent
{
    public Guid Id { get; init; }
    public DateTimeOffset At { get; init; }
    public EventKind Kind { get; init; }
    public Guid? Actor { get; init; }
    public string? Words { get; init; }
}
