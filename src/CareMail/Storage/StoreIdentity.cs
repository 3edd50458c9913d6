namespace CareMail.Storage;

/// <summary>
/// Which master key this store was made with, and whether that key is in safe custody. A backup without its key is worth
/// nothing, and a start with the wrong key must not go unnoticed.
/// </summary>
public sealed class StoreIdentity(Database database, MasterKey master, TimeProvider time)
{
    internal const string KeyName = "master-key";
    private const string EscrowName = "master-key-escrow";

    public string MasterKeyId => master.Id;

    /// <summary>Notes the key at the first start; refuses another one later.</summary>
    internal async Task CheckMasterKeyAsync(CancellationToken ct)
    {
        await RefuseOtherMasterKeyAsync(ct);
        await database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "INSERT INTO storage_setting (name, value) VALUES (@KeyName, @Id) ON CONFLICT DO NOTHING",
                    new { KeyName, master.Id }
                ),
            ct
        );
    }

    /// <summary>Throws <see cref="WrongMasterKeyException"/> if the store was made with another key.</summary>
    public async Task RefuseOtherMasterKeyAsync(CancellationToken ct = default)
    {
        var known = await database.QuerySingleOrDefaultAsync<string>(
            "SELECT value FROM storage_setting WHERE name = @KeyName",
            new { KeyName },
            ct
        );
        if (known is not null && known != master.Id)
        {
            master.TakeBack();
            throw new WrongMasterKeyException(known, master.Id);
        }
    }

    /// <summary>What the operator said about where the key is kept, or null if nobody said anything about this key.</summary>
    public async Task<string?> EscrowAsync(CancellationToken ct = default)
    {
        var escrow = await database.QuerySingleOrDefaultAsync<string>(
            "SELECT value FROM storage_setting WHERE name = @EscrowName",
            new { EscrowName },
            ct
        );
        return escrow is not null && escrow.StartsWith(master.Id + " ", StringComparison.Ordinal) ? escrow : null;
    }

    /// <summary>The operator states that a copy of the master key is kept apart from this machine.</summary>
    public Task RecordEscrowAsync(WriteTransaction tx, string where) =>
        SetAsync(tx, EscrowName, $"{master.Id} {time.GetUtcNow():yyyy-MM-dd} {where}");

    private static Task<int> SetAsync(WriteTransaction tx, string name, string value) =>
        tx.ExecuteAsync(
            """
            INSERT INTO storage_setting (name, value) VALUES (@name, @value)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """,
            new { name, value }
        );
}

/// <summary>The master key is not the one this store was made with.</summary>
public sealed class WrongMasterKeyException(string expected, string found)
    : StoreRefusedException(
        $"This store was made with the master key {expected}, but the key given is {found}. Nothing can be read with it: put the right key in its place."
    );
