using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// Which mailboxes there are and which accounts may use them. What is changed here the caller audits, in the same transaction.
/// </summary>
public sealed class MailboxAccess(Database database, TimeProvider time, ILogger<MailboxAccess> log)
{
    private readonly MailboxLimits _limits = MailboxLimits.Default;
    private readonly Subscribers<Guid> _subscribers = new(log);

    /// <summary>Makes the mailbox with its standard folders.</summary>
    public async Task<Mailbox> CreateAsync(WriteTransaction tx, NewMailbox mailbox)
    {
        var made = new Mailbox(
            mailbox.Id ?? Ids.New(),
            mailbox.OrganisationId,
            mailbox.Kind,
            mailbox.LocalPart,
            mailbox.DisplayName,
            mailbox.QuotaBytes ?? _limits.StandardQuota,
            0
        );
        var now = time.GetUtcNow();
        await tx.ExecuteAsync(
            """
            INSERT INTO mailboxes_mailbox
                (id, organisation_id, kind, local_part, display_name, quota_bytes, used_bytes, last_uid_validity, created_at)
            VALUES (@Id, @OrganisationId, @kind, @LocalPart, @DisplayName, @QuotaBytes, 0, 0, @now)
            """,
            new
            {
                made.Id,
                made.OrganisationId,
                kind = (long)made.Kind,
                made.LocalPart,
                made.DisplayName,
                made.QuotaBytes,
                now,
            }
        );
        var validity = await MailboxTable.TakeUidValiditiesAsync(tx, made.Id, FolderTable.Standard.Length, now);
        await FolderTable.InsertAsync(
            tx,
            [.. FolderTable.Standard.Select((f, i) => FolderTable.New(made.Id, f.Name, f.Use, validity + (uint)i))]
        );
        return made;
    }

    /// <summary>The shared mailboxes of an organisation, by name.</summary>
    public async Task<IReadOnlyList<Mailbox>> SharedOfAsync(Guid organisationId, CancellationToken ct = default) =>
        await database.ListAsync(
            $"SELECT {MailboxTable.Columns} FROM mailboxes_mailbox m WHERE m.organisation_id = @organisationId AND m.kind = @kind ORDER BY m.display_name",
            MailboxTable.Read,
            ct,
            ("@organisationId", SqlIds.Value(database.Engine, organisationId)),
            ("@kind", (long)MailboxKind.Shared)
        );

