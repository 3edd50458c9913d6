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

    private static readonly string Write = WriteSql();

    public Task<PersonRow?> FindAsync(Guid accountId, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<PersonRow>(
            $"SELECT {Columns} FROM provisioning_person WHERE account_id = @accountId",
            new { accountId },
            ct
        );

    /// <summary>The row as it stays until the transaction ends: two who write what they read would undo each other.</summary>
    public static async Task<PersonRow?> FindAsync(WriteTransaction tx, Guid accountId)
    {
        await tx.ExecuteAsync(
            "UPDATE provisioning_person SET account_id = account_id WHERE account_id = @accountId",
            new { accountId }
        );
        return await tx.QuerySingleOrDefaultAsync<PersonRow>(
            $"SELECT {Columns} FROM provisioning_person WHERE account_id = @accountId",
            new { accountId }
        );
    }

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

    /// <summary>People of that name whom no program looks after yet.</summary>
    public static Task<IReadOnlyList<PersonRow>> CalledAsync(
        WriteTransaction tx,
        IEnumerable<Guid> organisations,
        string given,
        string family
    ) =>
        tx.QueryAsync<PersonRow>(
            $"""
            SELECT {Columns} FROM provisioning_person
            WHERE {SqlIds.In(tx.Engine, "organisation_id", "@list")} AND feed_id IS NULL AND active
                AND family_name_key = @family AND given_name_key = @given
            """,
            new
            {
                list = SqlIds.List(tx.Engine, organisations),
                given = KeyOf(given),
                family = KeyOf(family),
            }
        );

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
    public static Task WriteAsync(WriteTransaction tx, PersonRow person)
    {
        var parameters = new DynamicParameters(
            new
            {
                person.AccountId,
                person.OrganisationId,
                person.Ods,
                person.FeedId,
                person.ExternalId,
                address = KeyOf(person.Address),
                person.ManagerId,
                person.Active,
                person.IsHidden,
                person.Created,
                person.Modified,
                person.Version,
            }
        );
        foreach (var (column, get) in PersonRow.Texts)
        {
            parameters.Add(column, get(person));
            parameters.Add(column + "_key", KeyOf(get(person)));
        }

        return tx.ExecuteAsync(Write, parameters);
    }

    /// <summary>How texts are compared that do not tell upper case from lower.</summary>
    public static string KeyOf(string text) => text.Trim().ToLowerInvariant();

    private static string WriteSql()
    {
        string[] columns =
        [
            "organisation_id",
            "ods",
            "feed_id",
            "external_id",
            "address",
            "manager_id",
            "active",
            "is_hidden",
            "modified",
            "version",
            .. PersonRow.Texts.SelectMany(t => new[] { t.Column, t.Column + "_key" }),
        ];
        string[] values =
        [
            "@OrganisationId",
            "@Ods",
            "@FeedId",
            "@ExternalId",
            "@address",
            "@ManagerId",
            "@Active",
            "@IsHidden",
            "@Modified",
            "@Version",
            .. columns.Skip(10).Select(c => "@" + c),
        ];
        return $"""
            INSERT INTO provisioning_person (account_id, created, {string.Join(", ", columns)})
            VALUES (@AccountId, @Created, {string.Join(", ", values)})
            ON CONFLICT (account_id) DO UPDATE SET {string.Join(", ", columns.Select(c => $"{c} = excluded.{c}"))}
            """;
    }
}
