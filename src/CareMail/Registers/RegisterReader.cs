using CareMail.Storage;

namespace CareMail.Registers;

/// <summary>
/// Reads the registers as they were known on a day: the newest import of each register on or before it. Days before
/// the first import are answered from the first.
/// </summary>
public sealed class RegisterReader(Database database)
{
    /// <summary>All that a question about this code can touch, in a fixed number of queries.</summary>
    /// <param name="code">Upper case.</param>
    public Task<RegisterRecords> AboutCodeAsync(string code, DateOnly day, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The same for a question about a CQC location.</summary>
    public Task<RegisterRecords> AboutLocationAsync(string locationId, DateOnly day, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Everything, for looking at all providers at once.</summary>
    public Task<RegisterRecords> EverythingAsync(DateOnly day, CancellationToken ct = default) =>
        throw new NotImplementedException();
}