    /// <summary>How many of this kind an organisation has.</summary>
    public Task<long> CountAsync(WriteTransaction tx, Guid organisationId, MailboxKind kind) =>
        tx.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM mailboxes_mailbox WHERE organisation_id = @organisationId AND kind = @kind",
            new { organisationId, kind = (long)kind }
        );

    /// <summary>False if there is no such mailbox.</summary>
    public async Task<bool> SetQuotaAsync(WriteTransaction tx, Guid mailboxId, long quotaBytes) =>
        await tx.ExecuteAsync(
            "UPDATE mailboxes_mailbox SET quota_bytes = @quotaBytes WHERE id = @mailboxId",
            new { mailboxId, quotaBytes }
        ) == 1;

    /// <summary>False if there is no such mailbox.</summary>
    public async Task<bool> RenameAsync(WriteTransaction tx, Guid mailboxId, string displayName) =>
        await tx.ExecuteAsync(
            "UPDATE mailboxes_mailbox SET display_name = @displayName WHERE id = @mailboxId",
            new { mailboxId, displayName }
        ) == 1;

    /// <summary>Gives the right, or changes the one the account has; who is new is subscribed to the mailbox's folders.</summary>
    /// <returns>The right it had before; null if none.</returns>
    public async Task<AccessRight?> GrantAsync(WriteTransaction tx, Guid mailboxId, Guid accountId, AccessRight right)
    {
        var before = await RightAsync(tx, mailboxId, accountId);
        await tx.ExecuteAsync(
            """
            INSERT INTO mailboxes_access (account_id, mailbox_id, access_right, granted_at)
            VALUES (@accountId, @mailboxId, @right, @now)
            ON CONFLICT (account_id, mailbox_id) DO UPDATE SET access_right = excluded.access_right
            """,
            new
            {
                accountId,
                mailboxId,
                right = (long)right,
                now = time.GetUtcNow(),
            }
        );
        if (before is null)
        {
            await tx.ExecuteAsync(
                """
                INSERT INTO mailboxes_subscription (account_id, mailbox_id, name)
                SELECT @accountId, mailbox_id, name FROM mailboxes_folder WHERE mailbox_id = @mailboxId
                ON CONFLICT DO NOTHING
                """,
                new { accountId, mailboxId }
            );
        }

        tx.AfterCommit(() => _subscribers.Tell(accountId, mailboxId));
        return before;
    }

    /// <returns>The right it had before; null if none.</returns>
    public async Task<AccessRight?> RevokeAsync(WriteTransaction tx, Guid mailboxId, Guid accountId)
    {
        var before = await RightAsync(tx, mailboxId, accountId);
        if (before is not null)
        {
            await tx.ExecuteAsync(
                "DELETE FROM mailboxes_access WHERE account_id = @accountId AND mailbox_id = @mailboxId",
                new { accountId, mailboxId }
            );
            await tx.ExecuteAsync(
                "DELETE FROM mailboxes_subscription WHERE account_id = @accountId AND mailbox_id = @mailboxId",
                new { accountId, mailboxId }
            );
            // Whoever is no member stands in for nobody.
            await MailboxDeputies.RemoveAsync(tx, mailboxId, accountId);
            tx.AfterCommit(() => _subscribers.Tell(accountId, mailboxId));
        }

        return before;
    }

    public async Task<Mailbox?> FindAsync(Guid mailboxId, CancellationToken ct = default) =>
        (await FindAsync([mailboxId], ct)).SingleOrDefault();

    public async Task<IReadOnlyList<Mailbox>> FindAsync(
        IReadOnlyCollection<Guid> mailboxIds,
        CancellationToken ct = default
    ) =>
        await database.ListAsync(
            $"SELECT {MailboxTable.Columns} FROM mailboxes_mailbox m WHERE {SqlIds.In(database.Engine, "m.id", "@ids")}",
            MailboxTable.Read,
            ct,
            ("@ids", SqlIds.List(database.Engine, mailboxIds))
        );

    /// <summary>All of one kind that an organisation has, by name.</summary>
    public async Task<IReadOnlyList<Mailbox>> OfOrganisationAsync(
        Guid organisationId,
        MailboxKind kind,
        CancellationToken ct = default
    ) =>
        await database.ListAsync(
            $"""
            SELECT {MailboxTable.Columns} FROM mailboxes_mailbox m
            WHERE m.organisation_id = @organisationId AND m.kind = @kind ORDER BY m.local_part
            """,
            MailboxTable.Read,
            ct,
            ("@organisationId", SqlIds.Value(database.Engine, organisationId)),
            ("@kind", (long)kind)
        );

    /// <summary>Personal first, then by name.</summary>
    public async Task<IReadOnlyList<MailboxGrant>> OfAccountAsync(Guid accountId, CancellationToken ct = default)
    {
        var grants = await database.ListAsync(
            $"""
            SELECT {MailboxTable.Columns}, a.access_right
            FROM mailboxes_access a JOIN mailboxes_mailbox m ON m.id = a.mailbox_id
            WHERE a.account_id = @accountId
            """,
            row => new MailboxGrant(MailboxTable.Read(row), (AccessRight)row.GetInt64(MailboxTable.ColumnCount)),
            ct,
            ("@accountId", SqlIds.Value(database.Engine, accountId))
        );
        return [.. MailboxOrder.Of(grants, g => g.Mailbox)];
    }

    /// <summary>The mailboxes that are these accounts' own.</summary>
    public Task<IReadOnlyList<Guid>> PersonalOfAsync(
        IReadOnlyCollection<Guid> accountIds,
        CancellationToken ct = default
    ) =>
        database.QueryAsync<Guid>(
            $"""
            SELECT m.id FROM mailboxes_access a JOIN mailboxes_mailbox m ON m.id = a.mailbox_id
            WHERE {SqlIds.In(
                database.Engine,
                "a.account_id",
                "@accounts"
            )} AND m.kind = @personal AND a.access_right = @owner
            """,
            new
            {
                accounts = SqlIds.List(database.Engine, accountIds),
                personal = (long)MailboxKind.Personal,
                owner = (long)AccessRight.Owner,
            },
            ct
        );

    /// <summary>The shared mailboxes an account may use, by name, and since when.</summary>
    public async Task<IReadOnlyList<(Mailbox Mailbox, DateTimeOffset Since)>> SharedSinceAsync(
        Guid accountId,
        CancellationToken ct = default
    ) =>
        await database.ListAsync(
            $"""
            SELECT {MailboxTable.Columns}, a.granted_at
            FROM mailboxes_access a JOIN mailboxes_mailbox m ON m.id = a.mailbox_id
            WHERE a.account_id = @accountId AND m.kind = @kind ORDER BY m.display_name
            """,
            row =>
                (
                    MailboxTable.Read(row),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(MailboxTable.ColumnCount))
                ),
            ct,
            ("@accountId", SqlIds.Value(database.Engine, accountId)),
            ("@kind", (long)MailboxKind.Shared)
        );

    /// <summary>The account's right to this mailbox; null if it has none or there is no such mailbox.</summary>
    public async Task<AccessRight?> RightAsync(Guid accountId, Guid mailboxId, CancellationToken ct = default) =>
        (AccessRight?)
            await database.QuerySingleOrDefaultAsync<long?>(
                "SELECT access_right FROM mailboxes_access WHERE account_id = @accountId AND mailbox_id = @mailboxId",
                new { accountId, mailboxId },
                ct
            );

    /// <summary>A folder with its mailbox and the account's right, in one query: what every page and SELECT asks first.</summary>
    public async Task<FolderGrant?> FolderAsync(Guid accountId, Guid folderId, CancellationToken ct = default)
    {
        var grants = await database.ListAsync(
            $"""
            SELECT {MailboxTable.Columns}, a.access_right, {FolderTable.Columns}
            FROM mailboxes_folder f
            JOIN mailboxes_mailbox m ON m.id = f.mailbox_id
            JOIN mailboxes_access a ON a.mailbox_id = m.id AND a.account_id = @accountId
            WHERE f.id = @folderId
            """,
            row => new FolderGrant(
                FolderTable.Read(row, MailboxTable.ColumnCount + 1),
                MailboxTable.Read(row),
                (AccessRight)row.GetInt64(MailboxTable.ColumnCount)
            ),
            ct,
            ("@accountId", SqlIds.Value(database.Engine, accountId)),
            ("@folderId", SqlIds.Value(database.Engine, folderId))
        );
        return grants.SingleOrDefault();
    }

    public async Task<IReadOnlyList<AccountRight>> AccountsOfAsync(Guid mailboxId, CancellationToken ct = default) =>
        await database.ListAsync(
            "SELECT account_id, access_right FROM mailboxes_access WHERE mailbox_id = @mailboxId ORDER BY granted_at",
            row => new AccountRight(row.GetId(0), (AccessRight)row.GetInt64(1)),
            ct,
            ("@mailboxId", SqlIds.Value(database.Engine, mailboxId))
        );

    /// <summary>Calls back, after commit and on any thread, when what this account may use has changed.</summary>
    public IDisposable Subscribe(Guid accountId, Action changed) => _subscribers.Subscribe(accountId, _ => changed());

    /// <summary>
    /// Who may use the mailbox, as it stays until the transaction ends: two who each take out the other would both see one
    /// owner left.
    /// </summary>
    public static async Task<IReadOnlyList<AccountRight>> HoldAccountsAsync(WriteTransaction tx, Guid mailboxId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync("UPDATE mailboxes_mailbox SET id = id WHERE id = @mailboxId", new { mailboxId });
        return await tx.ListAsync(
            "SELECT account_id, access_right FROM mailboxes_access WHERE mailbox_id = @mailboxId",
            row => new AccountRight(row.GetId(0), (AccessRight)row.GetInt64(1)),
            ("@mailboxId", tx.Id(mailboxId))
        );
    }

    private static async Task<AccessRight?> RightAsync(WriteTransaction tx, Guid mailboxId, Guid accountId) =>
        (AccessRight?)
            await tx.QuerySingleOrDefaultAsync<long?>(
                "SELECT access_right FROM mailboxes_access WHERE account_id = @accountId AND mailbox_id = @mailboxId",
                new { accountId, mailboxId }
            );
}
