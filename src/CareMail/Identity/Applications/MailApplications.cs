using CareMail.Identity.Devices;
using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.Applications;

/// <summary>
/// Systems and their passwords. Every change is part of the caller's transaction, which audits it; connections that it
/// closes end when it commits.
/// </summary>
public sealed class MailApplications
{
    private const string Columns = """
        id AS Id, mailbox_id AS MailboxId, organisation_id AS OrganisationId, user_name AS UserName,
        display_name AS DisplayName, purpose AS Purpose, created AS Created, confirmed AS Confirmed, reminded AS Reminded,
        closed AS Closed, messages_per_minute AS MessagesPerMinute, recipients_per_day AS RecipientsPerDay, shown AS Shown
        """;

    private const string PasswordColumns = """
        id AS Id, application_id AS ApplicationId, name AS Name, reason AS Reason, created AS Created, ends AS Ends,
        warned AS Warned, last_used AS LastUsed
        """;

    /// <summary>How exactly one knows when a password was last used.</summary>
    private static readonly TimeSpan NotedAgainAfter = TimeSpan.FromMinutes(10);

    private readonly Database _database;
    private readonly IdentityKeys _keys;
    private readonly Endings _endings;
    private readonly TimeProvider _time;

    internal MailApplications(Database database, IdentityKeys keys, Endings endings, TimeProvider time) =>
        (_database, _keys, _endings, _time) = (database, keys, endings, time);

    public Task<MailApplication?> FindAsync(Guid id, CancellationToken ct = default) =>
        _database.QuerySingleOrDefaultAsync<MailApplication>(
            $"SELECT {Columns} FROM identity_application WHERE id = @id AND closed IS NULL",
            new { id },
            ct
        );

    public Task<MailApplication?> OfMailboxAsync(Guid mailboxId, CancellationToken ct = default) =>
        _database.QuerySingleOrDefaultAsync<MailApplication>(
            $"SELECT {Columns} FROM identity_application WHERE mailbox_id = @mailboxId AND closed IS NULL",
            new { mailboxId },
            ct
        );

    public Task<IReadOnlyList<MailApplication>> OfOrganisationAsync(
        Guid organisationId,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<MailApplication>(
            $"SELECT {Columns} FROM identity_application WHERE organisation_id = @organisationId AND closed IS NULL ORDER BY display_name, id",
            new { organisationId },
            ct
        );

    /// <summary>Those that somebody must confirm before that day.</summary>
    public Task<IReadOnlyList<MailApplication>> ConfirmedBeforeAsync(
        DateTimeOffset before,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<MailApplication>(
            $"SELECT {Columns} FROM identity_application WHERE closed IS NULL AND confirmed < @before",
            new { before },
            ct
        );

    public Task<IReadOnlyList<Guid>> OwnersAsync(Guid id, CancellationToken ct = default) =>
        _database.QueryAsync<Guid>(
            "SELECT account_id FROM identity_application_owner WHERE application_id = @id",
            new { id },
            ct
        );

    public Task<IReadOnlyList<ApplicationPassword>> PasswordsAsync(Guid id, CancellationToken ct = default) =>
        _database.QueryAsync<ApplicationPassword>(
            $"SELECT {PasswordColumns} FROM identity_application_password WHERE application_id = @id AND removed IS NULL ORDER BY ends, id",
            new { id },
            ct
        );

    /// <summary>Passwords in use that end before a moment, and have not ended yet.</summary>
    public Task<IReadOnlyList<ApplicationPassword>> EndingAsync(
        DateTimeOffset before,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<ApplicationPassword>(
            $"SELECT {PasswordColumns} FROM identity_application_password WHERE removed IS NULL AND ends > @now AND ends < @before",
            new { now = _time.GetUtcNow(), before },
            ct
        );

    public static Task AddAsync(WriteTransaction tx, MailApplication application)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(application);
        return tx.ExecuteAsync(
            """
            INSERT INTO identity_application (id, mailbox_id, organisation_id, user_name, user_name_key, display_name, purpose,
                created, confirmed, messages_per_minute, recipients_per_day, shown)
            VALUES (@Id, @MailboxId, @OrganisationId, @UserName, @key, @DisplayName, @Purpose, @Created, @Confirmed,
                @MessagesPerMinute, @RecipientsPerDay, @Shown)
            """,
            new
            {
                application.Id,
                application.MailboxId,
                application.OrganisationId,
                application.UserName,
                key = AccountTable.KeyOf(application.UserName),
                application.DisplayName,
                application.Purpose,
                application.Created,
                application.Confirmed,
                application.MessagesPerMinute,
                application.RecipientsPerDay,
                application.Shown,
            }
        );
    }

    public static Task LimitAsync(WriteTransaction tx, Guid id, int perMinute, int perDay)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE identity_application SET messages_per_minute = @perMinute, recipients_per_day = @perDay WHERE id = @id",
            new
            {
                id,
                perMinute,
                perDay,
            }
        );
    }

