using CareMail.Storage;

namespace CareMail.Organisations;

/// <summary>The organisations of the service.</summary>
public sealed class OrganisationTable(Database database, TimeProvider time)
{
    private const string Columns =
        "id AS Id, ods AS Ods, name AS Name, kind AS Kind, town AS Town, headquarters_id AS HeadquartersId, created AS Created";

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

    /// <summary>Null if the code is taken.</summary>
    internal async Task<Organisation?> InsertAsync(WriteTransaction tx, NewOrganisation wanted)
    {
        var made = new Organisation
        {
            Id = wanted.Id ?? Ids.New(),
            Ods = wanted.Ods,
            Name = wanted.Name,
            Kind = wanted.Kind,
            Town = wanted.Town,
            HeadquartersId = wanted.HeadquartersId,
            Created = time.GetUtcNow(),
        };
        var rows = await tx.ExecuteAsync(
            """
            INSERT INTO organisations_organisation (id, ods, name, kind, town, headquarters_id, created)
            VALUES (@Id, @Ods, @Name, @Kind, @Town, @HeadquartersId, @Created) ON CONFLICT (ods) DO NOTHING
            """,
            made
        );
        return rows == 1 ? made : null;
    }
}
