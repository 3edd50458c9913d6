using CareMail.Storage;

namespace CareMail.AddressBook.Lists;

/// <summary>The SQL of lists.</summary>
internal static class ListTable
{
    private const string Columns = """
        mailbox_id AS Id, organisation_id AS OrganisationId, address AS Address, name AS Name, description AS Description,
        senders AS Senders, others AS Others, joining AS Joining, takes_outsiders AS TakesOutsiders, rule AS RuleText,
        created AS Created, closed AS Closed
        """;

    private const string PostColumns = """
        id AS Id, list_id AS ListId, message_id AS MessageId, mailbox_id AS MailboxId, account_id AS AccountId,
        sender AS Sender, asked_secure AS AskedSecure, came AS Came
        """;

    public static Task<MailingList?> FindAsync(Database database, Guid id, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<MailingList>(
            $"SELECT {Columns} FROM addressbook_list WHERE mailbox_id = @id",
            new { id },
            ct
        );

    public static Task<IReadOnlyList<MailingList>> OfOrganisationAsync(
        Database database,
        Guid organisationId,
        CancellationToken ct
    ) =>
        database.QueryAsync<MailingList>(
            $"SELECT {Columns} FROM addressbook_list WHERE organisation_id = @organisationId AND closed IS NULL ORDER BY name, address",
            new { organisationId },
            ct
        );

    public static Task<IReadOnlyList<MailingList>> OwnedByAsync(
        Database database,
        Guid accountId,
        CancellationToken ct
    ) =>
        database.QueryAsync<MailingList>(
            $"""
            SELECT {Columns} FROM addressbook_list WHERE closed IS NULL AND mailbox_id IN
                (SELECT list_id FROM addressbook_list_owner WHERE account_id = @accountId) ORDER BY name, address
            """,
            new { accountId },
            ct
        );

    public static Task InsertAsync(WriteTransaction tx, MailingList list) =>
        tx.ExecuteAsync(
            """
            INSERT INTO addressbook_list (mailbox_id, organisation_id, address, name, description, senders, others, joining,
                takes_outsiders, rule, created)
            VALUES (@Id, @OrganisationId, @Address, @Name, @Description, @Senders, @Others, @Joining, @TakesOutsiders,
                @RuleText, @Created)
            """,
            list
        );

    public static Task ChangeAsync(WriteTransaction tx, MailingList list) =>
        tx.ExecuteAsync(
            """
            UPDATE addressbook_list SET description = @Description, senders = @Senders, others = @Others,
                joining = @Joining, takes_outsiders = @TakesOutsiders, rule = @RuleText
            WHERE mailbox_id = @Id
            """,
            list
        );

    public static Task CloseAsync(WriteTransaction tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync("UPDATE addressbook_list SET closed = @now WHERE mailbox_id = @id", new { id, now });

    /// <summary>Takes the list's row until commit: changes of its owners and members follow each other.</summary>
    public static Task HoldAsync(WriteTransaction tx, Guid id) =>
        tx.ExecuteAsync("UPDATE addressbook_list SET name = name WHERE mailbox_id = @id", new { id });

    // Members: names and addresses as they are now, where they are ours.
    public static Task<IReadOnlyList<ListMember>> MembersAsync(Database database, Guid id, CancellationToken ct) =>
        database.QueryAsync<ListMember>(
            """
            SELECT m.member_key AS Key, m.mailbox_id AS MailboxId, COALESCE(a.address, m.address) AS Address,
                COALESCE(a.display_name, m.name) AS Name, l.mailbox_id IS NOT NULL AS IsList
            FROM addressbook_list_member m
            LEFT JOIN addressbook_address a ON a.mailbox_id = m.mailbox_id AND a.is_primary
            LEFT JOIN addressbook_list l ON l.mailbox_id = m.mailbox_id
            WHERE m.list_id = @id ORDER BY Name, Address
            """,
            new { id },
            ct
        );

    public static Task<long> CountMembersAsync(WriteTransaction tx, Guid id) =>
        tx.QuerySingleAsync<long>("SELECT COUNT(*) FROM addressbook_list_member WHERE list_id = @id", new { id });

    /// <summary>False if they are one already.</summary>
    public static async Task<bool> AddMemberAsync(
        WriteTransaction tx,
        Guid id,
        ListMember member,
        DateTimeOffset now
    ) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO addressbook_list_member (list_id, member_key, mailbox_id, address, name, added)
            VALUES (@id, @Key, @MailboxId, @Address, @Name, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                id,
                member.Key,
                member.MailboxId,
                member.Address,
                member.Name,
                now,
            }
        ) == 1;

    public static async Task<bool> RemoveMemberAsync(WriteTransaction tx, Guid id, string key) =>
        await tx.ExecuteAsync(
            "DELETE FROM addressbook_list_member WHERE list_id = @id AND member_key = @key",
            new { id, key }
        ) == 1;

    public static Task<IReadOnlyList<ListPerson>> OwnersAsync(Database database, Guid id, CancellationToken ct) =>
        database.QueryAsync<ListPerson>(
            """
            SELECT o.account_id AS AccountId, o.mailbox_id AS MailboxId, a.address AS Address, a.display_name AS Name
            FROM addressbook_list_owner o
            JOIN addressbook_address a ON a.mailbox_id = o.mailbox_id AND a.is_primary
            WHERE o.list_id = @id ORDER BY a.display_name, a.address
            """,
            new { id },
            ct
        );

    public static async Task<bool> IsOwnerAsync(Database database, Guid id, Guid accountId, CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM addressbook_list_owner WHERE list_id = @id AND account_id = @accountId",
            new { id, accountId },
            ct
        ) == 1;

    public static Task<long> CountOwnersAsync(WriteTransaction tx, Guid id) =>
        tx.QuerySingleAsync<long>("SELECT COUNT(*) FROM addressbook_list_owner WHERE list_id = @id", new { id });

    public static async Task<bool> AddOwnerAsync(WriteTransaction tx, Guid id, Guid accountId, Guid mailboxId) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO addressbook_list_owner (list_id, account_id, mailbox_id) VALUES (@id, @accountId, @mailboxId)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                id,
                accountId,
                mailboxId,
            }
        ) == 1;

    public static async Task<bool> RemoveOwnerAsync(WriteTransaction tx, Guid id, Guid accountId) =>
        await tx.ExecuteAsync(
            "DELETE FROM addressbook_list_owner WHERE list_id = @id AND account_id = @accountId",
            new { id, accountId }
        ) == 1;

    public static Task<IReadOnlyList<ListPerson>> SendersAsync(Database database, Guid id, CancellationToken ct) =>
        database.QueryAsync<ListPerson>(
            """
            SELECT s.mailbox_id AS MailboxId, a.address AS Address, a.display_name AS Name
            FROM addressbook_list_sender s
            JOIN addressbook_address a ON a.mailbox_id = s.mailbox_id AND a.is_primary
            WHERE s.list_id = @id ORDER BY a.display_name, a.address
            """,
            new { id },
            ct
        );

    public static async Task<bool> IsSenderAsync(Database database, Guid id, Guid mailboxId, CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM addressbook_list_sender WHERE list_id = @id AND mailbox_id = @mailboxId",
            new { id, mailboxId },
            ct
        ) == 1;

    public static async Task<bool> AddSenderAsync(WriteTransaction tx, Guid id, Guid mailboxId) =>
        await tx.ExecuteAsync(
            "INSERT INTO addressbook_list_sender (list_id, mailbox_id) VALUES (@id, @mailboxId) ON CONFLICT DO NOTHING",
            new { id, mailboxId }
        ) == 1;

    public static async Task<bool> RemoveSenderAsync(WriteTransaction tx, Guid id, Guid mailboxId) =>
        await tx.ExecuteAsync(
            "DELETE FROM addressbook_list_sender WHERE list_id = @id AND mailbox_id = @mailboxId",
            new { id, mailboxId }
        ) == 1;

    public static Task<IReadOnlyList<ListPerson>> WishesAsync(Database database, Guid id, CancellationToken ct) =>
        database.QueryAsync<ListPerson>(
            """
            SELECT w.account_id AS AccountId, w.mailbox_id AS MailboxId, a.address AS Address, a.display_name AS Name,
                w.asked AS Asked
            FROM addressbook_list_wish w
            JOIN addressbook_address a ON a.mailbox_id = w.mailbox_id AND a.is_primary
            WHERE w.list_id = @id ORDER BY w.asked
            """,
            new { id },
            ct
        );

    public static async Task<bool> AddWishAsync(
        WriteTransaction tx,
        Guid id,
        Guid accountId,
        Guid mailboxId,
        DateTimeOffset now
    ) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO addressbook_list_wish (list_id, account_id, mailbox_id, asked)
            VALUES (@id, @accountId, @mailboxId, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                id,
                accountId,
                mailboxId,
                now,
            }
        ) == 1;

    public static async Task<bool> RemoveWishAsync(WriteTransaction tx, Guid id, Guid accountId) =>
        await tx.ExecuteAsync(
            "DELETE FROM addressbook_list_wish WHERE list_id = @id AND account_id = @accountId",
            new { id, accountId }
        ) == 1;

    public static Task InsertPostAsync(WriteTransaction tx, ListPost post) =>
        tx.ExecuteAsync(
            """
            INSERT INTO addressbook_list_post (id, list_id, message_id, mailbox_id, account_id, sender, asked_secure, came)
            VALUES (@Id, @ListId, @MessageId, @MailboxId, @AccountId, @Sender, @AskedSecure, @Came)
            """,
            post
        );

    public static Task<IReadOnlyList<ListPost>> PostsAsync(Database database, Guid id, CancellationToken ct) =>
        database.QueryAsync<ListPost>(
            $"SELECT {PostColumns} FROM addressbook_list_post WHERE list_id = @id ORDER BY came, id",
            new { id },
            ct
        );

    public static Task<long> CountPostsAsync(WriteTransaction tx, Guid id) =>
        tx.QuerySingleAsync<long>("SELECT COUNT(*) FROM addressbook_list_post WHERE list_id = @id", new { id });

    public static Task<ListPost?> FindPostAsync(Database database, Guid id, Guid postId, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<ListPost>(
            $"SELECT {PostColumns} FROM addressbook_list_post WHERE id = @postId AND list_id = @id",
            new { id, postId },
            ct
        );

    /// <summary>False if somebody decided already.</summary>
    public static async Task<bool> RemovePostAsync(WriteTransaction tx, Guid postId) =>
        await tx.ExecuteAsync("DELETE FROM addressbook_list_post WHERE id = @postId", new { postId }) == 1;
}
