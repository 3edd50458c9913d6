using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Outbound;

/// <summary>A domain whose mail servers keep the secure e-mail standard, as its row says.</summary>
public sealed record SecureDomain
{
    public required string Domain { get; init; }

    /// <summary>Names below it count too.</summary>
    public bool Suffix { get; init; }

    /// <summary>Who says so: local, dcb1596, gov, police, cjsm, mod, parliament, manual.</summary>
    public string Source { get; init; } = "";

    /// <summary>Null: known, but off until an administrator confirms it.</summary>
    public DateTimeOffset? ValidFrom { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }

    public bool Covers(string domain, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (ValidFrom is null || at < ValidFrom || at >= ValidUntil)
        {
            return false;
        }

        return domain.Equals(Domain, StringComparison.OrdinalIgnoreCase)
            || (Suffix && domain.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>
/// The secure list: domains set by hand, and those of the register of accredited ones, each for its year. Read often,
/// changed seldom: kept for a minute.
/// </summary>
public sealed class SecureDomains(Database database, AccreditedDomains accredited, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private volatile IReadOnlyList<SecureDomain>? _known;
    private long _read;

    public async Task<IReadOnlyList<SecureDomain>> ListAsync(CancellationToken ct = default)
    {
        // Real time: a demo's clock may stand still or jump.
        if (_known is { } known && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _read)) < Fresh)
        {
            return known;
        }

        var rows = await database.QueryAsync<SecureDomain>(
            """
            SELECT domain, suffix, source, valid_from AS ValidFrom, valid_until AS ValidUntil
            FROM outbound_secure_domain ORDER BY domain
            """,
            ct: ct
        );
        IReadOnlyList<SecureDomain> all = [.. rows, .. (await accredited.ListAsync(ct)).Select(Accredited)];
        Volatile.Write(ref _read, TimeProvider.System.GetTimestamp());
        return _known = all;
    }

    /// <summary>Whether mail to this domain counts as secure now, and by which row.</summary>
    public async Task<SecureDomain?> FindAsync(string domain, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        return (await ListAsync(ct)).FirstOrDefault(row => row.Covers(domain, now));
    }

    private static SecureDomain Accredited(AccreditedDomain row) =>
        new()
        {
            Domain = row.Domain,
            Source = "dcb1596",
            ValidFrom = RegisterDays.Start(row.Accredited!.Value),
            ValidUntil = RegisterDays.Start(row.Expires!.Value),
        };

    /// <summary>Adds a domain or changes its dates. The caller audits it in the same transaction.</summary>
    public async Task SetAsync(WriteTransaction tx, SecureDomain row)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(row);
        await tx.ExecuteAsync(
            """
            INSERT INTO outbound_secure_domain (domain, suffix, source, valid_from, valid_until)
            VALUES (@Domain, @Suffix, @Source, @ValidFrom, @ValidUntil)
            ON CONFLICT (domain) DO UPDATE SET suffix = excluded.suffix, source = excluded.source,
                valid_from = excluded.valid_from, valid_until = excluded.valid_until
            """,
            new
            {
                Domain = row.Domain.ToLowerInvariant(),
                row.Suffix,
                row.Source,
                row.ValidFrom,
                row.ValidUntil,
            }
        );
        tx.AfterCommit(() => _known = null);
    }
}
