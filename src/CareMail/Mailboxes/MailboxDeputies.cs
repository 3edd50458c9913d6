using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Somebody who may do with a shared mailbox what an owner does, from a moment until another.</summary>
public sealed class Deputy
{
    public Guid Id { get; init; }
    public Guid MailboxId { get; init; }
    public Guid AccountId { get; init; }
    public Guid? NamedBy { get; init; }
    public DateTimeOffset From { get; init; }
    public DateTimeOffset Until { get; init; }

    public bool IsOn(DateTimeOffset now) => From <= now && now < Until;
}

/// <summary>
/// Deputies of owners. They stay members: nothing here makes an owner, and the last owner cannot go because of a deputy.
/// What is changed here the caller audits, in the same transaction.
/// </summary>
public sealed class MailboxDeputies(Database database, MailboxAccess mailboxes, TimeProvider time)
{
    private const string Columns = """
        id AS Id, mailbox_id AS MailboxId, account_id AS AccountId, named_by AS NamedBy, from_at AS "From", until_at AS Until
        """;

    /// <summary>Those of today and of days to come.</summary>
    public Task<IReadOnlyList<Deputy>> OfAsync(Guid mailboxId, CancellationToken ct = default) =>
        database.QueryAsync<Deputy>(
            $"SELECT {Columns} FROM mailboxes_deputy WHERE mailbox_id = @mailboxId AND until_at > @now ORDER BY from_at, id",
            new { mailboxId, now = time.GetUtcNow() },
            ct
        );

    /// <summary>An owner, or a deputy whose days these are.</summary>
    public async Task<bool> ActsAsOwnerAsync(Guid accountId, Guid mailboxId, CancellationToken ct = default) =>
        await mailboxes.RightAsync(accountId, mailboxId, ct) is { } right
        && (
            right is AccessRight.Owner
            || (await OfAsync(mailboxId, ct)).Any(d => d.AccountId == accountId && d.IsOn(time.GetUtcNow()))
        );

    public static Task AddAsync(WriteTransaction tx, Deputy deputy)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            """
            INSERT INTO mailboxes_deputy (id, mailbox_id, account_id, named_by, from_at, until_at)
            VALUES (@Id, @MailboxId, @AccountId, @NamedBy, @From, @Until)
            """,
            deputy
        );
    }

    /// <summary>One, or all that the account has there; their ids.</summary>
    public static Task<IReadOnlyList<Guid>> RemoveAsync(
        WriteTransaction tx,
        Guid mailboxId,
        Guid accountId,
        Guid? id = null
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.QueryAsync<Guid>(
            """
            DELETE FROM mailboxes_deputy WHERE mailbox_id = @mailboxId AND account_id = @accountId
                AND (@id IS NULL OR id = @id) RETURNING id
            """,
            new
            {
                mailboxId,
                accountId,
                id,
            }
        );
    }
}
