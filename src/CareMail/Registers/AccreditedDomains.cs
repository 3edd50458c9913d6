using CareMail.Registers.Importing;
using CareMail.Storage;

namespace CareMail.Registers;

/// <summary>A row of the list of domains accredited to the secure e-mail standard.</summary>
public sealed record AccreditedDomain
{
    public string Domain { get; init; } = "";
    public string Organisation { get; init; } = "";
    public DateOnly? Accredited { get; init; }

    /// <summary>In upper case, as are the next.</summary>
    public string Dmarc { get; init; } = "";
    public string Dkim { get; init; } = "";
    public string Tls12 { get; init; } = "";

    /// <summary>The day from which the accreditation has run out: it is good for a year, the anniversary included.</summary>
    public DateOnly? Expires => Accredited?.AddYears(1).AddDays(1);

    /// <summary>The row keeps the standard it is accredited to: mail to it may not be forged, and travels encrypted.</summary>
    public bool KeepsTheStandard =>
        Accredited is not null && Dmarc is "REJECT" or "QUARANTINE" && Dkim == "Y" && Tls12 == "Y";
}

/// <summary>The accredited domains, from the newest import.</summary>
public sealed class AccreditedDomains(Database database)
{
    /// <summary>Those that keep the standard, whether their year has run out or not.</summary>
    public async Task<IReadOnlyList<AccreditedDomain>> ListAsync(CancellationToken ct = default) =>
        [
            .. (
                await database.QueryAsync<AccreditedDomain>(
                    """
                    SELECT domain AS Domain, organisation AS Organisation, accredited AS Accredited, dmarc AS Dmarc, dkim AS Dkim,
                        tls12 AS Tls12
                    FROM registers_domain, (SELECT coalesce(max(number), 0) AS current FROM registers_import
                        WHERE register = @register AND state = @applied) AS newest
                    WHERE from_import <= newest.current AND (until_import IS NULL OR until_import > newest.current)
                    ORDER BY domain, accredited
                    """,
                    new { register = (long)Register.SecureDomains, applied = (long)ImportState.Applied },
                    ct
                )
            ).Where(row => row.KeepsTheStandard),
        ];
}
