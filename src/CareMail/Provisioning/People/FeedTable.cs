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
internal sealed record Feed
{
    public Guid OrganisationId { get; init; }
    public InactiveMeans InactiveMeans { get; init; } = InactiveMeans.Disabled;
    public DateTimeOffset? Paused { get; init; }
    public string PausedWhy { get; init; } = "";
    public long? BrakePeople { get; init; }
    public long? BrakePercent { get; init; }
    public long? BrakeLeast { get; init; }

    /// <summary>The organisation's own; null while it goes by the service's.</summary>
    public Brake? OwnBrake =>
        (BrakePeople, BrakePercent, BrakeLeast) is ({ } people, { } percent, { } least)
            ? new Brake((int)people, (int)percent, (int)least)
            : null;

    public Feed With(Brake? brake) =>
        this with
        {
            BrakePeople = brake?.People,
            BrakePercent = brake?.Percent,
            BrakeLeast = brake?.Least,
        };
}

/// <summary>The SQL of feeds and of what the brake counts.</summary>
internal static class FeedTable
{
    private const string Columns = """
        organisation_id AS OrganisationId, inactive_means AS InactiveMeans, paused AS Paused, paused_why AS PausedWhy,
        brake_people AS BrakePeople, brake_percent AS BrakePercent, brake_least AS BrakeLeast
        """;

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
            INSERT INTO provisioning_feed
                (organisation_id, inactive_means, paused, paused_why, brake_people, brake_percent, brake_least)
            VALUES (@OrganisationId, @InactiveMeans, @Paused, @PausedWhy, @BrakePeople, @BrakePercent, @BrakeLeast)
            ON CONFLICT (organisation_id) DO UPDATE SET
                inactive_means = excluded.inactive_means, paused = excluded.paused, paused_why = excluded.paused_why,
                brake_people = excluded.brake_people, brake_percent = excluded.brake_percent,
                brake_least = excluded.brake_least
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
