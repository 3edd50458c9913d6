using System.Globalization;
using System.Text;
using CareMail.Storage;
using Microsoft.Data.Sqlite;

namespace CareMail.Mailboxes.Search;

/// <summary>
/// <c>search.db</c>: FTS5 over runs of three characters. A mailbox has a number, and its messages the rows from
/// number × 2³² on, so that a search reads only the index entries of its mailbox. The index says which rows hold all runs of
/// a term; <c>instr</c> then says which hold the term.
/// </summary>
internal sealed class SqliteSearchStore : ISearchStore, IAsyncDisposable
{
    private const int RowBits = 32;

    // Raised when the tables change: an older file is thrown away and made anew.
    private const int Version = 1;

    private const string TextTable = """
        CREATE VIRTUAL TABLE IF NOT EXISTS search_text
        USING fts5 (head, body, tokenize = 'trigram case_sensitive 1', detail = column);
        """;

    private readonly StorageOptions _options;
    private readonly SemaphoreSlim _opening = new(1);
    private Database? _database;

    public SqliteSearchStore(StorageOptions options) =>
        _options = options with { Database = "", SqliteName = "search.db" };

    public async Task<bool> IsCompleteAsync(CancellationToken ct) =>
        await (await OpenAsync(ct)).QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM search_state", ct: ct) > 0;

    public async Task SetCompleteAsync(CancellationToken ct) =>
        await (await OpenAsync(ct)).WriteAsync(
            tx => tx.ExecuteAsync("INSERT INTO search_state (complete) VALUES (1)"),
            ct
        );

