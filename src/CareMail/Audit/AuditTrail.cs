using System.Security.Cryptography;
using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>The record of acts. An act whose transaction fails leaves no row; one that commits always has one.</summary>
public sealed class AuditTrail(TimeProvider time)
{
    public async Task<Guid> RecordAsync(WriteTransaction tx, AuditEntry entry)
    {
        var id = Ids.New();
        var at = time.GetUtcNow();
        var salt = RandomNumberGenerator.GetBytes(16);
        await tx.ExecuteAsync(
            """
            INSERT INTO audit_entry
                (id, at, actor, act, subject, organisation, origin, old_value, new_value, reason, salt, values_hash)
            VALUES
                (@id, @at, @Actor, @Act, @Subject, @Organisation, @Origin, @OldValue, @NewValue, @Reason, @salt, @valuesHash)
            """,
            new
            {
                id,
                at,
                entry.Actor,
                entry.Act,
                entry.Subject,
                entry.Organisation,
                entry.Origin,
                entry.OldValue,
                entry.NewValue,
                entry.Reason,
                salt,
                valuesHash = AuditHash.OfValues(salt, entry),
            }
        );
        return id;
    }
}
