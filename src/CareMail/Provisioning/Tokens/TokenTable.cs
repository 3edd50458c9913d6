using CareMail.Storage;

namespace CareMail.Provisioning.Tokens;

/// <summary>A token as it is known after it was shown.</summary>
internal sealed class ApiToken
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string Name { get; init; } = "";
    public string Scopes { get; init; } = "";
    public string Ending { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public Guid MadeBy { get; init; }
    public DateTimeOffset Expires { get; init; }
    public DateTimeOffset? LastUsed { get; init; }
    public DateTimeOffset? Revoked { get; init; }
}

/// <summary>The SQL of tokens.</summary>
internal sealed class TokenTable(Database database)
{
    private const string Columns =
        "id, organisation_id AS OrganisationId, name, scopes, ending, created, made_by AS MadeBy, expires, last_used AS LastUsed, revoked";

    public Task<ApiToken?> FindByLookupAsync(byte[] lookup, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<ApiToken>(
            $"SELECT {Columns} FROM provisioning_token WHERE lookup = @lookup",
            new { lookup },
            ct
        );

    public Task<ApiToken?> FindAsync(Guid id, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<ApiToken>(
            $"SELECT {Columns} FROM provisioning_token WHERE id = @id",
            new { id },
            ct
        );

    /// <summary>Those not revoked, the newest first.</summary>
    public Task<IReadOnlyList<ApiToken>> OfOrganisationAsync(Guid organisationId, CancellationToken ct) =>
        database.QueryAsync<ApiToken>(
            $"SELECT {Columns} FROM provisioning_token WHERE organisation_id = @organisationId AND revoked IS NULL ORDER BY created DESC",
            new { organisationId },
            ct
        );

    public static Task<long> CountAsync(WriteTransaction tx, Guid organisationId) =>
        tx.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM provisioning_token WHERE organisation_id = @organisationId AND revoked IS NULL",
            new { organisationId }
        );

    public static Task InsertAsync(WriteTransaction tx, ApiToken token, byte[] lookup) =>
        tx.ExecuteAsync(
            """
            INSERT INTO provisioning_token (id, organisation_id, name, scopes, lookup, ending, created, made_by, expires)
            VALUES (@Id, @OrganisationId, @Name, @Scopes, @lookup, @Ending, @Created, @MadeBy, @Expires)
            """,
            new
            {
                token.Id,
                token.OrganisationId,
                token.Name,
                token.Scopes,
                lookup,
                token.Ending,
                token.Created,
                token.MadeBy,
                token.Expires,
            }
        );

    /// <summary>False if somebody was quicker.</summary>
    public static async Task<bool> RevokeAsync(WriteTransaction tx, Guid id, DateTimeOffset now) =>
        await tx.ExecuteAsync(
            "UPDATE provisioning_token SET revoked = @now WHERE id = @id AND revoked IS NULL",
            new { id, now }
        ) == 1;

    public static async Task<bool> TakeOverAsync(WriteTransaction tx, Guid id, Guid by) =>
        await tx.ExecuteAsync(
            "UPDATE provisioning_token SET made_by = @by WHERE id = @id AND revoked IS NULL AND made_by <> @by",
            new { id, by }
        ) == 1;

    public Task UsedAsync(Guid id, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("UPDATE provisioning_token SET last_used = @now WHERE id = @id", new { id, now }),
            ct
        );
}
