using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>The SQL of addresses.</summary>
internal static class AddressTable
{
    private const string Columns = """
        address_key AS AddressKey, address AS Address, mailbox_id AS MailboxId, organisation_id AS OrganisationId,
        kind AS Kind, state AS State, is_primary AS IsPrimary, display_name AS DisplayName, place AS Place,
        receives_until AS ReceivesUntil
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

    public static Task<IReadOnlyList<AddressRow>> SharedOfAsync(
        Database database,
        Guid organisationId,
        CancellationToken ct
    ) =>
        database.QueryAsync<AddressRow>(
            $"""
            SELECT {Columns} FROM addressbook_address
            WHERE organisation_id = @organisationId AND kind = @kind ORDER BY display_name, address_key
            """,
            new { organisationId, kind = MailboxKind.Shared },
            ct
        );

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

        if (address.IsShown)
        {
            await AddWordsAsync(tx, key, address.OrganisationId, WordsOf(address));
        }

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
            await WriteWordsAsync(tx, row);
        }
    }

    public static async Task MoveAsync(WriteTransaction tx, Guid mailboxId, Guid organisationId, string place)
    {
        var addresses = await tx.QueryAsync<AddressRow>(
            $"""
            UPDATE addressbook_address SET organisation_id = @organisationId, place = @place WHERE mailbox_id = @mailboxId
            RETURNING {Columns}
            """,
            new
            {
                mailboxId,
                organisationId,
                place,
            }
        );
        foreach (var row in addresses)
        {
            await WriteWordsAsync(tx, row);
        }
    }

    public static Task<AddressRow?> FindAsync(WriteTransaction tx, string key) =>
        tx.QuerySingleOrDefaultAsync<AddressRow>(
            $"SELECT {Columns} FROM addressbook_address WHERE address_key = @key",
            new { key }
        );

    /// <summary>This one sends from now on; the one before only takes mail, until then.</summary>
    public static Task MakePrimaryAsync(WriteTransaction tx, Guid mailboxId, string key, DateTimeOffset? oldUntil) =>
        tx.ExecuteAsync(
            """
            UPDATE addressbook_address SET is_primary = (address_key = @key),
                receives_until = CASE WHEN address_key = @key THEN NULL WHEN is_primary THEN @oldUntil ELSE receives_until END
            WHERE mailbox_id = @mailboxId AND (is_primary OR address_key = @key)
            """,
            new
            {
                mailboxId,
                key,
                oldUntil,
            }
        );

    /// <summary>The words of an address as it is now, in place of those it was found by.</summary>
    private static async Task WriteWordsAsync(WriteTransaction tx, AddressRow row)
    {
        await tx.ExecuteAsync("DELETE FROM addressbook_word WHERE address_key = @AddressKey", new { row.AddressKey });
        var address = EmailAddress.Parse(row.Address);
        await AddWordsAsync(
            tx,
            row.AddressKey,
            row.OrganisationId,
            WordsOf(new NewAddress(address, row.MailboxId, row.OrganisationId, row.Kind, row.DisplayName, row.Place))
        );
    }

    /// <summary>A mailbox that is not a person's is found by its place too.</summary>
    private static IReadOnlySet<string> WordsOf(NewAddress address) =>
        AddressRules.Words(
            address.DisplayName,
            address.Address.LocalPart,
            address.Kind is MailboxKind.Personal ? "" : address.Place
        );

    private static async Task AddWordsAsync(
        WriteTransaction tx,
        string key,
        Guid organisationId,
        IReadOnlySet<string> words
    )
    {
        await InsertAsync(
            tx,
            "INSERT INTO addressbook_word (word, address_key, organisation_id)",
            words,
            i => $"(@t{i}, @key, @organisationId)",
            new { key, organisationId }
        );
        await AddSpellingsAsync(tx, [.. words.Where(SpellingRules.IsName)]);
    }

    /// <summary>Names nobody had before are kept with their misspellings.</summary>
    private static async Task AddSpellingsAsync(WriteTransaction tx, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        var known = await tx.QueryAsync<string>(
            $"SELECT word FROM addressbook_spelling WHERE variant = word AND {TextList.In(tx.Engine, "variant", "@names")}",
            new { names = TextList.Of(tx.Engine, names) }
        );
        foreach (var name in names.Except(known))
        {
            await InsertAsync(
                tx,
                "INSERT INTO addressbook_spelling (variant, word)",
                SpellingRules.Variants(name),
                i => $"(@t{i}, @name)",
                new { name }
            );
        }
    }

    /// <summary>Several rows in one statement: people are made by the thousand.</summary>
    private static Task<int> InsertAsync(
        WriteTransaction tx,
        string into,
        IReadOnlyCollection<string> texts,
        Func<int, string> row,
        object others
    )
    {
        var parameters = new Dapper.DynamicParameters(others);
        foreach (var (i, text) in texts.Index())
        {
            parameters.Add($"t{i}", text);
        }

        var rows = string.Join(", ", Enumerable.Range(0, texts.Count).Select(row));
        return tx.ExecuteAsync($"{into} VALUES {rows} ON CONFLICT DO NOTHING", parameters);
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
    public DateTimeOffset? ReceivesUntil { get; init; }
}
