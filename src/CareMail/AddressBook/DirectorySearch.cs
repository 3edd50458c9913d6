using CareMail.Storage;
using Dapper;

namespace CareMail.AddressBook;

/// <summary>
/// Finds open addresses by words of their names: by how they begin, the own organisation's first, then, where that finds
/// few, by names one slip of the finger away. Every read ends after a number of rows that does not grow with the directory.
/// </summary>
internal sealed class DirectorySearch(Database database)
{
    /// <summary>The last character there is: everything that begins with a word sorts below the word and this.</summary>
    private const string Last = "\U0010FFFF";

    private const string Columns = """
        a.address_key AS AddressKey, a.address AS Address, a.mailbox_id AS MailboxId, a.organisation_id AS OrganisationId,
        a.kind AS Kind, a.state AS State, a.is_primary AS IsPrimary, a.display_name AS DisplayName, a.place AS Place
        """;

    public Task<IReadOnlyList<AddressRow>> FindAsync(
        Guid organisationId,
        IReadOnlyList<string> words,
        int limit,
        CancellationToken ct
    ) => database.ReadSnapshotAsync(connection => FindAsync(connection, organisationId, words, limit), ct);

    private async Task<IReadOnlyList<AddressRow>> FindAsync(
        System.Data.Common.DbConnection connection,
        Guid organisationId,
        IReadOnlyList<string> words,
        int limit
    )
    {
        var found = new Found(limit);
        foreach (Guid? within in (Guid?[])[organisationId, null])
        {
            await AddNamedAsync(connection, words, within, found);
            if (words.Count > 1 && !found.IsFull)
            {
                found.Add(
                    within is null && await AreNamesAsync(connection, words)
                        ? await NamedByAllAsync(connection, words, within)
                        : await AllOfAsync(connection, words, within)
                );
            }

            if (found.IsFull)
            {
                return found.Rows;
            }
        }

        if (found.Rows.Count < DirectoryLimits.Few)
        {
            await AddCloseAsync(connection, organisationId, words, found);
        }

        return found.Rows;
    }

    /// <summary>
    /// Whole names are kept with the first and with the last name first: of two words, one complete and one begun, one of
    /// the two orders finds everybody by a single range.
    /// </summary>
    private async Task AddNamedAsync(
        System.Data.Common.DbConnection connection,
        IReadOnlyList<string> words,
        Guid? within,
        Found found
    )
    {
        string[] orders =
            words.Count == 2 ? [$"{words[0]} {words[1]}", $"{words[1]} {words[0]}"] : [string.Join(' ', words)];
        foreach (var order in orders)
        {
            if (!found.IsFull)
            {
                found.Add(await BeginningAsync(connection, order, within));
            }
        }
    }

    /// <summary>Addresses with a word, or a whole name, that begins like this.</summary>
    private async Task<IEnumerable<AddressRow>> BeginningAsync(
        System.Data.Common.DbConnection connection,
        string text,
        Guid? within
    ) =>
        await connection.QueryAsync<AddressRow>(
            $"""
            SELECT {Columns} FROM (
                SELECT word, address_key FROM addressbook_word
                WHERE {Own(within)} word >= @text AND word < @end ORDER BY word LIMIT @many
            ) w JOIN addressbook_address a ON a.address_key = w.address_key
            WHERE a.state = @open AND a.is_primary
            """,
            new
            {
                text,
                end = text + Last,
                within,
                open = AddressState.Open,
                many = DirectoryLimits.WordsRead,
            }
        );

