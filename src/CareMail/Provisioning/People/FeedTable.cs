using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>What happens to somebody whom a program calls "not active". The numbers are stored: never reuse one.</summary>
internal enum InactiveMeans
{
    /// <summary>They may not sign in until the program says otherwise.</summary>
    Disabled = 1,

    /// <summary>They have left.</summary>
    Left = 2,
}

/// <summary>How the programs of an organisation are treated.</summary>
internal sealed class Feed
{
    public Guid OrganisationId { get; init; }
    public InactiveMeans InactiveMeans { get; init; } = InactiveMeans.Disabled;
    public DateTimeOffset? Paused { get; init; }
    public string PausedWhy { get; init; } = "";
}

/// <summary>The SQL of feeds and of what the brake counts.</summary>
internal static class FeedTable
{
    private const string Columns =
        "organisation_id AS OrganisationId, inactive_means AS InactiveMeans, paused AS Paused, paused_why AS PausedWhy";

    public static async Task<Feed> FindAsync(Database database, Guid organisationId, CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<Feed>(
            $"SELECT {Columns} FROM provisioning_feed WHERE organisation_id = @organisationId",
            new { organisationId },
            ct
        ) ?? new Feed { OrganisationId = organisationId };

    public static async Task<Feed> FindAsync(WriteTransaction tx, Guid organisationId) =>
        await tx.QuerySingleOrDefaultAsync<Feed>(
            $"SELECT {Columns} FROM provisioning_feed WHERE organisation_id = @organisationId",
            new { organisationId }
        ) ?? new Feed { OrganisationId = organisationId };

    public static Task WriteAsync(WriteTransaction tx, Feed feed) =>
        tx.ExecuteAsync(
            """
            INSERT INTO provisioning_feed (organisation_id, inactive_means, paused, paused_why)
            VALUES (@OrganisationId, @InactiveMeans, @Paused, @PausedWhy)
            ON CONFLICT (organisation_id) DO UPDATE SET
                inactive_means = excluded.inactive_means, paused = excluded.paused, paused_why = excluded.paused_why
            """,
            feed
        );

    public static Task<long> CountClosingsAsync(WriteTransaction tx, Guid feedId, DateTimeOffset since) =>
        tx.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM provisioning_closing WHERE feed_id = @feedId AND at > @since",
            new { feedId, since }
        );

    public static Task AddClosingAsync(WriteTransaction tx, Guid feedId, DateTimeOffset at) =>
        tx.ExecuteAsync(
            "INSERT INTO provisioning_closing (id, feed_id, at) VALUES (@id, @feedId, @at)",
            new
            {
                id = Ids.New(),
                feedId,
                at,
            }
        );

    public static Task ForgetClosingsAsync(WriteTransaction tx, Guid feedId) =>
        tx.ExecuteAsync("DELETE FROM provisioning_closing WHERE feed_id = @feedId", new { feedId });
}
