using CareMail.Identity.Secrets;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Identity.Passwords;

/// <summary>Somebody whose password's last day comes near.</summary>
/// <param name="Mobile">As it is dialled here; null if none is known.</param>
/// <param name="Reminder">Which reminder is due: so many days before.</param>
public sealed record EndingPassword(
    Guid AccountId,
    DateTimeOffset Set,
    DateOnly LastDay,
    int DaysLeft,
    int Reminder,
    string? Mobile
);

/// <summary>Whom to remind that their password ends, and that they were reminded.</summary>
public sealed class PasswordReminders
{
    private const int AtOnce = 500;

    private readonly Database _database;
    private readonly IdentityKeys _keys;
    private readonly DatedPolicy _policy;
    private readonly TimeProvider _time;

    internal PasswordReminders(Database database, IdentityKeys keys, DatedPolicy policy, TimeProvider time) =>
        (_database, _keys, _policy, _time) = (database, keys, policy, time);

    /// <summary>Everybody to whom a reminder is due that was not sent, some hundred at a time.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EndingPassword>> DueAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default
    )
    {
        var now = _time.GetUtcNow();
        var policy = await _policy.PasswordsAsync(now, ct);
        var after = Guid.Empty;
        if (Oldest(policy, now) is not { } oldest)
        {
            yield break;
        }

        while (await ReadAsync(oldest, after, ct) is { Count: > 0 } rows)
        {
            after = rows[^1].Id;
            yield return [.. rows.Select(row => Of(row, policy, now)).OfType<EndingPassword>()];
        }
    }

    /// <summary>True once for each reminder.</summary>
    public async Task<bool> SentAsync(WriteTransaction tx, EndingPassword ending)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(ending);
        return await tx.ExecuteAsync(
                """
                INSERT INTO identity_reminder (account_id, password_set, days, sent)
                SELECT id, password_set, @Reminder, @now FROM identity_account
                WHERE id = @AccountId AND password_set = @Set
                ON CONFLICT DO NOTHING
                """,
                new
                {
                    ending.AccountId,
                    ending.Set,
                    ending.Reminder,
                    now = _time.GetUtcNow(),
                }
            ) == 1;
    }

    /// <summary>Those of passwords that were changed since are of no use.</summary>
    public Task<int> SweepAsync(CancellationToken ct = default) =>
        _database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    DELETE FROM identity_reminder WHERE NOT EXISTS (SELECT 1 FROM identity_account a
                        WHERE a.id = identity_reminder.account_id AND a.password_set = identity_reminder.password_set)
                    """
                ),
            ct
        );

    /// <summary>A password set later than this is not near its end under either life; null if none ever ends.</summary>
    private static DateTimeOffset? Oldest(PasswordPolicy policy, DateTimeOffset now)
    {
        int[] lives = [.. new[] { policy.LifeDays, policy.LifeDaysAlone }.Where(days => days > 0)];
        return lives.Length == 0 || policy.ReminderDays.Count == 0
            ? null
            : now.AddDays(policy.ReminderDays.Max() + 1 - lives.Min());
    }

    private Task<IReadOnlyList<Row>> ReadAsync(DateTimeOffset setBefore, Guid after, CancellationToken ct) =>
        _database.QueryAsync<Row>(
            $"""
            SELECT {Row.Columns} FROM identity_account
            WHERE password_set <= @setBefore AND state = @active AND temporary_until IS NULL AND id > @after
            ORDER BY id LIMIT @AtOnce
            """,
            new
            {
                setBefore,
                after,
                AtOnce,
                active = AccountState.Active,
            },
            ct
        );

    private EndingPassword? Of(Row row, PasswordPolicy policy, DateTimeOffset now)
    {
        if (policy.EndOf(row.PasswordSet, row.HasFactor) is not { } end)
        {
            return null;
        }

        var lastDay = BritishDay.Of(end);
        var left = lastDay.DayNumber - BritishDay.Of(now).DayNumber;
        return policy.ReminderAt(left) is { } reminder
            ? new EndingPassword(row.Id, row.PasswordSet, lastDay, left, reminder, _keys.OpenMobile(row.Id, row.Mobile))
            : null;
    }

    private sealed class Row
    {
        public const string Columns = """
            id AS Id, password_set AS PasswordSet, mobile AS Mobile, authenticator AS Authenticator, text_mobile AS TextMobile,
            (SELECT count(*) FROM identity_passkey k WHERE k.account_id = identity_account.id) AS Passkeys
            """;

        public Guid Id { get; init; }
        public DateTimeOffset PasswordSet { get; init; }
        public byte[]? Mobile { get; init; }
        public byte[]? Authenticator { get; init; }
        public byte[]? TextMobile { get; init; }
        public long Passkeys { get; init; }

        public bool HasFactor => Authenticator is not null || Passkeys > 0 || TextMobile is not null;
    }
}
