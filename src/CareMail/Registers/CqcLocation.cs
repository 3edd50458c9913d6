namespace CareMail.Registers;

/// <summary>What CQC publishes through its API about a location, and not in its weekly directory.</summary>
public sealed record CqcFacts
{
    public string LocationId { get; init; } = "";
    public string? ProviderId { get; init; }

    /// <summary>Null if blank, or no code at all.</summary>
    public string? OdsCode { get; init; }
    public string? BrandId { get; init; }
    public string? BrandName { get; init; }

    /// <summary>Registered or Deregistered, as written.</summary>
    public string Status { get; init; } = "";
    public DateOnly? Registered { get; init; }
    public DateOnly? Deregistered { get; init; }
    public bool Dormant { get; init; }
    public DateOnly? DormantFrom { get; init; }
    public DateOnly? DormantUntil { get; init; }
    public string? Predecessor { get; init; }
}

/// <summary>A line of CQC's weekly directory: who is registered on its day.</summary>
public sealed record CqcEntry
{
    public string LocationId { get; init; } = "";
    public string? ProviderId { get; init; }
    public string Name { get; init; } = "";
    public string AlsoKnownAs { get; init; } = "";

    /// <summary>In one piece, as written.</summary>
    public string Address { get; init; } = "";
    public string Postcode { get; init; } = "";

    /// <summary>As written: the directory has lost the leading 0 of most.</summary>
    public string Phone { get; init; } = "";
    public IReadOnlyList<string> ServiceTypes { get; init; } = [];
    public IReadOnlyList<string> Specialisms { get; init; } = [];
    public string ProviderName { get; init; } = "";
    public string LocalAuthority { get; init; } = "";
    public string Region { get; init; } = "";
}

/// <summary>A place where care is given, as CQC knows it: from the facts, from the directory, or from both.</summary>
public sealed record CqcLocation(string Id, CqcFacts? Facts, CqcEntry? Entry)
{
    /// <summary>Null without the facts: the directory has no codes.</summary>
    public string? OdsCode => Facts?.OdsCode;

    public string? ProviderId => Facts?.ProviderId ?? Entry?.ProviderId;

    public string? BrandId => Facts?.BrandId;

    /// <summary>Empty for a location that is not in the directory: one no longer registered, or one whose line has no ids.</summary>
    public string Name => Entry?.Name ?? "";

    public string Postcode => Entry?.Postcode ?? "";

    public string ProviderName => Entry?.ProviderName ?? "";

    /// <summary>Empty: not known.</summary>
    public IReadOnlyList<string> ServiceTypes => Entry?.ServiceTypes ?? [];
}
