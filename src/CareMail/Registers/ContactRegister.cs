using CareMail.Storage;

namespace CareMail.Registers;

/// <summary>The registered managers CQC knows of, for proving that an applicant is the site. Who may ask, the caller decides and audits.</summary>
public sealed class ContactRegister(Database database)
{
    /// <summary>Whom CQC holds for a location now; empty if nobody.</summary>
    public Task<IReadOnlyList<CqcContact>> OfLocationAsync(string locationId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The contact whose ID this is at that location, in any case and with spaces; null if it is nobody's there.</summary>
    public Task<CqcContact?> FindByContactIdAsync(string locationId, string typed, CancellationToken ct = default) =>
        throw new NotImplementedException();
}
