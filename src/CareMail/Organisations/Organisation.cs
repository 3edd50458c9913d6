namespace CareMail.Organisations;

/// <summary>What an organisation is. The numbers are stored: never reuse one.</summary>
public enum OrganisationKind
{
    /// <summary>A social care provider: the legal body ("HQ") above its sites.</summary>
    CareProvider = 1,
    CareSite = 2,
    Hospital = 3,
    GeneralPractice = 4,
    Association = 5,
    Sponsor = 6,

    /// <summary>A body that administers others: an integrated care board, a national service.</summary>
    Authority = 7,
    Other = 8,
}

/// <summary>How much an organisation may have; null means as much as it needs.</summary>
public sealed record Allowance(int? People, int? SharedMailboxes)
{
    public static readonly Allowance NoLimit = new(null, null);

    /// <summary>A care site has ten people and one shared mailbox; how many people share it is not limited by the ten.</summary>
    public static readonly Allowance OfCareSite = new(10, 1);

    public static Allowance Usual(OrganisationKind kind) => kind is OrganisationKind.CareSite ? OfCareSite : NoLimit;
}

/// <summary>A body that has an ODS code.</summary>
public sealed class Organisation
{
    public Guid Id { get; init; }

    /// <summary>Upper case.</summary>
    public string Ods { get; init; } = "";
    public string Name { get; init; } = "";
    public OrganisationKind Kind { get; init; }
    public string Town { get; init; } = "";

    /// <summary>The organisation this site belongs to.</summary>
    public Guid? HeadquartersId { get; init; }
    public DateTimeOffset Created { get; init; }
    public int? PeopleAllowed { get; init; }
    public int? MailboxesAllowed { get; init; }

    public Allowance Allowance => new(PeopleAllowed, MailboxesAllowed);

    /// <summary>How it is told apart from others of its name.</summary>
    public string Place => Town.Length == 0 ? Name : $"{Name}, {Town}";
}

/// <summary>An organisation to be made.</summary>
public sealed record NewOrganisation(string Ods, string Name, OrganisationKind Kind, string Town)
{
    public Guid? Id { get; init; }
    public Guid? HeadquartersId { get; init; }

    /// <summary>Without one: what is usual for its kind.</summary>
    public Allowance? Allowance { get; init; }
}
