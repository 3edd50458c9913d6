using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.Devices;

/// <summary>
/// The passwords of mail programs: made here, at random, told once; kept as a keyed hash and a SCRAM verifier; each
/// removable by itself, and what used it stops at once.
/// </summary>
public sealed class DevicePasswords
{
    private readonly DevicePasswordTable _table;
    private readonly IdentityKeys _keys;
    private readonly Endings _endings;
    private readonly IdentityLimits _limits;
    private readonly TimeProvider _time;

    internal DevicePasswords(
        DevicePasswordTable table,
        IdentityKeys keys,
        Endings endings,
        IdentityLimits limits,
        TimeProvider time
    )
    {
        _table = table;
        _keys = keys;
        _endings = endings;
        _limits = limits;
        _time = time;
    }

    public int PerAccount => _limits.DevicePasswordsPerAccount;

    public Task<IReadOnlyList<DevicePassword>> OfAccountAsync(Guid accountId, CancellationToken ct = default) =>
        _table.OfAccountAsync(accountId, ct);

    /// <summary>Null when there is no such account, or it has as many as it may.</summary>
    public async Task<IssuedDevicePassword?> IssueAsync(WriteTransaction tx, Guid accountId, string name)
    {
        if (
            await AccountTable.FindAsync(tx, accountId) is not { } account
            || await DevicePasswordTable.CountAsync(tx, accountId) >= _limits.DevicePasswordsPerAccount
        )
        {
            return null;
        }

        var issued = new IssuedDevicePassword(Ids.New(), name, Readable.DevicePassword());
        await DevicePasswordTable.InsertAsync(
            tx,
            issued.Id,
            accountId,
            name,
            _keys.OfDevicePassword(Readable.Plain(issued.Password)),
            ScramVerifier.Make(issued.Password, account.ScramSalt, _limits.ScramIterations),
            _time.GetUtcNow()
        );
        return issued;
    }

    /// <summary>Removes one of the account's, or all; the names of those removed.</summary>
    public async Task<IReadOnlyList<string>> RemoveAsync(WriteTransaction tx, Guid accountId, Guid? id = null)
    {
        var removed = await DevicePasswordTable.RemoveAsync(tx, accountId, id, _time.GetUtcNow());
        tx.AfterCommit(() => _endings.End(removed.Select(d => d.Id)));
        return [.. removed.Select(d => d.Name)];
    }
}