    /// <summary>Whether each of these is somebody's word as it stands, and not the beginning of one.</summary>
    private static async Task<bool> AreNamesAsync(
        System.Data.Common.DbConnection connection,
        IReadOnlyList<string> words
    )
    {
        foreach (var word in words)
        {
            if (
                await connection.ExecuteScalarAsync<long?>(
                    "SELECT 1 FROM addressbook_word WHERE word = @word LIMIT 1",
                    new { word }
                )
                is null
            )
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Addresses that have each of these words whole, whatever stands between them. What begins with all of them is not
    /// looked for in the whole country: of two names typed out it would be three thousand people for each list.
    /// </summary>
    private static async Task<IEnumerable<AddressRow>> NamedByAllAsync(
        System.Data.Common.DbConnection connection,
        IReadOnlyList<string> words,
        Guid? within
    )
    {
        var counts = new List<(string Word, long Count)>();
        foreach (var word in words)
        {
            counts.Add((word, await CountWholeAsync(connection, word, within)));
        }

        var rarest = counts.MinBy(word => word.Count).Word;
        var parameters = new DynamicParameters(
            new
            {
                rarest,
                within,
                open = AddressState.Open,
                looked = DirectoryLimits.Looked,
                many = DirectoryLimits.WordsRead,
            }
        );
        var others = words
            .Where(word => word != rarest)
            .Select(
                (word, i) =>
                {
                    parameters.Add($"word{i}", word);
                    return $"EXISTS (SELECT 1 FROM addressbook_word o WHERE o.word = @word{i} AND o.address_key = w.address_key)";
                }
            )
            .Prepend("1 = 1");
        return await connection.QueryAsync<AddressRow>(
            $"""
            SELECT {Columns} FROM (
                SELECT address_key FROM (
                    SELECT address_key FROM addressbook_word WHERE {Own(within)} word = @rarest LIMIT @looked
                ) w WHERE {string.Join(" AND ", others)} LIMIT @many
            ) w JOIN addressbook_address a ON a.address_key = w.address_key
            WHERE a.state = @open AND a.is_primary
            """,
            parameters
        );
    }

    private static Task<long> CountWholeAsync(System.Data.Common.DbConnection connection, string word, Guid? within) =>
        connection.ExecuteScalarAsync<long>(
            $"""
            SELECT COUNT(*) FROM (
                SELECT 1 AS one FROM addressbook_word WHERE {Own(within)} word = @word LIMIT @looked
            ) w
            """,
            new
            {
                word,
                within,
                looked = DirectoryLimits.Looked,
            }
        );

    /// <summary>Addresses that have a word beginning like each of these; read through by the rarest of them.</summary>
    private async Task<IEnumerable<AddressRow>> AllOfAsync(
        System.Data.Common.DbConnection connection,
        IReadOnlyList<string> words,
        Guid? within
    )
    {
        var counts = new List<(string Word, long Count)>();
        foreach (var word in words)
        {
            counts.Add((word, await CountAsync(connection, word, within)));
        }

        var rarest = counts.MinBy(word => word.Count).Word;
        var parameters = new DynamicParameters(
            new
            {
                text = rarest,
                end = rarest + Last,
                within,
                open = AddressState.Open,
                looked = DirectoryLimits.Looked,
                many = DirectoryLimits.WordsRead,
            }
        );
        var others = words
            .Where(word => word != rarest)
            .Select(
                (word, i) =>
                {
                    parameters.Add($"from{i}", word);
                    parameters.Add($"to{i}", word + Last);
                    return $"EXISTS (SELECT 1 FROM addressbook_word o WHERE o.address_key = w.address_key AND o.word >= @from{i} AND o.word < @to{i})";
                }
            )
            .Prepend("1 = 1");
        return await connection.QueryAsync<AddressRow>(
            $"""
            SELECT {Columns} FROM (
                SELECT word, address_key FROM (
                    SELECT word, address_key FROM addressbook_word
                    WHERE {Own(within)} word >= @text AND word < @end ORDER BY word LIMIT @looked
                ) w WHERE {string.Join(" AND ", others)} LIMIT @many
            ) w JOIN addressbook_address a ON a.address_key = w.address_key
            WHERE a.state = @open AND a.is_primary
            """,
            parameters
        );
    }

    /// <summary>How many words begin like this, as far as anybody wants to know.</summary>
    private static Task<long> CountAsync(System.Data.Common.DbConnection connection, string text, Guid? within) =>
        connection.ExecuteScalarAsync<long>(
            $"""
            SELECT COUNT(*) FROM (
                SELECT 1 AS one FROM addressbook_word WHERE {Own(within)} word >= @text AND word < @end LIMIT @looked
            ) w
            """,
            new
            {
                text,
                end = text + Last,
                within,
                looked = DirectoryLimits.Looked,
            }
        );

    /// <summary>The same question with names that are one slip away from the words typed.</summary>
    private async Task AddCloseAsync(
        System.Data.Common.DbConnection connection,
        Guid organisationId,
        IReadOnlyList<string> words,
        Found found
    )
    {
        var meant = new List<IReadOnlyList<string>>();
        foreach (var word in words)
        {
            meant.Add(SpellingRules.IsName(word) ? [word, .. await CloseToAsync(connection, word)] : [word]);
        }

        foreach (var question in Combinations(meant).Where(question => !question.SequenceEqual(words)))
        {
            foreach (Guid? within in (Guid?[])[organisationId, null])
            {
                await AddNamedAsync(connection, question, within, found);
                if (question.Count > 1 && !found.IsFull && await AreNamesAsync(connection, question))
                {
                    found.Add(await NamedByAllAsync(connection, question, within));
                }

                if (found.IsFull)
                {
                    return;
                }
            }
        }
    }

    private async Task<IReadOnlyList<string>> CloseToAsync(System.Data.Common.DbConnection connection, string word)
    {
        var close = await connection.QueryAsync<string>(
            $"SELECT DISTINCT word FROM addressbook_spelling WHERE {TextList.In(database.Engine, "variant", "@variants")}",
            new { variants = TextList.Of(database.Engine, SpellingRules.Variants(word)) }
        );
        return
        [
            .. close
                .Where(other => other != word && SpellingRules.IsClose(word, other))
                .Order(StringComparer.Ordinal)
                .Take(DirectoryLimits.CloseNames),
        ];
    }

    /// <summary>One of each, in every way, at most so many ways as one list of close names has.</summary>
    private static IEnumerable<IReadOnlyList<string>> Combinations(IReadOnlyList<IReadOnlyList<string>> choices)
    {
        IEnumerable<IReadOnlyList<string>> all =
        [
            [],
        ];
        foreach (var choice in choices)
        {
            all = [.. all.SelectMany(_ => choice, IReadOnlyList<string> (head, next) => [.. head, next])];
        }

        return all.Take(DirectoryLimits.CloseNames * DirectoryLimits.Words);
    }

    private static string Own(Guid? within) => within is null ? "" : "organisation_id = @within AND";

    /// <summary>Addresses in the order in which they were found, each once.</summary>
    private sealed class Found(int limit)
    {
        private readonly HashSet<string> _keys = [];
        private readonly List<AddressRow> _rows = [];

        public List<AddressRow> Rows => _rows;

        public bool IsFull => _rows.Count >= limit;

        public void Add(IEnumerable<AddressRow> rows)
        {
            foreach (var row in rows)
            {
                if (!IsFull && _keys.Add(row.AddressKey))
                {
                    _rows.Add(row);
                }
            }
        }
    }
}
