using CareMail.Storage;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Passkeys;

/// <summary>The SQL of passkeys.</summary>
internal sealed class PasskeyTable(Database database)
{
    private const string Columns = """
        id AS Id, account_id AS AccountId, credential_id AS CredentialId, public_key AS PublicKey, name AS Name,
        sign_count AS SignCount, transports AS Transports, is_user_verified AS IsUserVerified,
        is_backup_eligible AS IsBackupEligible, is_backed_up AS IsBackedUp, attestation AS Attestation,
        client_data AS ClientData, created AS Created, last_used AS LastUsed
        """;

    public static Task InsertAsync(
        WriteTransaction tx,
        Guid accountId,
        UserPasskeyInfo passkey,
        string name,
        DateTimeOffset now
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO identity_passkey (id, account_id, credential_id, public_key, name, sign_count, transports,
                is_user_verified, is_backup_eligible, is_backed_up, attestation, client_data, created)
            VALUES (@id, @accountId, @CredentialId, @PublicKey, @name, @count, @transports, @IsUserVerified,
                @IsBackupEligible, @IsBackedUp, @AttestationObject, @ClientDataJson, @now)
            """,
            new
            {
                id = Ids.New(),
                accountId,
                passkey.CredentialId,
                passkey.PublicKey,
                name,
                count = (long)passkey.SignCount,
                transports = string.Join(' ', passkey.Transports ?? []),
                passkey.IsUserVerified,
                passkey.IsBackupEligible,
                passkey.IsBackedUp,
                passkey.AttestationObject,
                passkey.ClientDataJson,
                now,
            }
        );

    public Task<IReadOnlyList<Passkey>> OfAccountAsync(Guid accountId, CancellationToken ct = default) =>
        database.QueryAsync<Passkey>(
            """
            SELECT id AS Id, name AS Name, created AS Created, last_used AS LastUsed
            FROM identity_passkey WHERE account_id = @accountId ORDER BY created DESC, id DESC
            """,
            new { accountId },
            ct
        );

    public async Task<IList<UserPasskeyInfo>> InfosAsync(Guid accountId, CancellationToken ct) =>
        [
            .. (
                await database.QueryAsync<PasskeyRow>(
                    $"SELECT {Columns} FROM identity_passkey WHERE account_id = @accountId",
                    new { accountId },
                    ct
                )
            ).Select(row => row.Info()),
        ];

    public Task<PasskeyRow?> FindAsync(byte[] credentialId, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<PasskeyRow>(
            $"SELECT {Columns} FROM identity_passkey WHERE credential_id = @credentialId",
            new { credentialId },
            ct
        );

    /// <summary>What a sign-in changes of it.</summary>
    public Task UsedAsync(Guid accountId, UserPasskeyInfo passkey, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    UPDATE identity_passkey
                    SET sign_count = @count, is_backed_up = @IsBackedUp, is_user_verified = @IsUserVerified, last_used = @now
                    WHERE credential_id = @CredentialId AND account_id = @accountId
                    """,
                    new
                    {
                        accountId,
                        passkey.CredentialId,
                        count = (long)passkey.SignCount,
                        passkey.IsBackedUp,
                        passkey.IsUserVerified,
                        now,
                    }
                ),
            ct
        );

    /// <summary>The name it had; null if it was not there.</summary>
    public static Task<string?> RemoveAsync(WriteTransaction tx, Guid accountId, Guid id) =>
        tx.QuerySingleOrDefaultAsync<string>(
            "DELETE FROM identity_passkey WHERE id = @id AND account_id = @accountId RETURNING name",
            new { id, accountId }
        );

    public static Task RemoveAllAsync(WriteTransaction tx, Guid accountId) =>
        tx.ExecuteAsync("DELETE FROM identity_passkey WHERE account_id = @accountId", new { accountId });
}

internal sealed class PasskeyRow
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public byte[] CredentialId { get; init; } = [];
    public byte[] PublicKey { get; init; } = [];
    public string Name { get; init; } = "";
    public long SignCount { get; init; }
    public string Transports { get; init; } = "";
    public bool IsUserVerified { get; init; }
    public bool IsBackupEligible { get; init; }
    public bool IsBackedUp { get; init; }
    public byte[] Attestation { get; init; } = [];
    public byte[] ClientData { get; init; } = [];
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? LastUsed { get; init; }

    public UserPasskeyInfo Info() =>
        new(
            CredentialId,
            PublicKey,
            Created,
            (uint)SignCount,
            Transports.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            IsUserVerified,
            IsBackupEligible,
            IsBackedUp,
            Attestation,
            ClientData
        )
        {
            Name = Name,
        };
}