    public async Task ClearAsync(CancellationToken ct) =>
        await (await OpenAsync(ct)).WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    $"""
                    DELETE FROM search_state; DELETE FROM search_message; DELETE FROM search_mailbox;
                    DROP TABLE search_text; {TextTable}
                    """
                ),
            ct
        );

    public async Task<IReadOnlySet<(Guid MailboxId, Guid MessageId)>> KnownAsync(
        IReadOnlyList<(Guid MailboxId, Guid MessageId)> messages,
        CancellationToken ct
    )
    {
        var known = await (await OpenAsync(ct)).ListAsync(
            $"""
            SELECT b.mailbox_id, m.message_id FROM search_message m JOIN search_mailbox b ON b.number = m.mailbox
            WHERE {SqlIds.In(Engine.Sqlite, "m.message_id", "@ids")}
            """,
            row => (row.GetId(0), row.GetId(1)),
            ct,
            ("@ids", SqlIds.List(Engine.Sqlite, messages.Select(m => m.MessageId).Distinct()))
        );
        return known.ToHashSet();
    }

    public async Task PutAsync(IReadOnlyList<SearchRow> rows, CancellationToken ct) =>
        await (await OpenAsync(ct)).WriteAsync(
            async tx =>
            {
                // In the order of the rows: the index takes them in one run.
                foreach (var row in rows.OrderBy(r => r.MailboxId).ThenBy(r => r.MessageId))
                {
                    if (row.Words is null)
                    {
                        await DropAsync(tx, row);
                    }
                    else
                    {
                        await AddAsync(tx, row, row.Words);
                    }
                }
            },
            ct
        );

    public async Task<IReadOnlyList<Guid>> FindAsync(
        Guid mailboxId,
        string folded,
        SearchIn where,
        CancellationToken ct
    )
    {
        const string head = "instr(t.head, @term) > 0";
        const string body = "instr(t.body, @term) > 0";
        var (match, condition) = where switch
        {
            SearchIn.Head => ($"head : ({Trigrams(folded)})", head),
            SearchIn.Body => ($"body : ({Trigrams(folded)})", body),
            SearchIn.Anywhere => (
                $"(head : ({Trigrams(folded)})) OR (body : ({Trigrams(folded)}))",
                $"({head} OR {body})"
            ),
        };
        var database = await OpenAsync(ct);
        var number = await database.QuerySingleOrDefaultAsync<long?>(
            "SELECT number FROM search_mailbox WHERE mailbox_id = @mailboxId",
            new { mailboxId },
            ct
        );
        if (number is not { } mailbox)
        {
            return [];
        }

        return await database.ListAsync(
            $"""
            SELECT m.message_id FROM search_text t JOIN search_message m ON m.id = t.rowid
            WHERE t.search_text MATCH @match AND t.rowid BETWEEN @first AND @last AND {condition}
            """,
            row => row.GetId(0),
            ct,
            ("@match", match),
            ("@first", mailbox << RowBits),
            ("@last", ((mailbox + 1) << RowBits) - 1),
            ("@term", folded)
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _opening.Dispose();
    }

    private static async Task DropAsync(WriteTransaction tx, SearchRow row)
    {
        var id = await tx.QuerySingleOrDefaultAsync<long?>(
            """
            DELETE FROM search_message WHERE message_id = @MessageId
            AND mailbox = (SELECT number FROM search_mailbox WHERE mailbox_id = @MailboxId) RETURNING id
            """,
            new { row.MailboxId, row.MessageId }
        );
        if (id is not null)
        {
            await tx.ExecuteAsync("DELETE FROM search_text WHERE rowid = @id", new { id });
        }
    }

    private static async Task AddAsync(WriteTransaction tx, SearchRow row, MessageWords words)
    {
        await tx.ExecuteAsync(
            "INSERT INTO search_mailbox (mailbox_id) VALUES (@MailboxId) ON CONFLICT (mailbox_id) DO NOTHING",
            new { row.MailboxId }
        );
        var id = await tx.QuerySingleOrDefaultAsync<long?>(
            $"""
            INSERT INTO search_message (id, mailbox, message_id)
            SELECT coalesce((SELECT max(id) FROM search_message WHERE mailbox = b.number), b.number << {RowBits}) + 1, b.number, @MessageId
            FROM search_mailbox b WHERE b.mailbox_id = @MailboxId
            ON CONFLICT (mailbox, message_id) DO NOTHING RETURNING id
            """,
            new { row.MailboxId, row.MessageId }
        );
        if (id is not null)
        {
            await tx.ExecuteAsync(
                "INSERT INTO search_text (rowid, head, body) VALUES (@id, @Head, @Body)",
                new
                {
                    id,
                    words.Head,
                    words.Body,
                }
            );
        }
    }

    /// <summary>All runs of three characters, or as many as tell enough, spread over the term.</summary>
    private static string Trigrams(string term)
    {
        var runes = term.EnumerateRunes().ToArray();
        var count = runes.Length - 2;
        var step = Math.Max(1.0, count / (double)SearchLimits.Trigrams);
        var query = new StringBuilder();
        for (var at = 0.0; at < count; at += step)
        {
            var i = (int)at;
            var run = $"{runes[i]}{runes[i + 1]}{runes[i + 2]}".Replace("\"", "\"\"", StringComparison.Ordinal);
            query.Append(CultureInfo.InvariantCulture, $"{(query.Length > 0 ? " AND " : "")}\"{run}\"");
        }

        return query.ToString();
    }

    private async Task<Database> OpenAsync(CancellationToken ct)
    {
        if (_database is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(ct);
        try
        {
            return _database ??= await OpenFileAsync(ct);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>A file that is damaged or of another version is thrown away: everything in it can be read again.</summary>
    private async Task<Database> OpenFileAsync(CancellationToken ct)
    {
        var database = Database.Open(_options);
        try
        {
            await MakeTablesAsync(database, ct);
            return database;
        }
        catch (Exception unusable) when (unusable is SqliteException or InvalidDataException)
        {
            await database.DisposeAsync();
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                File.Delete(_options.SqliteFile + suffix);
            }

            database = Database.Open(_options);
            await MakeTablesAsync(database, ct);
            return database;
        }
    }

    private static Task MakeTablesAsync(Database database, CancellationToken ct) =>
        database.WriteAsync(
            async tx =>
            {
                var version = await tx.ScalarAsync<long>("PRAGMA user_version");
                if (version is not (0 or Version))
                {
                    throw new InvalidDataException("Another version's index.");
                }

                await tx.ExecuteAsync(
                    $"""
                    CREATE TABLE IF NOT EXISTS search_state (complete integer NOT NULL);
                    CREATE TABLE IF NOT EXISTS search_mailbox (number integer PRIMARY KEY, mailbox_id blob NOT NULL UNIQUE);
                    CREATE TABLE IF NOT EXISTS search_message (
                        id integer PRIMARY KEY, mailbox integer NOT NULL, message_id blob NOT NULL, UNIQUE (mailbox, message_id)
                    );
                    CREATE INDEX IF NOT EXISTS search_message_id ON search_message (message_id);
                    CREATE INDEX IF NOT EXISTS search_message_last ON search_message (mailbox, id);
                    {TextTable}
                    PRAGMA user_version = {Version};
                    """
                );
            },
            ct
        );
}
