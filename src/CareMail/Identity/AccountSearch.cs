using CareMail.Access;
using CareMail.Storage;

namespace CareMail.Identity;

/// <summary>Finds the people a rule means: of some organisations, with a role, with a word in their job title.</summary>
public sealed class AccountSearch(Database database)
{
    /// <param name="organisations">None: nobody.</param>
    /// <param name="role">Null: whatever they are.</param>
    /// <param name="jobTitle">Empty: whatever they do. Case does not matter.</param>
    /// <returns>Active accounts.</returns>
    public Task<IReadOnlyList<Guid>> MatchingAsync(
        IReadOnlyCollection<Guid> organisations,
        Role? role,
        string jobTitle,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(jobTitle);
        return database.QueryAsync<Guid>(
            $"""
            SELECT a.id FROM identity_account a
            WHERE {SqlIds.In(database.Engine, "a.organisation_id", "@organisations")} AND a.state = @active
                AND (@title = '' OR lower(a.job_title) LIKE '%' || @title || '%' ESCAPE '!')
                AND (@role = 0 OR EXISTS (SELECT 1 FROM identity_role r WHERE r.account_id = a.id AND r.role = @role))
            """,
            new
            {
                organisations = SqlIds.List(database.Engine, organisations),
                active = AccountState.Active,
                title = Pattern(jobTitle.Trim()),
                role = (long)(role ?? 0),
            },
            ct
        );
    }

    private static string Pattern(string text) =>
        text.ToLowerInvariant()
            .Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);
}
