using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>A home that joined without the toolkit.</summary>
public sealed class Chase
{
    public Guid OrganisationId { get; init; }
    public string SiteCode { get; init; } = "";
    public string Home { get; init; } = "";
    public string Mailbox { get; init; } = "";
    public long Reminders { get; init; }
}

/// <summary>The SQL of reminders to publish the toolkit afterwards.</summary>
internal static class ChaseTable
{
    public static Task AddAsync(
        WriteTransaction tx,
        Organisation organisation,
        string home,
        EmailAddress mailbox,
        DateTimeOffset due
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO joining_chase (organisation_id, site_code, home, mailbox, reminders, due)
            VALUES (@Id, @Ods, @home, @mailbox, 0, @due) ON CONFLICT DO NOTHING
            """,
            new
            {
                organisation.Id,
                organisation.Ods,
                home,
                mailbox = mailbox.ToString(),
                due,
            }
        );

    public static Task<IReadOnlyList<Chase>> DueAsync(Database database, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<Chase>(
            """
            SELECT organisation_id AS OrganisationId, site_code AS SiteCode, home AS Home, mailbox AS Mailbox, reminders AS Reminders
            FROM joining_chase WHERE due <= @now ORDER BY due
            """,
            new { now },
            ct
        );

    public static Task RemindedAsync(WriteTransaction tx, Guid organisationId, DateTimeOffset due) =>
        tx.ExecuteAsync(
            "UPDATE joining_chase SET reminders = reminders + 1, due = @due WHERE organisation_id = @organisationId",
            new { organisationId, due }
        );

    public static Task DoneAsync(WriteTransaction tx, Guid organisationId) =>
        tx.ExecuteAsync("DELETE FROM joining_chase WHERE organisation_id = @organisationId", new { organisationId });
}
