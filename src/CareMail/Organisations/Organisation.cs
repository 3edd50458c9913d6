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

    /// <summary>How it is told apart from others of its name.</summary>
    public string Place => Town.Length == 0 ? Name : $"{Name}, {Town}";
}

/// <summary>An organisation to be made.</summary>
public sealed record NewOrganisation(string Ods, string Name, OrganisationKind Kind, string Town)
{
    public Guid? Id { get; init; }
    public Guid? HeadquartersId { get; init; }
}
