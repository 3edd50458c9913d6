using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CareMail.Storage;

/// <summary>
/// Wraps message keys with the key of an organisation, which is kept wrapped by the master key. An organisation's key is
/// made on first use. A message is destroyed by deleting its wrapped keys.
/// </summary>
public sealed class OrganisationKeys(Database database, MasterKey master, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Guid Organisation, int Version), byte[]> _keys = new();
    private readonly ConcurrentDictionary<Guid, int> _current = new();

    /// <summary>Wraps a message's key. Do not call inside a transaction: use the overload that takes it.</summary>
    public async ValueTask<byte[]> WrapAsync(Guid organisationId, MessageKey key, CancellationToken ct = default)
    {
        if (!_current.TryGetValue(organisationId, out var version))
        {
            version = await database.WriteAsync(tx => CurrentVersionAsync(tx, organisationId), ct);
        }

        return Wrap(organisationId, version, key);
    }

    /// <summary>Wraps a message's key inside a transaction, which makes the organisation's key if there is none yet.</summary>
    public async ValueTask<byte[]> WrapAsync(WriteTransaction tx, Guid organisationId, MessageKey key)
    {
        if (_current.TryGetValue(organisationId, out var version))
        {
            return Wrap(organisationId, version, key);
        }

        version = await CurrentVersionAsync(tx, organisationId);
        var organisationKey = await LoadAsync(tx, organisationId, version);
        return KeyWrap.Wrap(organisationKey, version, organisationId, key.Bytes);
    }

    public async ValueTask<MessageKey> UnwrapAsync(Guid organisationId, byte[] wrapped, CancellationToken ct = default)
    {
        var version = KeyWrap.VersionOf(wrapped);
        if (!_keys.TryGetValue((organisationId, version), out var key))
        {
            var stored = await database.QuerySingleOrDefaultAsync<byte[]>(
                "SELECT wrapped FROM storage_organisation_key WHERE organisation_id = @organisationId AND version = @version",
                new { organisationId, version },
                ct
            );
            key = master.UnwrapOrganisationKey(
                organisationId,
                stored ?? throw new CryptographicException("The organisation's key is not in the database.")
            );
            _keys.TryAdd((organisationId, version), key);
        }

        return MessageKey.From(KeyWrap.Unwrap(key, organisationId, wrapped));
    }

    private byte[] Wrap(Guid organisationId, int version, MessageKey key) =>
        KeyWrap.Wrap(_keys[(organisationId, version)], version, organisationId, key.Bytes);

    private async Task<int> CurrentVersionAsync(WriteTransaction tx, Guid organisationId)
    {
        var fresh = RandomNumberGenerator.GetBytes(MessageKey.Size);
        await tx.ExecuteAsync(
            """
            INSERT INTO storage_organisation_key (organisation_id, version, wrapped, created_at)
            SELECT @organisationId, 1, @wrapped, @now
            WHERE NOT EXISTS (SELECT 1 FROM storage_organisation_key WHERE organisation_id = @organisationId)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                organisationId,
                wrapped = master.WrapOrganisationKey(organisationId, fresh),
                now = time.GetUtcNow(),
            }
        );
        var version = await tx.QuerySingleAsync<int>(
            "SELECT MAX(version) FROM storage_organisation_key WHERE organisation_id = @organisationId",
            new { organisationId }
        );
        var key = await LoadAsync(tx, organisationId, version);
        tx.AfterCommit(() =>
        {
            _keys[(organisationId, version)] = key;
            _current[organisationId] = version;
        });
        return version;
    }

    private async Task<byte[]> LoadAsync(WriteTransaction tx, Guid organisationId, int version) =>
        master.UnwrapOrganisationKey(
            organisationId,
            await tx.QuerySingleAsync<byte[]>(
                "SELECT wrapped FROM storage_organisation_key WHERE organisation_id = @organisationId AND version = @version",
                new { organisationId, version }
            )
        );
}
