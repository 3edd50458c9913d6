using System.Text.Json;
using CareMail.Storage;
using Dapper;

namespace CareMail.Provisioning.People;

/// <summary>Which people are asked for, in the SQL of this table.</summary>
/// <param name="Where">A condition with parameters only; true for all.</param>
internal sealed record PersonQuery(string Where, DynamicParameters Parameters, string OrderBy, int Skip, int Take);

/// <summary>The SQL of people as programs see them.</summary>
internal sealed class PersonTable(Database database)
{
    private const string Columns = """
        account_id AS AccountId, organisation_id AS OrganisationId, ods AS Ods, feed_id AS FeedId, external_id AS ExternalId,
        address AS Address, manager_id AS ManagerId, active AS Active, is_hidden AS IsHidden,
        user_name AS UserName, given_name AS GivenName, family_name AS FamilyName, display_name AS DisplayName, title AS Title, user_type AS UserType, employee_number AS EmployeeNumber, cost_center AS CostCenter, division AS Division, department AS Department, created AS Created, modified AS Modified, version AS Version
        """;

    private static readonly BulkRows<PersonRow> Write = Writing();

    public Task<PersonRow?> FindAsync(Guid accountId, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<PersonRow>(
            $"SELECT {Columns} FROM provisioning_person WHERE account_id = @accountId",
            new { accountId },
            ct
        );

    /// <summary>The row as it stays until the transaction ends: two who write what they read would undo each other.</summary>
    public static async Task<PersonRow?> FindAsync(WriteTransaction tx, Guid accountId) =>
        (await FindAsync(tx, [accountId])).GetValueOrDefault(accountId);

    public static async Task<IReadOnlyDictionary<Guid, PersonRow>> FindAsync(
        WriteTransaction tx,
        IReadOnlyCollection<Guid> accountIds
    ) =>
        (
            await tx.QueryAsync<PersonRow>(
                $"""
                SELECT {Columns} FROM provisioning_person WHERE {SqlIds.In(tx.Engine, "account_id", "@list")}
                {(tx.Engine == Engine.Postgres ? "FOR UPDATE" : "")}
                """,
                new { list = SqlIds.List(tx.Engine, accountIds) }
            )
        ).ToDictionary(p => p.AccountId);

    /// <summary>Those of these organisations whom a program may see, and how many there are in all.</summary>
    public async Task<(long Total, IReadOnlyList<PersonRow> People)> SearchAsync(
        IEnumerable<Guid> organisations,
        PersonQuery query,
        CancellationToken ct
    )
    {
        query.Parameters.Add("organisations", SqlIds.List(database.Engine, organisations));
        query.Parameters.Add("skip", query.Skip);
        query.Parameters.Add("take", query.Take);
        var from =
            $"FROM provisioning_person WHERE {SqlIds.In(database.Engine, "organisation_id", "@organisations")} AND NOT is_hidden AND ({query.Where})";
        var total = await database.QuerySingleOrDefaultAsync<long>($"SELECT COUNT(*) {from}", query.Parameters, ct);
        return (
            total,
            query.Take == 0
                ? []
                : await database.QueryAsync<PersonRow>(
                    $"SELECT {Columns} {from} ORDER BY {query.OrderBy}, account_id LIMIT @take OFFSET @skip",
                    query.Parameters,
                    ct
                )
        );
    }

    /// <summary>Those of whom the organisation's programs know one of these ids.</summary>
    public static async Task<IReadOnlyDictionary<string, PersonRow>> ByExternalIdsAsync(
        WriteTransaction tx,
        Guid feedId,
        IEnumerable<string> externalIds
    ) =>
        (
            await tx.QueryAsync<PersonRow>(
                $"""
                SELECT {Columns} FROM provisioning_person
                WHERE feed_id = @feedId AND external_id <> '' AND {SqlIds.InTexts(tx.Engine, "external_id", "@list")}
                """,
                new { feedId, list = SqlIds.List(tx.Engine, externalIds) }
            )
        ).ToDictionary(p => p.ExternalId, StringComparer.Ordinal);

    public static Task<PersonRow?> ByExternalIdAsync(WriteTransaction tx, Guid feedId, string externalId) =>
        tx.QuerySingleOrDefaultAsync<PersonRow>(
            $"SELECT {Columns} FROM provisioning_person WHERE feed_id = @feedId AND external_id = @externalId",
            new { feedId, externalId }
        );

    /// <summary>By the name a program gave them, or by their address.</summary>
    public static Task<PersonRow?> ByNameAsync(WriteTransaction tx, IEnumerable<Guid> organisations, string userName) =>
        tx.QuerySingleOrDefaultAsync<PersonRow>(
            $"""
            SELECT {Columns} FROM provisioning_person
            WHERE {SqlIds.In(tx.Engine, "organisation_id", "@list")} AND (user_name_key = @key OR address = @key)
            ORDER BY account_id LIMIT 1
            """,
            new { list = SqlIds.List(tx.Engine, organisations), key = KeyOf(userName) }
        );

    /// <summary>People of these names whom no program looks after yet.</summary>
    public static Task<IReadOnlyList<PersonRow>> CalledAsync(
        WriteTransaction tx,
        IEnumerable<Guid> organisations,
        IEnumerable<(string Given, string Family)> names
    )
    {
        var keys = names.Select(n => (Given: KeyOf(n.Given), Family: KeyOf(n.Family))).Distinct().ToList();
        // By pairs: a hundred first names with a hundred last names are ten thousand people.
        var wanted =
            tx.Engine == Engine.Sqlite
                ? "SELECT value ->> 0, value ->> 1 FROM json_each(@pairs)"
                : "SELECT * FROM unnest(@families, @givens)";
        var parameters = new DynamicParameters(new { list = SqlIds.List(tx.Engine, organisations) });
        if (tx.Engine == Engine.Sqlite)
        {
            parameters.Add("pairs", JsonSerializer.Serialize(keys.Select(k => new[] { k.Family, k.Given })));
        }
        else
        {
            parameters.Add("families", keys.Select(k => k.Family).ToArray());
            parameters.Add("givens", keys.Select(k => k.Given).ToArray());
        }

        return tx.QueryAsync<PersonRow>(
            $"""
            SELECT {Columns} FROM provisioning_person
            WHERE {SqlIds.In(tx.Engine, "organisation_id", "@list")} AND feed_id IS NULL AND active
                AND (family_name_key, given_name_key) IN ({wanted})
            """,
            parameters
        );
    }

    public static Task<bool> IsAddressKnownAsync(WriteTransaction tx, string address) =>
        tx.QuerySingleAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM provisioning_person WHERE address = @key)",
            new { key = KeyOf(address) }
        );

    public static Task<long> CountActiveAsync(WriteTransaction tx, IEnumerable<Guid> organisations) =>
        tx.QuerySingleAsync<long>(
            $"SELECT COUNT(*) FROM provisioning_person WHERE {SqlIds.In(tx.Engine, "organisation_id", "@list")} AND active",
            new { list = SqlIds.List(tx.Engine, organisations) }
        );

    /// <summary>New, or in the place of what was known.</summary>
    public static Task WriteAsync(WriteTransaction tx, PersonRow person) => WriteAsync(tx, [person]);

    public static Task WriteAsync(WriteTransaction tx, IReadOnlyList<PersonRow> people) => Write.RunAsync(tx, people);

    /// <summary>The account is gone for good, and so is what was known of it.</summary>
    public static Task ForgetAsync(WriteTransaction tx, Guid accountId) =>
        tx.ExecuteAsync("DELETE FROM provisioning_person WHERE account_id = @accountId", new { accountId });

    /// <summary>How texts are compared that do not tell upper case from lower.</summary>
    public static string KeyOf(string text) => text.Trim().ToLowerInvariant();

    private static BulkRows<PersonRow> Writing()
    {
        BulkColumn<PersonRow>[] columns =
        [
            BulkColumn<PersonRow>.Id("account_id", p => p.AccountId),
            BulkColumn<PersonRow>.Instant("created", p => p.Created),
            BulkColumn<PersonRow>.Id("organisation_id", p => p.OrganisationId),
            BulkColumn<PersonRow>.Text("ods", p => p.Ods),
            BulkColumn<PersonRow>.IdOrNull("feed_id", p => p.FeedId),
            BulkColumn<PersonRow>.Text("external_id", p => p.ExternalId),
            BulkColumn<PersonRow>.Text("address", p => KeyOf(p.Address)),
            BulkColumn<PersonRow>.IdOrNull("manager_id", p => p.ManagerId),
            BulkColumn<PersonRow>.Flag("active", p => p.Active),
            BulkColumn<PersonRow>.Flag("is_hidden", p => p.IsHidden),
            BulkColumn<PersonRow>.Instant("modified", p => p.Modified),
            BulkColumn<PersonRow>.Number("version", p => p.Version),
            .. PersonRow.Texts.Select(t => BulkColumn<PersonRow>.Text(t.Column, t.Get)),
            .. PersonRow.Texts.Select(t => BulkColumn<PersonRow>.Text(t.Column + "_key", p => KeyOf(t.Get(p)))),
        ];
        // Who they are and since when stays.
        var set = string.Join(", ", columns.Skip(2).Select(c => $"{c.Name} = excluded.{c.Name}"));
        return BulkRows<PersonRow>.Insert(
            "provisioning_person",
            $"ON CONFLICT (account_id) DO UPDATE SET {set}",
            columns
        );
    }
}
