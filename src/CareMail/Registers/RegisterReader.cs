using System.Data.Common;
using CareMail.Registers.Importing;
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
        GatherAsync(
            day,
            async gathering =>
            {
                await gathering.FactsAsync(CqcFactsKey.OdsCode, [code]);
                await gathering.OdsAsync(OdsKey.Code, [code]);
                await gathering.AroundAsync([code]);
            },
            ct
        );

    /// <summary>The same for a question about a CQC location.</summary>
    /// <param name="locationId">Upper case.</param>
    public Task<RegisterRecords> AboutLocationAsync(string locationId, DateOnly day, CancellationToken ct = default) =>
        GatherAsync(
            day,
            async gathering =>
            {
                await gathering.FactsAsync(CqcFactsKey.Location, [locationId]);
                await gathering.EntriesAsync(CqcEntryKey.Location, [locationId]);
                if (!gathering.Knows(locationId))
                {
                    await gathering.FactsAsync(CqcFactsKey.Provider, [locationId]);
                    await gathering.EntriesAsync(CqcEntryKey.Provider, [locationId]);
                    return;
                }

                await gathering.AroundAsync([]);
            },
            ct
        );

    /// <summary>Everything, for looking at all providers at once.</summary>
    public Task<RegisterRecords> EverythingAsync(DateOnly day, CancellationToken ct = default) =>
        GatherAsync(day, gathering => gathering.AllAsync(), ct);

    /// <summary>Of which day each register is that answers for a day; one never imported is missing.</summary>
    public Task<IReadOnlyDictionary<Register, DateOnly>> AsAtAsync(DateOnly day, CancellationToken ct = default) =>
        database.ReadAsync<IReadOnlyDictionary<Register, DateOnly>>(
            async connection =>
                (await ImportTable.EditionsAsync(connection, day)).ToDictionary(e => e.Register, e => e.AsAt),
            ct
        );

    /// <summary>Names the state that answers for a day: as long as the name is the same, so is all that is read.</summary>
    public Task<string> EditionAsync(DateOnly day, CancellationToken ct = default) =>
        database.ReadAsync(
            async connection =>
                string.Join(' ', (await ImportTable.EditionsAsync(connection, day)).Select(e => e.Number).Order()),
            ct
        );

    private Task<RegisterRecords> GatherAsync(DateOnly day, Func<Gathering, Task> gather, CancellationToken ct) =>
        database.ReadSnapshotAsync(
            async (DbConnection connection) =>
            {
                var editions = await ImportTable.EditionsAsync(connection, day);
                var gathering = new Gathering(connection, database.Engine, editions);
                await gather(gathering);
                return gathering.Records();
            },
            ct
        );
}
