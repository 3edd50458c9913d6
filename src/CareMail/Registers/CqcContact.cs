namespace CareMail.Registers;

/// <summary>
/// A registered manager of a location and the telephone number CQC holds: personal data, kept apart from the registers,
/// sealed, and read only where somebody proves who they are.
/// </summary>
/// <param name="Phone">With its leading 0, no spaces; null if CQC holds none.</param>
public sealed record CqcContact(Guid Id, string LocationId, string ManagerName, string? Phone);
