using CareMail.Storage;

namespace CareMail.Organisations;

/// <summary>The organisations of the service.</summary>
public sealed class OrganisationTable(Database database, TimeProvider time)
{
    private const string Columns =
        "id AS Id, ods AS Ods, name AS Name, kind AS Kind, town AS Town, headquarters_id AS HeadquartersId, created AS Created, people_allowed AS PeopleAllowed, mailboxes_allowed AS MailboxesAllowed";

    public Task<Organisation?> FindAsync(Guid id, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<Organisation>(
            $"SELECT {Columns} FROM organisations_organisation WHERE id = @id",
            new { id },
            ct
        );

    /// <param name="ods">In any case.</param>
    public async Task<Organisation?> FindByOdsAsync(string ods, CancellationToken ct = default) =>
        OdsCode.Read(ods) is { } code
            ? await database.QuerySingleOrDefaultAsync<Organisation>(
                $"SELECT {Columns} FROM organisations_organisation WHERE ods = @code",
                new { code },
                ct
            )
            : null;

    /// <summary>By ODS code, or by words of name and town, in any order and case.</summary>
    public async Task<IReadOnlyList<Organisation>> SearchAsync(string words, int most, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (await FindByOdsAsync(words, ct) is { } exact)
        {
            return [exact];
        }

        string[] parts = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var patterns = parts.Take(MostWords).Select(Pattern).Concat(Enumerable.Repeat("%", MostWords)).ToArray();
        return await database.QueryAsync<Organisation>(
            $"""
            SELECT {Columns} FROM organisations_organisation
            WHERE lower(name || ' ' || town) LIKE @first ESCAPE '!' AND lower(name || ' ' || town) LIKE @second ESCAPE '!'
                AND lower(name || ' ' || town) LIKE @third ESCAPE '!' AND lower(name || ' ' || town) LIKE @fourth ESCAPE '!'
            ORDER BY name, town, ods LIMIT @most
            """,
            new
            {
                first = patterns[0],
                second = patterns[1],
                third = patterns[2],
                fourth = patterns[3],
                most,
            },
            ct
        );
    }

    /// <summary>Words that are looked at; a name has no more that tell it apart.</summary>
    private const int MostWords = 4;

    private static string Pattern(string word) =>
        "%"
        + word.ToLowerInvariant()
            .Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal)
        + "%";

    public Task<IReadOnlyList<Organisation>> ListAsync(CancellationToken ct = default) =>
        database.QueryAsync<Organisation>($"SELECT {Columns} FROM organisations_organisation ORDER BY ods", null, ct);

    /// <summary>Many at once; ids of none are absent.</summary>
    public Task<IReadOnlyList<Organisation>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct = default) =>
        database.QueryAsync<Organisation>(
            $"SELECT {Columns} FROM organisations_organisation WHERE {SqlIds.In(database.Engine, "id", "@list")}",
            new { list = SqlIds.List(database.Engine, ids) },
            ct
        );

    /// <summary>A new allowance of people.</summary>
    public static Task AllowPeopleAsync(WriteTransaction tx, Guid id, int people)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            "UPDATE organisations_organisation SET people_allowed = @people WHERE id = @id",
            new { id, people }
        );
    }

    /// <summary>Organisations that have each of these words in their name, town or code, by name.</summary>
    /// <param name="words">One or more, in lower case.</param>
    public Task<IReadOnlyList<Organisation>> SearchAsync(
        IReadOnlyList<string> words,
        int limit,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(words);
        var parameters = new Dapper.DynamicParameters(new { limit });
        var conditions = new List<string>();
        foreach (var (i, word) in words.Index())
        {
            parameters.Add($"w{i}", $"%{Likely(word)}%");
            conditions.Add($@"lower(name || ' ' || town || ' ' || ods) LIKE @w{i} ESCAPE '\'");
        }

        return database.QueryAsync<Organisation>(
            $"""
            SELECT {Columns} FROM organisations_organisation
            WHERE {string.Join(" AND ", conditions)} ORDER BY name, ods LIMIT @limit
            """,
            parameters,
            ct
        );
    }

    private static string Likely(string word) =>
        word.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);

    /// <summary>The organisations directly below one, by their codes.</summary>
    public Task<IReadOnlyList<Organisation>> SitesOfAsync(Guid headquartersId, CancellationToken ct = default) =>
        database.QueryAsync<Organisation>(
            $"SELECT {Columns} FROM organisations_organisation WHERE headquarters_id = @headquartersId ORDER BY ods",
            new { headquartersId },
            ct
        );

    public static Task<Organisation?> FindAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.QuerySingleOrDefaultAsync<Organisation>(
            $"SELECT {Columns} FROM organisations_organisation WHERE id = @id",
            new { id }
        );
    }

    /// <summary>Who adds to what an organisation has first takes this: two who count at once would both find room.</summary>
    public static Task HoldAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync("UPDATE organisations_organisation SET id = id WHERE id = @id", new { id });
    }

    /// <summary>Null if the code is taken.</summary>
    internal async Task<Organisation?> InsertAsync(WriteTransaction tx, NewOrganisation wanted)
    {
        var allowance = wanted.Allowance ?? Allowance.Usual(wanted.Kind);
        var made = new Organisation
        {
            Id = wanted.Id ?? Ids.New(),
            Ods = wanted.Ods,
            Name = wanted.Name,
            Kind = wanted.Kind,
            Town = wanted.Town,
            HeadquartersId = wanted.HeadquartersId,
            Created = time.GetUtcNow(),
            PeopleAllowed = allowance.People,
            MailboxesAllowed = allowance.SharedMailboxes,
        };
        var rows = await tx.ExecuteAsync(
            """
            INSERT INTO organisations_organisation (id, ods, name, kind, town, headquarters_id, created, people_allowed, mailboxes_allowed)
            VALUES (@Id, @Ods, @Name, @Kind, @Town, @HeadquartersId, @Created, @PeopleAllowed, @MailboxesAllowed)
            ON CONFLICT (ods) DO NOTHING
            """,
            made
        );
        return rows == 1 ? made : null;
    }
}
