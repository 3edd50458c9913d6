using CareMail.Identity.Secrets;
using CareMail.Identity.SignIn;
using CareMail.Storage;

namespace CareMail.Identity.Tasks;

/// <summary>
/// What the helpdesk does to somebody else's sign-in, beyond a reset. Each is part of the caller's transaction, which
/// audits it. Nothing here shows a password or a secret to anybody.
/// </summary>
public sealed class Resecuring
{
    private readonly AccountRecords _accounts;
    private readonly IdentityKeys _keys;
    private readonly Attempts _attempts;
    private readonly TimeProvider _time;

    internal Resecuring(AccountRecords accounts, IdentityKeys keys, Attempts attempts, TimeProvider time) =>
        (_accounts, _keys, _attempts, _time) = (accounts, keys, attempts, time);

    /// <summary>
    /// As at the first sign-in: a temporary password, no factors, nobody signed in; and policy, profile and Account Secret
    /// are asked for anew. Nothing that was answered before is taken as proof any more.
    /// </summary>
    /// <returns>When the temporary password runs out: until then it must be finished.</returns>
    public async Task<DateTimeOffset> ResecureAsync(WriteTransaction tx, Guid accountId, PreparedPassword prepared)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var until = await _accounts.SetTemporaryAsync(tx, accountId, prepared);
        await tx.ExecuteAsync(
            """
            UPDATE identity_account
            SET policy_version = NULL, policy_accepted = NULL, profile_checked = NULL, secret_set = NULL
            WHERE id = @accountId
            """,
            new { accountId }
        );
        await SecretCheckTable.ForgetQuestionsAsync(tx, accountId);
        return until;
    }

    /// <summary>
    /// Another temporary password in the place of the one before; it is made when its text message is sent. False once the
    /// person has chosen a password of their own.
    /// </summary>
    public async Task<bool> RenewTemporaryAsync(WriteTransaction tx, Guid accountId, PreparedPassword prepared)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(prepared);
        if (
            await AccountTable.FindAsync(tx, accountId) is not { TemporaryUntil: { } until }
            || until <= _time.GetUtcNow()
        )
        {
            return false;
        }

        await TaskTable.SetPasswordAsync(tx, accountId, prepared.Hash, _time.GetUtcNow(), until);
        return true;
    }

    /// <summary>Another mobile, as it is dialled here.</summary>
    public Task MoveMobileAsync(WriteTransaction tx, Guid accountId, string mobile)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE identity_account SET mobile = @box WHERE id = @accountId",
            new { accountId, box = _keys.SealMobile(accountId, mobile) }
        );
    }

    /// <summary>The mobile on record; null if none is known.</summary>
    public async Task<string?> MobileAsync(WriteTransaction tx, Guid accountId) =>
        await AccountTable.FindAsync(tx, accountId) is { } account ? _keys.OpenMobile(accountId, account.Mobile) : null;

    /// <summary>Whoever typed this name wrongly too often may try again: the sign-in is not locked, it rests.</summary>
    /// <returns>Whether there was anything to forget.</returns>
    public async Task<bool> EndRestAsync(WriteTransaction tx, Guid accountId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        if (await AccountTable.FindAsync(tx, accountId) is not { } account)
        {
            return false;
        }

        var ended = false;
        foreach (var key in new[] { $"code {accountId}", $"web {account.UserNameKey}" })
        {
            ended |= await _attempts.EndRestAsync(tx, key);
        }

        return ended;
    }
}
