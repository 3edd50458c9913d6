using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A shared mailbox with a message that nobody has opened.</summary>
/// <param name="Since">When the oldest of them came.</param>
public sealed record WaitingMail(
    Guid MailboxId,
    Guid OrganisationId,
    string DisplayName,
    DateTimeOffset Since,
    int Messages
);

/// <summary>A shared mailbox and when it was made.</summary>
public sealed class SharedMailbox
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string DisplayName { get; init; } = "";
    public DateTimeOffset Made { get; init; }
}

/// <summary>Whether shared mailboxes are looked into: who opened something last, and where mail waits unopened.</summary>
public sealed class MailboxWatch(Database database)
{
    /// <summary>When each person last opened a message there; who never did is absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> LastOpenedAsync(
        Guid mailboxId,
        CancellationToken ct = default
    ) =>
        (
            await database.QueryAsync<OpenedRow>(
                """
                SELECT r.account_id AS AccountId, MAX(r.read_at) AS At
                FROM mailboxes_folder f JOIN mailboxes_reading r ON r.folder_id = f.id
                WHERE f.mailbox_id = @mailboxId GROUP BY r.account_id
                """,
                new { mailboxId },
                ct
            )
        ).ToDictionary(row => row.AccountId, row => DateTimeOffset.FromUnixTimeMilliseconds(row.At));

    /// <summary>Shared mailboxes whose inbox has messages that nobody opened and that came before a moment.</summary>
    public async Task<IReadOnlyList<WaitingMail>> WaitingAsync(DateTimeOffset before, CancellationToken ct = default) =>
        [
            .. (
                await database.QueryAsync<WaitingRow>(
                    """
                    SELECT m.id AS MailboxId, m.organisation_id AS OrganisationId, m.display_name AS DisplayName,
                        MIN(e.received_at) AS Since, COUNT(*) AS Messages
                    FROM mailboxes_mailbox m
                    JOIN mailboxes_folder f ON f.mailbox_id = m.id AND f.special_use = @inbox AND f.unseen > 0
                    JOIN mailboxes_entry e ON e.folder_id = f.id AND e.flags & 1 = 0 AND e.received_at < @before
                    WHERE m.kind = @shared GROUP BY m.id, m.organisation_id, m.display_name
                    """,
                    new
                    {
                        inbox = (long)SpecialUse.Inbox,
                        shared = (long)MailboxKind.Shared,
                        before,
                    },
                    ct
                )
            ).Select(row => new WaitingMail(
                row.MailboxId,
                row.OrganisationId,
                row.DisplayName,
                DateTimeOffset.FromUnixTimeMilliseconds(row.Since),
                (int)row.Messages
            )),
        ];

    /// <summary>Shared mailboxes that were made before a moment.</summary>
    public Task<IReadOnlyList<SharedMailbox>> SharedMadeBeforeAsync(
        DateTimeOffset before,
        CancellationToken ct = default
    ) =>
        database.QueryAsync<SharedMailbox>(
            """
            SELECT id AS Id, organisation_id AS OrganisationId, display_name AS DisplayName, created_at AS Made
            FROM mailboxes_mailbox WHERE kind = @shared AND created_at < @before
            """,
            new { shared = (long)MailboxKind.Shared, before },
            ct
        );

    public Task<SharedMailbox?> SharedAsync(Guid mailboxId, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<SharedMailbox>(
            """
            SELECT id AS Id, organisation_id AS OrganisationId, display_name AS DisplayName, created_at AS Made
            FROM mailboxes_mailbox WHERE kind = @shared AND id = @mailboxId
            """,
            new { shared = (long)MailboxKind.Shared, mailboxId },
            ct
        );

    private sealed class OpenedRow
    {
        public Guid AccountId { get; init; }
        public long At { get; init; }
    }

    private sealed class WaitingRow
    {
        public Guid MailboxId { get; init; }
        public Guid OrganisationId { get; init; }
        public string DisplayName { get; init; } = "";
        public long Since { get; init; }
        public long Messages { get; init; }
    }
}
