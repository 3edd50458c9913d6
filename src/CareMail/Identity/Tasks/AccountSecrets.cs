using System.Security.Cryptography;
using System.Text;
using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.Tasks;

/// <summary>
/// The words by which the helpdesk knows somebody who is locked out. They are sealed under a key of their own, because a
/// hash could not answer for three letters; nobody is ever shown them.
/// </summary>
public sealed class AccountSecrets
{
    private readonly Database _database;
    private readonly IdentityKeys _keys;
    private readonly TimeProvider _time;

    internal AccountSecrets(Database database, IdentityKeys keys, TimeProvider time) =>
        (_database, _keys, _time) = (database, keys, time);

    public Task ChooseAsync(WriteTransaction tx, Guid accountId, string secret) =>
        TaskTable.AddSecretAsync(tx, accountId, Seal(accountId, secret), _time.GetUtcNow());

    /// <summary>Whether it is one of the last five, whatever its capitals.</summary>
    public async Task<bool> WasChosenAsync(Guid accountId, string secret, CancellationToken ct = default)
    {
        var plain = Plain(secret);
        var found = false;
        foreach (var box in await TaskTable.SecretsAsync(_database, accountId, ct))
        {
            found |= CryptographicOperations.FixedTimeEquals(plain, Open(accountId, box));
        }

        return found;
    }

    /// <summary>How many letters it has: what positions can be asked for. Null if there is none.</summary>
    public Task<int?> LengthAsync(Guid accountId, CancellationToken ct = default) =>
        _database.WriteAsync(tx => LengthAsync(tx, accountId), ct);

    /// <summary>Whether these are its letters at these positions, counted from 1. Capitals do not matter.</summary>
    public Task<bool> MatchesAsync(
        Guid accountId,
        IReadOnlyList<int> positions,
        string letters,
        CancellationToken ct = default
    ) => _database.WriteAsync(tx => MatchesAsync(tx, accountId, positions, letters), ct);

    internal async Task<int?> LengthAsync(WriteTransaction tx, Guid accountId) =>
        await TaskTable.CurrentSecretAsync(tx, accountId) is { } box ? Open(accountId, box).Length : null;

    internal async Task<bool> MatchesAsync(
        WriteTransaction tx,
        Guid accountId,
        IReadOnlyList<int> positions,
        string letters
    )
    {
        if (
            await TaskTable.CurrentSecretAsync(tx, accountId) is not { } box
            || Open(accountId, box) is not { } secret
            || positions.Count == 0
            || positions.Any(at => at < 1 || at > secret.Length)
        )
        {
            return false;
        }

        byte[] asked = [.. positions.Select(at => secret[at - 1])];
        return CryptographicOperations.FixedTimeEquals(asked, Plain(letters));
    }

    private byte[] Seal(Guid accountId, string secret) =>
        _keys.AccountSecrets.Seal(Plain(secret), IdentityKeys.RowOf(accountId));

    private byte[] Open(Guid accountId, byte[] box) => _keys.AccountSecrets.Open(box, IdentityKeys.RowOf(accountId));

    private static byte[] Plain(string secret) => Encoding.UTF8.GetBytes(secret.Trim().ToLowerInvariant());
}
