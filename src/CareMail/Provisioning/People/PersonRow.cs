namespace CareMail.Provisioning.People;

/// <summary>A person as programs see them.</summary>
internal sealed record PersonRow
{
    public Guid AccountId { get; init; }
    public Guid OrganisationId { get; set; }
    public string Ods { get; set; } = "";

    /// <summary>The organisation whose programs look after this person; null until one does.</summary>
    public Guid? FeedId { get; set; }

    /// <summary>What the program calls this person by itself.</summary>
    public string ExternalId { get; set; } = "";
    public string Address { get; set; } = "";
    public Guid? ManagerId { get; set; }
    public bool Active { get; set; }

    /// <summary>The program took them out.</summary>
    public bool IsHidden { get; set; }
    public string UserName { get; set; } = "";
    public string GivenName { get; set; } = "";
    public string FamilyName { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string Title { get; set; } = "";
    public string UserType { get; set; } = "";
    public string EmployeeNumber { get; set; } = "";
    public string CostCenter { get; set; } = "";
    public string Division { get; set; } = "";
    public string Department { get; set; } = "";
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset Modified { get; set; }
    public long Version { get; set; }

    /// <summary>The texts that can be asked for, each by its column.</summary>
    public static readonly IReadOnlyList<(string Column, Func<PersonRow, string> Get)> Texts =
    [
        ("user_name", p => p.UserName),
        ("given_name", p => p.GivenName),
        ("family_name", p => p.FamilyName),
        ("display_name", p => p.DisplayName),
        ("title", p => p.Title),
        ("user_type", p => p.UserType),
        ("employee_number", p => p.EmployeeNumber),
        ("cost_center", p => p.CostCenter),
        ("division", p => p.Division),
        ("department", p => p.Department),
    ];
}
