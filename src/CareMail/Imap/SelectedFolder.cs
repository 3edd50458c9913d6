using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>
/// The open folder as this client believes it to be. Opening loads nothing but the folder's row; the list of UIDs is read
/// when a command first needs sequence numbers, as it was at the moment the client knows (RFC 9051 §7.5.1: what a number
/// means changes only when the client has been told).
/// </summary>
internal sealed class SelectedFolder : IDisposable
{
    private readonly IDisposable _watch;
    private readonly Dictionary<uint, ulong> _told = [];
    private readonly SortedSet<uint> _vanished = [];
    private readonly Action _wake;
    private List<uint>? _uids;
    private FolderSnapshot _known;
    private int _keywords;
    private volatile bool _changed;

    private SelectedFolder(Folder folder, bool readOnly, FolderChanges changes, Action wake)
    {
        (Id, MailboxId, ReadOnly, _wake) = (folder.Id, folder.MailboxId, readOnly, wake);
        _watch = changes.Subscribe(folder.Id, OnChange);
    }

    public Guid Id { get; }
    public Guid MailboxId { get; }
    public bool ReadOnly { get; }

    /// <summary>The number of messages the client has been told of.</summary>
    public int Count { get; private set; }

    /// <summary>Set while the client idles: news wake it up.</summary>
    public bool IsIdling { get; set; }

    /// <summary><c>$</c>: the UIDs the last saving search found. RFC 5182.</summary>
    public UidSet Saved { get; set; } = UidSet.None;

    /// <summary>Watches first and reads the row after, so that nothing falls between. Null: gone meanwhile.</summary>
    public static async Task<(SelectedFolder Selected, Folder Folder)?> OpenAsync(
        ImapSession session,
        Folder found,
        bool readOnly
    )
    {
        var selected = new SelectedFolder(found, readOnly, session.Services.Changes, session.Input.Wake);
        var folder = await session.Services.Tree.FindAsync(found.Id, session.Closed);
        if (folder is null)
        {
            selected.Dispose();
            return null;
        }

        selected._known = folder.Snapshot;
        selected._keywords = folder.Keywords.Count;
        selected.Count = (int)folder.Messages;
        return (selected, folder);
    }

    /// <summary>Our own command changed the folder: the next news look, whether or not the hint has come.</summary>
    public void Touch() => _changed = true;

    /// <summary>The client has just been told the flags of this message at this mod-sequence.</summary>
    public void Told(uint uid, ulong modSeq) => _told[uid] = modSeq;

    /// <summary>The UIDs in the order of their sequence numbers.</summary>
    public async ValueTask<IReadOnlyList<uint>> UidsAsync(ImapSession session) => await LoadAsync(session);

    /// <summary>The sequence number of a UID, or 0.</summary>
    public static int SequenceOf(IReadOnlyList<uint> uids, uint uid)
    {
        var at = ((List<uint>)uids).BinarySearch(uid);
        return at < 0 ? 0 : at + 1;
    }

    /// <summary>The UIDs a client means: sequence numbers, UIDs or <c>$</c>. Null: a number beyond the last message.</summary>
    public async ValueTask<UidSet?> ResolveAsync(ImapSession session, SequenceSet set, bool uid)
    {
        if (set.IsSaved)
        {
            return Saved;
        }

        var uids = await LoadAsync(session);
        if (uids.Count == 0)
        {
            return uid ? UidSet.None : null;
        }

        if (uid)
        {
            return UidSet.Of(set.Resolve(uids[^1]).Select(r => new UidRange(r.From, Math.Min(r.To, uids[^1]))));
        }

        // A range that reaches beyond the last message is taken as far as there are messages: after expunges of others a
        // client's arithmetic is late, and it should not lose the rest for that.
        var numbers = set.Resolve((uint)uids.Count).Where(r => r.From <= uids.Count).ToList();
        return numbers.Count == 0
            ? null
            : UidSet.Of(
                numbers.Select(r => new UidRange(
                    uids[(int)r.From - 1],
                    uids[(int)Math.Min(r.To, (uint)uids.Count) - 1]
                ))
            );
    }

