using System.Security.Cryptography;
using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>
/// The record of acts. An act whose transaction fails leaves no entry; one that commits always has one. Soon afterwards
/// the entry is sealed into a chain that only the holder of the master key can forge.
/// </summary>
public sealed class AuditTrail(
    Database database,
    AuditChain chain,
    TimeProvider time,
    IEnumerable<IActWatcher>? watchers = null
)
{
    private readonly IActWatcher[] _watchers = [.. watchers ?? []];

    public async Task<Guid> RecordAsync(WriteTransaction tx, AuditEntry entry) => (await RecordAsync(tx, [entry]))[0];

    /// <summary>Many at once, in their order.</summary>
    public async Task<IReadOnlyList<Guid>> RecordAsync(WriteTransaction tx, IReadOnlyList<AuditEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var rows = entries.Select(RowOf).ToList();
        await AuditTable.InsertAsync(tx, rows);
        foreach (var watcher in _watchers)
        {
            await watcher.ActedAsync(tx, entries);
        }

        return [.. rows.Select(row => row.Id)];
    }

    private AuditRow RowOf(AuditEntry entry)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new AuditRow
        {
            Id = Ids.New(),
            At = time.GetUtcNow(),
            Actor = entry.Actor,
            Act = entry.Act,
            Subject = entry.Subject,
            Organisation = entry.Organisation,
            Origin = entry.Origin,
            OldValue = entry.OldValue,
            NewValue = entry.NewValue,
            Reason = entry.Reason,
            Salt = salt,
            ValuesHash = AuditHash.OfValues(salt, entry.Origin, entry.OldValue, entry.NewValue, entry.Reason),
        };
    }

    /// <summary>The latest entries, newest first.</summary>
    public Task<IReadOnlyList<AuditRow>> LatestAsync(int count, CancellationToken ct = default) =>
        database.ReadAsync(c => AuditTable.LatestAsync(c, count), ct);

    /// <summary>The latest entries about an organisation, newest first.</summary>
    public Task<IReadOnlyList<AuditRow>> OfOrganisationAsync(
        Guid organisation,
        int count,
        CancellationToken ct = default
    ) => database.ReadAsync(c => AuditTable.OfOrganisationAsync(c, organisation, count), ct);

    /// <summary>Entries about somebody or something, newest first.</summary>
    /// <param name="before">Only those older than this entry.</param>
    public Task<IReadOnlyList<AuditRow>> OfSubjectAsync(
        Guid subject,
        Guid? before,
        int count,
        CancellationToken ct = default
    ) => database.ReadAsync(c => AuditTable.OfSubjectAsync(c, subject, before, count), ct);

    /// <summary>The latest entry about somebody of one of two acts; null if there is none.</summary>
    public Task<AuditRow?> LastOfSubjectAsync(Guid subject, string act, string orAct, CancellationToken ct = default) =>
        database.ReadAsync(c => AuditTable.LastOfSubjectAsync(c, subject, act, orAct), ct);

    /// <summary>Erases the personal values of what was done to a subject. That it was done, when and by whom, stays.</summary>
    public Task<int> EraseValuesAsync(WriteTransaction tx, Guid subject) =>
        AuditTable.EraseAsync(tx, subject, time.GetUtcNow());

    /// <summary>Whether the chain is whole; see <see cref="AuditChain.VerifyAsync"/>.</summary>
    public Task<AuditVerdict> VerifyAsync(CancellationToken ct = default) =>
        database.ReadSnapshotAsync(connection => chain.VerifyAsync(connection, ct), ct);
}
