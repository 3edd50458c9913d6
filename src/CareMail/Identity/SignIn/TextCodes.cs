using System.Globalization;
using System.Security.Cryptography;
using CareMail.Identity.Secrets;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Identity.SignIn;

/// <summary>What a code sent by text message is good for, and nothing else. The numbers are stored: never reuse one.</summary>
internal enum TextCodeFor
{
    SigningIn = 1,
    Resetting = 2,
    ProvingNumber = 3,
    ProvingEmail = 4,
}

/// <summary>
/// Six digits by text message, or to an address that is to be proved. A code belongs to one purpose and to the one sign-in, reset or session it was asked for in;
/// it works once, for some minutes, and for a few tries. Stored as a keyed hash.
/// </summary>
internal sealed class TextCodes(
    Database database,
    IdentityKeys keys,
    NoticeQueue notices,
    Attempts attempts,
    IdentityLimits limits,
    TimeProvider time
)
{
    /// <param name="accountId">Whose code it is.</param>
    /// <param name="purpose">By text message, but for the proof of an e-mail address, which goes there.</param>
    /// <param name="mobile">Where it goes: a number, or that address.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="boundTo">The coming in, reset or account that asks; a second code for it replaces the first.</param>
    /// <returns>False when the account was sent too many.</returns>
    public async Task<bool> SendAsync(
        Guid accountId,
        TextCodeFor purpose,
        Guid boundTo,
        string mobile,
        CancellationToken ct
    )
    {
        if (!await attempts.TakeAsync([new Try($"text to {accountId}", limits.Texts, Forgiven: false)], ct))
        {
            return false;
        }

        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var ends = time.GetUtcNow() + limits.TextCode;
        await database.WriteAsync(
            async tx =>
            {
                await PutAsync(tx, accountId, purpose, boundTo, code, mobile, ends);
                await notices.QueueAsync(
                    tx,
                    new NewNotice(
                        purpose is TextCodeFor.ProvingEmail ? NoticeKind.EmailCode : NoticeKind.SignInCode,
                        accountId,
                        mobile
                    )
                    {
                        Values = new Dictionary<string, string>
                        {
                            ["code"] = code,
                            ["minutes"] = ((int)limits.TextCode.TotalMinutes).ToString(CultureInfo.InvariantCulture),
                        },
                        UsefulUntil = ends,
                    }
                );
            },
            ct
        );
        return true;
    }

    /// <summary>The number the code was sent to, once; null if it is not the code, or not any more.</summary>
    public Task<string?> TakeAsync(
        Guid accountId,
        TextCodeFor purpose,
        Guid boundTo,
        string typed,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async tx =>
            {
                // The try is counted before the code is looked at.
                var sent = await tx.QuerySingleOrDefaultAsync<Sent>(
                    """
                    UPDATE identity_text_code SET tries = tries + 1
                    WHERE purpose = @purpose AND bound_to = @boundTo AND account_id = @accountId AND ends > @now
                        AND tries < @TextCodeTries
                    RETURNING code AS Code, mobile AS Mobile
                    """,
                    new
                    {
                        purpose,
                        boundTo,
                        accountId,
                        now = time.GetUtcNow(),
                        limits.TextCodeTries,
                    }
                );
                if (
                    sent is null
                    || !CryptographicOperations.FixedTimeEquals(sent.Code, Hash(purpose, boundTo, Digits(typed)))
                )
                {
                    return null;
                }

                await tx.ExecuteAsync(
                    "DELETE FROM identity_text_code WHERE purpose = @purpose AND bound_to = @boundTo",
                    new { purpose, boundTo }
                );
                return keys.OpenMobile(accountId, sent.Mobile);
            },
            ct
        );

    public Task<int> SweepAsync(CancellationToken ct) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("DELETE FROM identity_text_code WHERE ends <= @now", new { now = time.GetUtcNow() }),
            ct
        );

    private Task<int> PutAsync(
        WriteTransaction tx,
        Guid accountId,
        TextCodeFor purpose,
        Guid boundTo,
        string code,
        string mobile,
        DateTimeOffset ends
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO identity_text_code (purpose, bound_to, account_id, code, mobile, tries, ends)
            VALUES (@purpose, @boundTo, @accountId, @hash, @sealedMobile, 0, @ends)
            ON CONFLICT (purpose, bound_to) DO UPDATE SET account_id = excluded.account_id, code = excluded.code,
                mobile = excluded.mobile, tries = 0, ends = excluded.ends
            """,
            new
            {
                purpose,
                boundTo,
                accountId,
                hash = Hash(purpose, boundTo, code),
                sealedMobile = keys.SealMobile(accountId, mobile),
                ends,
            }
        );

    private byte[] Hash(TextCodeFor purpose, Guid boundTo, string code) =>
        keys.OfTextCode($"{(int)purpose} {boundTo} {code}");

    private static string Digits(string typed) => string.Concat(typed.Where(char.IsAsciiDigit));

    private sealed class Sent
    {
        public byte[] Code { get; init; } = [];
        public byte[] Mobile { get; init; } = [];
    }
}
