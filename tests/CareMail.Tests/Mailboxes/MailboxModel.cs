using CareMail.Mailboxes;

namespace CareMail.Tests.Mailboxes;

/// <summary>What folders are, in the simplest words there are: lists of entries. The store must always say the same.</summary>
internal sealed class MailboxModel(int folders)
{
    private readonly List<ModelEntry>[] _folders =
    [
        .. Enumerable.Range(0, folders).Select(_ => new List<ModelEntry>()),
    ];
    private readonly uint[] _nextUid = [.. Enumerable.Repeat(1u, folders)];

    public IReadOnlyList<ModelEntry> Entries(int folder) => _folders[folder];

    public void File(int folder, int message, MessageFlags flags) =>
        _folders[folder].Add(new ModelEntry(_nextUid[folder]++, message, flags));

    public void Flag(int folder, UidSet uids, FlagChange change)
    {
        foreach (var entry in _folders[folder].Where(e => uids.Contains(e.Uid)))
        {
            entry.Flags = change.Operation switch
            {
                FlagOperation.Add => entry.Flags | change.Flags,
                FlagOperation.Remove => entry.Flags & ~change.Flags,
                FlagOperation.Replace => change.Flags,
            };
        }
    }

    public void Copy(int from, UidSet uids, int to)
    {
        foreach (var entry in _folders[from].Where(e => uids.Contains(e.Uid)).ToList())
        {
            File(to, entry.Message, entry.Flags);
        }
    }

    public void Move(int from, UidSet uids, int to)
    {
        var moved = _folders[from].Where(e => uids.Contains(e.Uid)).ToList();
        foreach (var entry in moved)
        {
            File(to, entry.Message, entry.Flags);
        }

        _folders[from].RemoveAll(moved.Contains);
    }

    public void Expunge(int folder, UidSet uids) =>
        _folders[folder].RemoveAll(e => uids.Contains(e.Uid) && e.Flags.HasFlag(MessageFlags.Deleted));

    public void Remove(int folder, UidSet uids) => _folders[folder].RemoveAll(e => uids.Contains(e.Uid));

    internal sealed class ModelEntry(uint uid, int message, MessageFlags flags)
    {
        public uint Uid { get; } = uid;
        public int Message { get; } = message;
        public MessageFlags Flags { get; set; } = flags;
    }
}
