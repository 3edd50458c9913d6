using CareMail.Access;
using CareMail.Audit;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>
/// People outside the service: one's own, seen by nobody else, and those an organisation keeps for all its people, changed
/// by its directory managers and administrators.
/// </summary>
public sealed class Contacts(Database database, AuditTrail audit, TimeProvider time)
{
    private const string Columns =
        "id AS Id, account_id AS AccountId, organisation_id AS OrganisationId, name AS Name, address AS Address, note AS Note";

    private static readonly Refusal Gone = new("There is no such contact any more.");

    /// <summary>One's own, then the organisation's, by name.</summary>
    public Task<IReadOnlyList<Contact>> ListAsync(
        Guid accountId,
        Guid organisationId,
        CancellationToken ct = default
    ) =>
        database.QueryAsync<Contact>(
            $"""
            SELECT {Columns} FROM addressbook_contact
            WHERE account_id = @accountId OR organisation_id = @organisationId
            ORDER BY CASE WHEN account_id IS NULL THEN 1 ELSE 0 END, name, id
            """,
            new { accountId, organisationId },
            ct
        );

    /// <summary>Those whose name or address has words beginning like those typed.</summary>
    public async Task<IReadOnlyList<Contact>> FindAsync(
        Guid accountId,
        Guid organisationId,
        string text,
        int limit,
        CancellationToken ct = default
    )
    {
        var words = AddressRules.Typed(text, DirectoryLimits.Words);
        return words.Count == 0
            ? []
            : [.. (await ListAsync(accountId, organisationId, ct)).Where(c => c.IsFoundBy(words)).Take(limit)];
    }

    /// <summary>One that the person may see; null otherwise.</summary>
    public Task<Contact?> FindAsync(Guid id, Guid accountId, Guid organisationId, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<Contact>(
            $"""
            SELECT {Columns} FROM addressbook_contact
            WHERE id = @id AND (account_id = @accountId OR organisation_id = @organisationId)
            """,
            new
            {
                id,
                accountId,
                organisationId,
            },
            ct
        );

    /// <param name="organisationId">For everybody there; empty: for oneself.</param>
    public async Task<Outcome<Contact>> AddAsync(
        Actor actor,
        Guid? organisationId,
        ContactAnswers answers,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (Refused(actor, organisationId, answers) is { } refusal)
        {
            return refusal;
        }

        var contact = Of(answers) with
        {
            Id = Ids.New(),
            AccountId = organisationId is null ? actor.AccountId : null,
            OrganisationId = organisationId,
        };
        return await database.WriteAsync(tx => InsertAsync(tx, actor, contact), ct);
    }

    public async Task<Outcome<Contact>> ChangeAsync(
        Actor actor,
        Contact contact,
        ContactAnswers answers,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(contact);
        if (Refused(actor, contact.OrganisationId, answers) is { } refusal)
        {
            return refusal;
        }

        var changed = Of(answers) with
        {
            Id = contact.Id,
            AccountId = contact.AccountId,
            OrganisationId = contact.OrganisationId,
        };
        return await database.WriteAsync<Outcome<Contact>>(
            async tx =>
            {
                var rows = await tx.ExecuteAsync(
                    "UPDATE addressbook_contact SET name = @Name, address = @Address, note = @Note WHERE id = @Id",
                    changed
                );
                if (rows == 0)
                {
                    return Gone;
                }

                await RecordAsync(tx, actor, changed, contact.Address, changed.Address);
                return changed;
            },
            ct
        );
    }

    public async Task<Outcome<Contact>> RemoveAsync(Actor actor, Contact contact, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(contact);
        if (NotAllowed(actor, contact.OrganisationId) is { } refusal)
        {
            return refusal;
        }

        await database.WriteAsync(
            async tx =>
            {
                if (await tx.ExecuteAsync("DELETE FROM addressbook_contact WHERE id = @Id", new { contact.Id }) == 1)
                {
                    await RecordAsync(tx, actor, contact, contact.Address, null);
                }
            },
            ct
        );
        return contact;
    }

    private async Task<Outcome<Contact>> InsertAsync(WriteTransaction tx, Actor actor, Contact contact)
    {
        var kept = await tx.QuerySingleAsync<long>(
            """
            SELECT COUNT(*) FROM addressbook_contact
            WHERE account_id = @AccountId OR (account_id IS NULL AND organisation_id = @OrganisationId)
            """,
            contact
        );
        if (kept >= DirectoryLimits.Contacts)
        {
            return new Refusal($"There is room for {DirectoryLimits.Contacts} contacts. Remove one first.");
        }

        await tx.ExecuteAsync(
            """
            INSERT INTO addressbook_contact (id, account_id, organisation_id, name, address, note, created)
            VALUES (@Id, @AccountId, @OrganisationId, @Name, @Address, @Note, @now)
            """,
            new
            {
                contact.Id,
                contact.AccountId,
                contact.OrganisationId,
                contact.Name,
                contact.Address,
                contact.Note,
                now = time.GetUtcNow(),
            }
        );
        await RecordAsync(tx, actor, contact, null, contact.Address);
        return contact;
    }

    /// <summary>What everybody at an organisation sees is an act on the organisation; one's own contacts are nobody's business.</summary>
    private Task RecordAsync(WriteTransaction tx, Actor actor, Contact contact, string? before, string? after) =>
        contact.OrganisationId is null
            ? Task.CompletedTask
            : audit.RecordAsync(
                tx,
                new AuditEntry(
                    actor.AccountId,
                    Act.ManageDirectory.Spell(),
                    contact.Id,
                    contact.OrganisationId,
                    actor.Origin,
                    before,
                    after,
                    null
                )
            );

    private static Refusal? Refused(Actor actor, Guid? organisationId, ContactAnswers answers) =>
        NotAllowed(actor, organisationId) ?? (ContactRules.Check(answers) is [var first, ..] ? first : null);

    private static Refusal? NotAllowed(Actor actor, Guid? organisationId) =>
        organisationId is not { } at || Permissions.May(actor, Act.ManageDirectory, new Target(at))
            ? null
            : new Refusal("What everybody sees is changed by your organisation’s administrators.");

    private static Contact Of(ContactAnswers answers) =>
        new()
        {
            Name = answers.Name.Trim(),
            Address = EmailAddress.Parse(answers.Address.Trim()).ToString(),
            Note = answers.Note.Trim(),
        };
}
