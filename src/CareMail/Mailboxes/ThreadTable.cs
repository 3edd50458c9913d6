using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A hashed Message-ID a mailbox has seen named, and the conversation it belongs to.</summary>
internal readonly record struct ThreadRow(Guid MailboxId, long Key, Guid ThreadId);

/// <summary>
/// Finds the conversation of a message in its mailbox. Known Message-IDs decide, nearest first; what is new is remembered,
/// so that an answer that arrives before its question still joins it.
/// </summary>
internal sealed class ThreadTable
{
    private static readonly BulkRows<ThreadRow> InsertRows = BulkRows<ThreadRow>.Insert(
        "mailboxes_thread",
        "ON CONFLICT DO NOTHING",
        BulkColumn<ThreadRow>.Id("mailbox_id", t => t.MailboxId),
        BulkColumn<ThreadRow>.Number("key", t => t.Key),
        BulkColumn<ThreadRow>.Id("thread_id", t => t.ThreadId)
    );

    private readonly Dictionary<(Guid, long), Guid> _known = [];
    private readonly List<ThreadRow> _new = [];

    private ThreadTable() { }

    /// <summary>Reads what is known of these keys.</summary>
    public static async Task<ThreadTable> LoadAsync(
        WriteTransaction tx,
        IEnumerable<(Guid MailboxId, long[] Keys)> wanted
    )
    {
        var table = new ThreadTable();
        foreach (var mailbox in wanted.GroupBy(w => w.MailboxId))
        {
            await table.LoadAsync(tx, mailbox.Key, [.. mailbox.SelectMany(w => w.Keys).Distinct()]);
        }

        return table;
    }

    /// <summary>The conversation of a message with these keys, and from now on of all of them.</summary>
    public Guid Assign(Guid mailboxId, long[] keys, Guid messageId)
    {
        var thread = messageId;
        foreach (var key in keys)
        {
            if (_known.TryGetValue((mailboxId, key), out var known))
            {
                thread = known;
                break;
            }
        }

        foreach (var key in keys)
        {
            if (_known.TryAdd((mailboxId, key), thread))
            {
                _new.Add(new ThreadRow(mailboxId, key, thread));
            }
        }

        return thread;
    }

    public async Task SaveAsync(WriteTransaction tx)
    {
        _new.Sort((a, b) => (a.MailboxId, a.Key).CompareTo((b.MailboxId, b.Key)));
        await InsertRows.RunAsync(tx, _new);
        _new.Clear();
    }

    /// <summary>Forgets the keys of conversations that no entry is in any more.</summary>
    public static Task ForgetAsync(WriteTransaction tx, IEnumerable<Guid> threadIds) =>
        tx.ExecuteAsync(
            $"""
            DELETE FROM mailboxes_thread
            WHERE {SqlIds.In(tx.Engine, "thread_id", "@ids")}
                AND NOT EXISTS (SELECT 1 FROM mailboxes_entry e WHERE e.thread_id = mailboxes_thread.thread_id)
            """,
            new { ids = SqlIds.List(tx.Engine, threadIds) }
        );

    private async Task LoadAsync(WriteTransaction tx, Guid mailboxId, long[] keys)
    {
        if (tx.Engine == Engine.Sqlite)
        {
            var find = tx.Prepared(
                "SELECT thread_id FROM mailboxes_thread WHERE mailbox_id = @mailbox AND key = @key",
                "@mailbox",
                "@key"
            );
            find.Parameters[0].Value = tx.Id(mailboxId);
            foreach (var key in keys)
            {
                find.Parameters[1].Value = key;
                if (await find.ExecuteScalarAsync(tx.Cancellation) is byte[] thread)
                {
                    _known[(mailboxId, key)] = new Guid(thread, bigEndian: true);
                }
            }

            return;
        }

        var rows = await tx.ListAsync(
            "SELECT key, thread_id FROM mailboxes_thread WHERE mailbox_id = @mailboxId AND key = ANY(@keys)",
            row => (Key: row.GetInt64(0), Thread: row.GetId(1)),
            ("@mailboxId", mailboxId),
            ("@keys", keys)
        );
        foreach (var (key, thread) in rows)
        {
            _known[(mailboxId, key)] = thread;
        }
    }
}
