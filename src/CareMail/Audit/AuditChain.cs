using System.Data.Common;
using System.Security.Cryptography;
using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>What verifying the audit trail found.</summary>
public sealed record AuditVerdict(long Entries, long Unsealed, IReadOnlyList<string> Faults);

/// <summary>
/// The chain of audit entries: each carries an HMAC over itself and the one before it. The key is derived from the master
/// key, so whoever has only the database, or a backup of it, cannot make a chain that verifies.
/// </summary>
public sealed class AuditChain(Database database, MasterKey master, AuditHeads heads)
{
    private const int AtOnce = 500;

    // A trail with thousands of faults is broken; the first few say where.
    private const int MaxFaults = 20;

    private readonly byte[] _key = master.Derive("audit-chain");

    /// <summary>Seals what has committed since. One caller at a time: whoever holds the lease.</summary>
    internal async Task<int> SealAsync(CancellationToken ct)
    {
        var total = 0;
        while (true)
        {
            var count = await database.WriteAsync(SealSomeAsync, ct);
            total += count;
            if (count < AtOnce)
            {
                return total;
            }
        }
    }

    /// <summary>
    /// Recomputes every link, and every hash whose values are still there; compares with the heads that were published.
    /// Reads in slices: the trail may be longer than memory.
    /// </summary>
    internal async Task<AuditVerdict> VerifyAsync(DbConnection connection, CancellationToken ct)
    {
        var faults = new List<string>();
        var published = heads.Read().ToLookup(h => h.Sequence);
        var (sequence, before) = (0L, AuditHash.Start);
        while (await AuditTable.SealedAfterAsync(connection, sequence, AtOnce) is { Count: > 0 } rows)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var row in rows)
            {
                Check(row, sequence + 1, before, published, faults);
                (sequence, before) = (row.Sequence!.Value, row.Mac!);
            }

            if (faults.Count >= MaxFaults)
            {
                break;
            }
        }

        if (faults.Count == 0 && published.Select(h => h.Key).DefaultIfEmpty().Max() is var last && last > sequence)
        {
            faults.Add($"audit: the trail ends at entry {sequence}, but entry {last} was published");
        }

        return new AuditVerdict(sequence, await AuditTable.CountUnsealedAsync(connection), faults);
    }

    private void Check(
        AuditRow row,
        long expected,
        byte[] before,
        ILookup<long, AuditHead> published,
        List<string> faults
    )
    {
        if (row.Sequence != expected)
        {
            faults.Add($"audit: entry {expected} is missing");
        }
        else if (!CryptographicOperations.FixedTimeEquals(row.Mac, AuditHash.Link(_key, before, expected, row)))
        {
            faults.Add($"audit: entry {expected} was changed, or one before it taken out");
        }

        if (
            row.Salt is { } salt
            && !row
                .ValuesHash.AsSpan()
                .SequenceEqual(AuditHash.OfValues(salt, row.Origin, row.OldValue, row.NewValue, row.Reason))
        )
        {
            faults.Add($"audit: the values of entry {expected} were changed");
        }

        if (published[row.Sequence!.Value].Any(h => h.Mac != Convert.ToHexStringLower(row.Mac!)))
        {
            faults.Add($"audit: entry {expected} is not the one that was published");
        }
    }

    private async Task<int> SealSomeAsync(WriteTransaction tx)
    {
        var rows = await AuditTable.UnsealedAsync(tx, AtOnce);
        if (rows.Count == 0)
        {
            return 0;
        }

        var head = await AuditTable.HeadAsync(tx.Connection);
        var (sequence, mac) = (head?.Sequence ?? 0, head?.Mac ?? AuditHash.Start);
        foreach (var row in rows)
        {
            mac = AuditHash.Link(_key, mac, ++sequence, row);
            await AuditTable.SealAsync(tx, row.Id, sequence, mac);
        }

        return rows.Count;
    }
}