    /// <summary>
    /// Tells the client what changed since it last heard. Expunges wait while <paramref name="news"/> forbids them.
    /// False: the folder is gone.
    /// </summary>
    public async ValueTask<bool> TellAsync(ImapSession session, ImapNews news)
    {
        var changed = _changed;
        if (changed)
        {
            _changed = false;
            var delta = await session.Services.View.ChangesSinceAsync(Id, _known.ModSeq, session.Closed);
            if (delta.Folder is not { } folder || !delta.IsComplete)
            {
                return false;
            }

            await TakeAsync(session, delta, folder);
            TellExpunged(session, news);
            TellArrivals(session, delta, folder);
            TellFlags(session, delta, folder);
            _known = folder.Snapshot;
            _told.Clear();
        }
        else
        {
            TellExpunged(session, news);
        }

        return true;
    }

    public void Dispose() => _watch.Dispose();

    private void OnChange(FolderChange change)
    {
        _changed = true;
        if (IsIdling)
        {
            _wake();
        }
    }

    private async ValueTask<List<uint>> LoadAsync(ImapSession session) =>
        _uids ??= [.. await session.Services.View.UidsAsync(Id, _known, session.Closed)];

    private async ValueTask TakeAsync(ImapSession session, FolderDelta delta, Folder folder)
    {
        // Expunges and flags of others are told by number: now the numbers are needed, as they were.
        var numbered =
            delta.Vanished.Any(uid => uid < _known.UidNext) || delta.Entries.Any(e => e.Uid < _known.UidNext);
        if (numbered)
        {
            await LoadAsync(session);
        }

        _vanished.UnionWith(delta.Vanished.Where(uid => uid < _known.UidNext));
    }

    private void TellExpunged(ImapSession session, ImapNews news)
    {
        if (_vanished.Count == 0 || news != ImapNews.All || _uids is null)
        {
            return;
        }

        // Highest first: then no number shifts under another.
        foreach (var uid in _vanished.Reverse())
        {
            if (SequenceOf(_uids, uid) is > 0 and var number)
            {
                session.Writer.Raw("* "u8).Number(number).Raw(" EXPUNGE\r\n"u8);
            }
        }

        _uids.RemoveAll(_vanished.Contains);
        Count = _uids.Count;
        _vanished.Clear();
    }

    private void TellArrivals(ImapSession session, FolderDelta delta, Folder folder)
    {
        var arrived = delta.Entries.Where(e => e.Uid >= _known.UidNext && e.Uid < folder.UidNext).ToList();
        if (arrived.Count == 0)
        {
            return;
        }

        _uids?.AddRange(arrived.Select(e => e.Uid));
        Count += arrived.Count;
        session.Writer.Raw("* "u8).Number(Count).Raw(" EXISTS\r\n"u8);
        if (!session.Rev2)
        {
            session.Writer.Raw("* 0 RECENT\r\n"u8);
        }
    }

    private void TellFlags(ImapSession session, FolderDelta delta, Folder folder)
    {
        if (folder.Keywords.Count != _keywords)
        {
            _keywords = folder.Keywords.Count;
            FlagWriter.Lists(session.Writer, folder, ReadOnly);
        }

        foreach (var entry in delta.Entries)
        {
            if (entry.Uid >= _known.UidNext || (_told.TryGetValue(entry.Uid, out var told) && told == entry.ModSeq))
            {
                continue;
            }

            if (_uids is not null && SequenceOf(_uids, entry.Uid) is > 0 and var number)
            {
                FlagWriter.Fetch(session, number, entry.Uid, entry.ModSeq, entry.Flags, entry.Keywords);
            }
        }
    }
}
