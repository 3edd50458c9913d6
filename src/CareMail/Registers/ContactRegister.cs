using System.Security.Cryptography;
using CareMail.Registers.Importing;
using CareMail.Registers.Reading;
using CareMail.Storage;

namespace CareMail.Registers;

/// <summary>
/// The registered managers CQC knows of, for proving that an applicant is the site. Only the newest import is kept. Who
/// may ask, the caller decides, and audits.
/// </summary>
public sealed class ContactRegister
{
    private readonly Database _database;
    private readonly ContactKeys _keys;

    internal ContactRegister(Database database, ContactKeys keys) => (_database, _keys) = (database, keys);

    /// <summary>Whom CQC holds for a location now; empty if nobody.</summary>
    public async Task<IReadOnlyList<CqcContact>> OfLocationAsync(string locationId, CancellationToken ct = default) =>
        [.. (await StoredAsync(locationId, ct)).Select(row => Open(locationId, row))];

    /// <summary>The contact whose ID this is at that location, in any case and with spaces; null if it is nobody's there.</summary>
    public async Task<CqcContact?> FindByContactIdAsync(string locationId, string typed, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var stored = await StoredAsync(locationId, ct);
        // What is no contact ID is compared all the same: it takes as long as one that is wrong.
        var hash = _keys.OfContactId(locationId, FieldRules.ContactId(typed) ?? "?");
        Stored? found = null;
        foreach (var row in stored)
        {
            found = CryptographicOperations.FixedTimeEquals(row.ContactHash, hash) ? row : found;
        }

        return found is null ? null : Open(locationId, found);
    }

    private Task<IReadOnlyList<Stored>> StoredAsync(string locationId, CancellationToken ct) =>
        _database.QueryAsync<Stored>(
            """
            SELECT id AS Id, contact_hash AS ContactHash, sealed AS Sealed FROM registers_contact
            WHERE location_id = @locationId
                AND from_import <= (SELECT coalesce(max(number), 0) FROM registers_import WHERE register = @register AND state = @applied)
                AND (until_import IS NULL
                    OR until_import > (SELECT coalesce(max(number), 0) FROM registers_import WHERE register = @register AND state = @applied))
            ORDER BY id
            """,
            new
            {
                locationId,
                register = (long)Register.CqcContacts,
                applied = (long)ImportState.Applied,
            },
            ct
        );

    private CqcContact Open(string locationId, Stored row)
    {
        var (manager, phone) = _keys.Open(locationId, row.Sealed);
        return new CqcContact(row.Id, locationId, manager, phone);
    }

    private sealed class Stored
    {
        public Guid Id { get; init; }
        public byte[] ContactHash { get; init; } = [];
        public byte[] Sealed { get; init; } = [];
    }
}
