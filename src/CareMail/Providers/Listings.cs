using CareMail.Access;
using CareMail.Accounts;
using CareMail.Manage;
using CareMail.Storage;

namespace CareMail.Providers;

/// <summary>What an owner said about a shared mailbox being found by anybody.</summary>
public sealed class Listing
{
    public Guid MailboxId { get; init; }
    public Guid OrganisationId { get; init; }
    public bool Listed { get; init; }
    public long Confirmed { get; init; }

    public DateTimeOffset ConfirmedAt => DateTimeOffset.FromUnixTimeMilliseconds(Confirmed);
}

/// <summary>
/// The owner's consent: without it nobody outside learns of a shared mailbox. Given, it is confirmed by giving it again;
/// taken back, the mailbox is out of the list at once.
/// </summary>
public sealed class Listings(Database database, MailboxSheets sheets, Acts acts, TimeProvider time)
{
    private const string Columns =
        "mailbox_id AS MailboxId, organisation_id AS OrganisationId, listed AS Listed, confirmed AS Confirmed";

    /// <summary>How often it was changed in this process: who remembers the list asks whether it is still so.</summary>
    internal int Changes { get; private set; }

    public Task<Listing?> FindAsync(Guid mailboxId, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<Listing>(
            $"SELECT {Columns} FROM providers_listing WHERE mailbox_id = @mailboxId",
            new { mailboxId },
            ct
        );

    public async Task<Outcome<Listing>> RunAsync(
        Actor actor,
        Guid mailboxId,
        bool listed,
        CancellationToken ct = default
    )
    {
        if (await sheets.FindMailboxAsync(actor, Act.ListProvider, mailboxId, ct) is not { } sheet)
        {
            return new Refusal("There is no such shared mailbox, or it is not yours to look after.");
        }

        var before = await FindAsync(mailboxId, ct);
        var after = new Listing
        {
            MailboxId = mailboxId,
            OrganisationId = sheet.Mailbox.OrganisationId,
            Listed = listed,
            Confirmed = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await database.WriteAsync(
            async tx =>
            {
                await tx.ExecuteAsync(
                    """
                    INSERT INTO providers_listing (mailbox_id, organisation_id, listed, confirmed)
                    VALUES (@MailboxId, @OrganisationId, @Listed, @Confirmed)
                    ON CONFLICT (mailbox_id) DO UPDATE SET organisation_id = excluded.organisation_id,
                        listed = excluded.listed, confirmed = excluded.confirmed
                    """,
                    after
                );
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ListProvider,
                    mailboxId,
                    after.OrganisationId,
                    null,
                    Word(before?.Listed ?? false),
                    Word(listed)
                );
            },
            ct
        );
        Changes++;
        return after;
    }

    internal Task<IReadOnlyList<Listing>> AllAsync(CancellationToken ct) =>
        database.QueryAsync<Listing>($"SELECT {Columns} FROM providers_listing WHERE listed", ct: ct);

    private static string Word(bool listed) => listed ? "listed" : "not listed";
}
