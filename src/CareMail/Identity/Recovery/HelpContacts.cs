using CareMail.Storage;

namespace CareMail.Identity.Recovery;

/// <summary>How to reach whoever administers an organisation, in the administrators' own words.</summary>
public sealed class HelpContact
{
    public Guid OrganisationId { get; init; }
    public string Words { get; init; } = "";
}

/// <summary>What administrators publish for people who cannot sign in.</summary>
public sealed class HelpContacts
{
    private readonly Database _database;
    private readonly TimeProvider _time;

    internal HelpContacts(Database database, TimeProvider time) => (_database, _time) = (database, time);

    public Task<IReadOnlyList<HelpContact>> OfAsync(
        IReadOnlyCollection<Guid> organisations,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<HelpContact>(
            $"""
            SELECT organisation_id AS OrganisationId, words AS Words FROM identity_help_contact
            WHERE {SqlIds.In(_database.Engine, "organisation_id", "@list")}
            """,
            new { list = SqlIds.List(_database.Engine, organisations) },
            ct
        );

    /// <param name="words">Empty: none.</param>
    public async Task SetAsync(WriteTransaction tx, Guid organisationId, string words)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.ExecuteAsync(
            "DELETE FROM identity_help_contact WHERE organisation_id = @organisationId",
            new { organisationId }
        );
        if (words.Length > 0)
        {
            await tx.ExecuteAsync(
                "INSERT INTO identity_help_contact (organisation_id, words, changed) VALUES (@organisationId, @words, @now)",
                new
                {
                    organisationId,
                    words,
                    now = _time.GetUtcNow(),
                }
            );
        }
    }
}
