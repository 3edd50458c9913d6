using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>The SQL of addresses.</summary>
internal static class AddressTable
{
    private const string Columns = """
        address_key AS AddressKey, address AS Address, mailbox_id AS MailboxId, organisation_id AS OrganisationId,
        kind AS Kind, state AS State, is_primary AS IsPrimary, display_name AS DisplayName, place AS Place
        """;

    public static Task<AddressRow?> FindAsync(Database database, string key, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<AddressRow>(
            $"SELECT {Columns} FROM addressbook_address WHERE address_key = @key",
            new { key },
            ct
        );

    public static Task<IReadOnlyList<AddressRow>> FindAsync(
        Database database,
        IEnumerable<string> keys,
        CancellationToken ct
    ) =>
        database.QueryAsync<AddressRow>(
            $"SELECT {Columns} FROM addressbook_address WHERE {TextList.In(database.Engine, "address_key", "@keys")}",
            new { keys = TextList.Of(database.Engine, keys) },
            ct
        );

    public static Task<IReadOnlyList<AddressRow>> OfMailboxesAsync(
        Database database,
        IEnumerable<Guid> mailboxes,
        CancellationToken ct
    ) =>
        database.QueryAsync<AddressRow>(
            $"SELECT {Columns} FROM addressbook_address WHERE {SqlIds.In(database.Engine, "mailbox_id", "@ids")}",
            new { ids = SqlIds.List(database.Engine, mailboxes) },
            ct
        );

    /// <summary>Open primary addresses that have a word beginning like each of those typed; the own organisation's first.</summary>
    public static Task<IReadOnlyList<AddressRow>> SuggestAsync(
        Database database,
        IReadOnlyList<string> words,
        Guid organisationId,
        int limit,
        CancellationToken ct
    )
    {
        var parameters = new Dapper.DynamicParameters(
            new
            {
                organisationId,
                limit,
                open = AddressState.Open,
            }
        );
        var conditions = words.Select(
            (word, i) =>
            {
                parameters.Add($"from{i}", word);
                // The last character there is: everything that begins with the word sorts below.
                parameters.Add($"to{i}", word + "\U0010FFFF");
                return $"address_key IN (SELECT address_key FROM addressbook_word WHERE word >= @from{i} AND word < @to{i})";
            }
        );
        return database.QueryAsync<AddressRow>(
            $"""
            SELECT {Columns} FROM addressbook_address
            WHERE state = @open AND is_primary AND {string.Join(" AND ", conditions)}
            ORDER BY CASE WHEN organisation_id = @organisationId THEN 0 ELSE 1 END, display_name, address_key
            LIMIT @limit
            """,
            parameters,
            ct
        );
    }

    /// <summary>False if the address is, or ever was, somebody's.</summary>
    public static async Task<bool> InsertAsync(WriteTransaction tx, NewAddress address, DateTimeOffset now)
    {
        var key = address.Address.Key;
        var rows = await tx.ExecuteAsync(
            """
            INSERT INTO addressbook_address (address_key, address, mailbox_id, organisation_id, kind, state, is_primary,
                display_name, place, created)
            VALUES (@key, @written, @MailboxId, @OrganisationId, @Kind, @State, @IsPrimary, @DisplayName, @Place, @now)
            ON CONFLICT (address_key) DO NOTHING
            """,
            new
            {
                key,
                written = address.Address.ToString(),
                address.MailboxId,
                address.OrganisationId,
                address.Kind,
                address.State,
                address.IsPrimary,
                address.DisplayName,
                address.Place,
                now,
            }
        );
        if (rows == 0)
        {
            return false;
        }

        await AddWordsAsync(tx, key, AddressRules.Words(address.DisplayName, address.Address.LocalPart));
        return true;
    }

    public static async Task RenameAsync(WriteTransaction tx, Guid mailboxId, string displayName)
    {
        var addresses = await tx.QueryAsync<AddressRow>(
            $"""
            UPDATE addressbook_address SET display_name = @displayName WHERE mailbox_id = @mailboxId RETURNING {Columns}
            """,
            new { mailboxId, displayName }
        );
        foreach (var row in addresses)
        {
            await tx.ExecuteAsync(
                "DELETE FROM addressbook_word WHERE address_key = @AddressKey",
                new { row.AddressKey }
            );
            var localPart = EmailAddress.Parse(row.Address).LocalPart;
            await AddWordsAsync(tx, row.AddressKey, AddressRules.Words(displayName, localPart));
        }
    }

    private static async Task AddWordsAsync(WriteTransaction tx, string key, IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            await tx.ExecuteAsync(
                "INSERT INTO addressbook_word (word, address_key) VALUES (@word, @key) ON CONFLICT DO NOTHING",
                new { word, key }
            );
        }
    }

    public static Task<int> SetStateAsync(WriteTransaction tx, Guid mailboxId, AddressState state) =>
        tx.ExecuteAsync(
            "UPDATE addressbook_address SET state = @state WHERE mailbox_id = @mailboxId",
            new { mailboxId, state }
        );
}

internal sealed class AddressRow
{
    public string AddressKey { get; init; } = "";
    public string Address { get; init; } = "";
    public Guid MailboxId { get; init; }
    public Guid OrganisationId { get; init; }
    public MailboxKind Kind { get; init; }
    public AddressState State { get; init; }
    public bool IsPrimary { get; init; }
    public string DisplayName { get; init; } = "";
    public string Place { get; init; } = "";
}
