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

    public Task<IReadOnlyList<Organisation>> ListAsync(CancellationToken ct = default) =>
        database.QueryAsync<Organisation>($"SELECT {Columns} FROM organisations_organisation ORDER BY ods", null, ct);

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
