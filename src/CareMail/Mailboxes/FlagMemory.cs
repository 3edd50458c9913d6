using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// Remembers the flags of folders that were asked for lately. The index stays the truth: every reading begins with the
/// folder's mod-sequence there, and takes over what changed since the one remembered. So nobody has to be told of changes,
/// whoever makes them, and what is forgotten is read again.
/// </summary>
internal sealed class FlagMemory(Database database, MailboxLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<(Guid Id, FolderFlags Flags)>> _folders = [];
    private readonly LinkedList<(Guid Id, FolderFlags Flags)> _latestFirst = [];
    private long _bytes;

    /// <summary>What is remembered takes so much.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>The folder as it is now; none if it is gone. Null: too much to hold, ask the index for what you need.</summary>
    public Task<FolderFlags?> ReadAsync(Guid folderId, CancellationToken ct) =>
        database.ReadSnapshotAsync(c => ReadAsync(c, folderId, ct), ct);

    private async Task<FolderFlags?> ReadAsync(DbConnection c, Guid folderId, CancellationToken ct)
    {
        var id = ("@folderId", SqlIds.Value(database.Engine, folderId));
        var folders = await c.ListAsync(
            "SELECT modseq, forgotten_modseq, messages FROM mailboxes_folder WHERE id = @folderId",
            row => (ModSeq: (ulong)row.GetInt64(0), Forgotten: (ulong)row.GetInt64(1), Messages: row.GetInt64(2)),
            ct,
            id
        );
        if (folders is not [var now])
        {
            return FolderFlags.None;
        }

        var known = Find(folderId);
        if (known?.ModSeq >= now.ModSeq)
        {
            return known;
        }

        if (now.Messages * FlagRow.Bytes > limits.FlagsOfFolder)
        {
            return null;
        }

        var flags =
            known is not null && known.ModSeq >= now.Forgotten
                ? await ChangedAsync(c, known, now.ModSeq, id, ct)
                : null;
        flags ??= await AllAsync(c, now.ModSeq, id, ct);
        Keep(folderId, flags);
        return flags;
    }

    private static async Task<FolderFlags?> AllAsync(
        DbConnection c,
        ulong modSeq,
        (string, object) folder,
        CancellationToken ct
    )
    {
        var keywords = new KeywordSets();
        var rows = await c.ListAsync(
            """
            SELECT uid, modseq, flags, keywords FROM mailboxes_entry WHERE folder_id = @folderId ORDER BY folder_id, uid
            """,
            row => new FlagRow(
                (ulong)row.GetInt64(1),
                (uint)row.GetInt64(0),
                (ushort)row.GetInt64(2),
                keywords.NumberOf(row.GetString(3))
            ),
            ct,
            folder
        );
        return keywords.IsFull ? null : new FolderFlags(modSeq, [.. rows], keywords);
    }

    private static async Task<FolderFlags?> ChangedAsync(
        DbConnection c,
        FolderFlags known,
        ulong modSeq,
        (string, object) folder,
        CancellationToken ct
    )
    {
        (string, object)[] parameters = [folder, ("@modSeq", (long)known.ModSeq)];
        var changed = await c.ListAsync(
            """
            SELECT uid, modseq, flags, keywords FROM mailboxes_entry
            WHERE folder_id = @folderId AND modseq > @modSeq ORDER BY folder_id, modseq
            """,
            row => new EntryFlags(
                (uint)row.GetInt64(0),
                (ulong)row.GetInt64(1),
                (MessageFlags)row.GetInt64(2),
                Keywords.Read(row.GetString(3))
            ),
            ct,
            parameters
        );
        changed.Sort((a, b) => a.Uid.CompareTo(b.Uid));
        var vanished = await c.ListAsync(
            "SELECT uid FROM mailboxes_tombstone WHERE folder_id = @folderId AND modseq > @modSeq",
            row => (uint)row.GetInt64(0),
            ct,
            parameters
        );
        return known.After(modSeq, changed, vanished);
    }

    private FolderFlags? Find(Guid folderId)
    {
        lock (_lock)
        {
            if (!_folders.TryGetValue(folderId, out var node))
            {
                return null;
            }

            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Flags;
        }
    }

    private void Keep(Guid folderId, FolderFlags? flags)
    {
        lock (_lock)
        {
            if (_folders.TryGetValue(folderId, out var before))
            {
                if (flags is not null && before.Value.Flags.ModSeq > flags.ModSeq)
                {
                    return;
                }

                Forget(before);
            }

            if (flags is null)
            {
                return;
            }

            _folders[folderId] = _latestFirst.AddFirst((folderId, flags));
            _bytes += flags.Bytes;
            while (_bytes > limits.RememberedFlags)
            {
                Forget(_latestFirst.Last!);
            }
        }
    }

    private void Forget(LinkedListNode<(Guid Id, FolderFlags Flags)> node)
    {
        _latestFirst.Remove(node);
        _folders.Remove(node.Value.Id);
        _bytes -= node.Value.Flags.Bytes;
    }
}
