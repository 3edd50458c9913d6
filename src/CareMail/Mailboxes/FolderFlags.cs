namespace CareMail.Mailboxes;

/// <summary>What a mail program asks of every message whenever it looks at a folder.</summary>
public readonly record struct EntryFlags(uint Uid, ulong ModSeq, MessageFlags Flags, IReadOnlyList<string> Keywords);

/// <summary>
/// The flags of all entries of a folder at one mod-sequence, by UID. Sixteen bytes an entry; it never changes, so that a
/// slow client can be answered from it while the folder moves on.
/// </summary>
public sealed class FolderFlags
{
    private readonly FlagRow[] _rows;
    private readonly KeywordSets _keywords;

    internal FolderFlags(ulong modSeq, FlagRow[] rows, KeywordSets keywords) =>
        (ModSeq, _rows, _keywords) = (modSeq, rows, keywords);

    internal static FolderFlags None { get; } = new(0, [], new KeywordSets());

    public ulong ModSeq { get; }

    public int Count => _rows.Length;

    public EntryFlags this[int at] =>
        new(_rows[at].Uid, _rows[at].ModSeq, (MessageFlags)_rows[at].Flags, _keywords[_rows[at].Keywords]);

    internal long Bytes => (long)FlagRow.Bytes * _rows.Length + _keywords.Bytes;

    /// <summary>Where the first entry with this UID or a higher one is.</summary>
    public int FirstFrom(uint uid)
    {
        var (low, high) = (0, _rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _rows[middle].Uid < uid ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The UIDs below this one.</summary>
    internal uint[] UidsBelow(uint uid) => Array.ConvertAll(_rows[..FirstFrom(uid)], row => row.Uid);

    /// <summary>The folder some changes later. Both lists ascend. Null: more different keywords than are kept.</summary>
    internal FolderFlags? After(ulong modSeq, List<EntryFlags> changed, List<uint> vanished)
    {
        var keywords = new KeywordSets(_keywords);
        var rows = new List<FlagRow>(_rows.Length + changed.Count);
        var gone = vanished.ToHashSet();
        var next = 0;
        foreach (var row in _rows)
        {
            if (next < changed.Count && changed[next].Uid == row.Uid)
            {
                rows.Add(keywords.Row(changed[next++]));
            }
            else if (!gone.Contains(row.Uid))
            {
                rows.Add(row);
            }
        }

        // UIDs only grow: what is not among the known has come behind them.
        rows.AddRange(changed[next..].Select(keywords.Row));
        return keywords.IsFull ? null : new FolderFlags(modSeq, [.. rows], keywords);
    }
}

/// <summary>One entry; its keywords are a number, because a few combinations of them serve a whole folder.</summary>
internal readonly record struct FlagRow(ulong ModSeq, uint Uid, ushort Flags, ushort Keywords)
{
    public const int Bytes = 16;
}