    public Task ConfirmAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE identity_application SET confirmed = @now, reminded = NULL WHERE id = @id",
            new { id, now = _time.GetUtcNow() }
        );
    }

    public Task RemindedAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE identity_application SET reminded = @now WHERE id = @id",
            new { id, now = _time.GetUtcNow() }
        );
    }

    /// <summary>It signs in no more, and what is connected ends.</summary>
    public async Task CloseAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync(
            "UPDATE identity_application SET closed = @now WHERE id = @id",
            new { id, now = _time.GetUtcNow() }
        );
        await RemovePasswordAsync(tx, id, null);
    }

    public static async Task<bool> AddOwnerAsync(WriteTransaction tx, Guid id, Guid accountId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return await tx.ExecuteAsync(
                "INSERT INTO identity_application_owner (application_id, account_id) VALUES (@id, @accountId) ON CONFLICT DO NOTHING",
                new { id, accountId }
            ) == 1;
    }

    /// <summary>False if it is the last one: somebody answers for it as long as it signs in.</summary>
    public static async Task<bool> RemoveOwnerAsync(WriteTransaction tx, Guid id, Guid accountId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync("UPDATE identity_application SET purpose = purpose WHERE id = @id", new { id });
        return await tx.ExecuteAsync(
                """
                DELETE FROM identity_application_owner WHERE application_id = @id AND account_id = @accountId
                    AND EXISTS (SELECT 1 FROM identity_application_owner o
                        WHERE o.application_id = @id AND o.account_id <> @accountId)
                """,
                new { id, accountId }
            ) == 1;
    }

    /// <summary>Null: it has as many as it may.</summary>
    public async Task<IssuedDevicePassword?> IssueAsync(
        WriteTransaction tx,
        Guid id,
        string name,
        string reason,
        DateTimeOffset ends
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync("UPDATE identity_application SET purpose = purpose WHERE id = @id", new { id });
        var inUse = await tx.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM identity_application_password WHERE application_id = @id AND removed IS NULL AND ends > @now",
            new { id, now = _time.GetUtcNow() }
        );
        if (inUse >= ApplicationLimits.Passwords)
        {
            return null;
        }

        var issued = new IssuedDevicePassword(Ids.New(), name, Readable.DevicePassword());
        await tx.ExecuteAsync(
            """
            INSERT INTO identity_application_password (id, application_id, name, lookup, reason, created, ends)
            VALUES (@passwordId, @id, @name, @lookup, @reason, @now, @ends)
            """,
            new
            {
                passwordId = issued.Id,
                id,
                name,
                lookup = _keys.OfDevicePassword(Readable.Plain(issued.Password)),
                reason,
                now = _time.GetUtcNow(),
                ends,
            }
        );
        return issued;
    }

    /// <summary>One of its passwords, or all; the names of those removed.</summary>
    public async Task<IReadOnlyList<string>> RemovePasswordAsync(WriteTransaction tx, Guid id, Guid? passwordId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var removed = await tx.QueryAsync<RemovedDevice>(
            """
            UPDATE identity_application_password SET removed = @now
            WHERE application_id = @id AND removed IS NULL AND (@passwordId IS NULL OR id = @passwordId)
            RETURNING id AS Id, name AS Name
            """,
            new
            {
                id,
                passwordId,
                now = _time.GetUtcNow(),
            }
        );
        tx.AfterCommit(() => _endings.End(removed.Select(one => one.Id)));
        return [.. removed.Select(one => one.Name)];
    }

    public static Task WarnedAsync(WriteTransaction tx, Guid passwordId, int days)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE identity_application_password SET warned = @days WHERE id = @passwordId",
            new { passwordId, days }
        );
    }

    /// <summary>The system of that name, if this is a password of it that counts today.</summary>
    internal async Task<(SignedInAccount Account, Guid PasswordId)?> SignInAsync(
        string userNameKey,
        byte[] lookup,
        CancellationToken ct
    )
    {
        var now = _time.GetUtcNow();
        var found = await _database.QuerySingleOrDefaultAsync<SignedIn>(
            """
            SELECT a.id AS Id, a.organisation_id AS OrganisationId, a.user_name AS UserName, a.display_name AS DisplayName,
                p.id AS PasswordId, p.last_used AS LastUsed
            FROM identity_application a JOIN identity_application_password p ON p.application_id = a.id
            WHERE a.user_name_key = @userNameKey AND a.closed IS NULL AND a.confirmed > @stale
                AND p.lookup = @lookup AND p.removed IS NULL AND p.ends > @now
            """,
            new
            {
                userNameKey,
                lookup,
                now,
                stale = Stale(now),
            },
            ct
        );
        if (found is null)
        {
            return null;
        }

        if (found.LastUsed is not { } used || used + NotedAgainAfter < now)
        {
            await _database.WriteAsync(
                tx =>
                    tx.ExecuteAsync(
                        "UPDATE identity_application_password SET last_used = @now WHERE id = @PasswordId",
                        new { now, found.PasswordId }
                    ),
                ct
            );
        }

        return (
            new SignedInAccount(found.Id, found.OrganisationId, found.UserName, found.DisplayName, []),
            found.PasswordId
        );
    }

    /// <summary>Those of the ids that are passwords of systems which may still be used.</summary>
    internal Task<IReadOnlyList<Guid>> ValidAmongAsync(IEnumerable<Guid> ids, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        return _database.QueryAsync<Guid>(
            $"""
            SELECT p.id FROM identity_application_password p JOIN identity_application a ON a.id = p.application_id
            WHERE {SqlIds.In(_database.Engine, "p.id", "@list")} AND p.removed IS NULL AND p.ends > @now
                AND a.closed IS NULL AND a.confirmed > @stale
            """,
            new
            {
                list = SqlIds.List(_database.Engine, ids),
                now,
                stale = Stale(now),
            },
            ct
        );
    }

    private static DateTimeOffset Stale(DateTimeOffset now) =>
        now.AddDays(-ApplicationLimits.ConfirmDays - ApplicationLimits.GraceDays);

    private sealed class SignedIn
    {
        public Guid Id { get; init; }
        public Guid OrganisationId { get; init; }
        public string UserName { get; init; } = "";
        public string DisplayName { get; init; } = "";
        public Guid PasswordId { get; init; }
        public DateTimeOffset? LastUsed { get; init; }
    }
}
