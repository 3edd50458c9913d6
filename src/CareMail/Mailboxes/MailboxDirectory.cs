using System.Collections.Concurrent;
using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>What hardly ever changes about a mailbox, remembered: every delivery asks, and the transaction checks.</summary>
internal sealed class MailboxDirectory(Database database, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, MailboxFacts> _facts = new();
    private readonly ConcurrentDictionary<(Guid, SpecialUse), Guid> _folders = new();

    /// <summary>Null if there is no such mailbox.</summary>
    public async ValueTask<MailboxFacts?> FindAsync(Guid mailboxId, CancellationToken ct) =>
        _facts.TryGetValue(mailboxId, out var known)
            ? known
            : await database.ReadAsync(c => ReadAsync(c, null, mailboxId, ct), ct);

    /// <summary>It went to another organisation: asked anew the next time.</summary>
    public void Forget(Guid mailboxId) => _facts.TryRemove(mailboxId, out _);

    /// <summary>The same inside a transaction.</summary>
    public async ValueTask<MailboxFacts?> FindAsync(WriteTransaction tx, Guid mailboxId) =>
        _facts.TryGetValue(mailboxId, out var known)
            ? known
            : await ReadAsync(tx.Connection, tx.Transaction, mailboxId, tx.Cancellation);

    private async Task<MailboxFacts?> ReadAsync(
        DbConnection connection,
        DbTransaction? transaction,
        Guid mailboxId,
        CancellationToken ct
    )
    {
        var found = await connection.ListAsync(
            transaction,
            "SELECT organisation_id, kind FROM mailboxes_mailbox WHERE id = @mailboxId",
            row => new MailboxFacts(row.GetId(0), (MailboxKind)row.GetInt64(1)),
            [("@mailboxId", SqlIds.Value(database.Engine, mailboxId))],
            ct
        );
        // A mailbox made in this transaction may not come to be: remember it when others can see it.
        return found is [var facts] ? (transaction is null ? _facts.GetOrAdd(mailboxId, facts) : facts) : null;
    }

    /// <summary>The folder with this use; made if it is missing. Null if there is no such mailbox.</summary>
    public async ValueTask<Guid?> FolderAsync(Guid mailboxId, SpecialUse use, CancellationToken ct)
    {
        if (_folders.TryGetValue((mailboxId, use), out var known))
        {
            return known;
        }

        var folder = await FindFolderAsync(mailboxId, use, ct) ?? await MakeFolderAsync(mailboxId, use, ct);
        return folder is { } id ? _folders.GetOrAdd((mailboxId, use), id) : null;
    }

    private async Task<Guid?> FindFolderAsync(Guid mailboxId, SpecialUse use, CancellationToken ct)
    {
        var found = await database.ListAsync(
            "SELECT id FROM mailboxes_folder WHERE mailbox_id = @mailboxId AND special_use = @use AND special_use <> 0",
            row => row.GetId(0),
            ct,
            ("@mailboxId", SqlIds.Value(database.Engine, mailboxId)),
            ("@use", (long)use)
        );
        return found is [var id] ? id : null;
    }

    private async Task<Guid?> MakeFolderAsync(Guid mailboxId, SpecialUse use, CancellationToken ct)
    {
        var name = FolderTable.Standard.Single(f => f.Use == use).Name;
        return await database.WriteAsync<Guid?>(
            async tx =>
            {
                if (!await MailboxTable.LockAsync(tx, mailboxId))
                {
                    return null;
                }

                var folders = await FolderTable.OfMailboxAsync(tx, mailboxId);
                if (folders.Find(f => f.Use == use || f.Name == name) is { } taken)
                {
                    return taken.Id;
                }

                var validity = await MailboxTable.TakeUidValiditiesAsync(tx, mailboxId, 1, time.GetUtcNow());
                var made = FolderTable.New(mailboxId, name, use, validity);
                await FolderTable.InsertAsync(tx, [made]);
                return made.Id;
            },
            ct
        );
    }
}

/// <summary>What hardly ever changes about a mailbox.</summary>
internal sealed record MailboxFacts(Guid OrganisationId, MailboxKind Kind)
{
    /// <summary>Only where several people read does it matter who did.</summary>
    public bool RemembersReaders => Kind != MailboxKind.Personal;
}
