namespace CareMail.Mailboxes;

/// <summary>UIDs from the first to the last, both included.</summary>
public readonly record struct UidRange(uint First, uint Last);

/// <summary>A set of UIDs as sorted ranges that do not touch: <c>1:*</c> costs as much as <c>7</c>.</summary>
public sealed class UidSet
{
    private readonly UidRange[] _ranges;

    private UidSet(UidRange[] ranges) => _ranges = ranges;

    public static UidSet All { get; } = new([new UidRange(1, uint.MaxValue)]);

    public static UidSet None { get; } = new([]);

    public IReadOnlyList<UidRange> Ranges => _ranges;

    public bool IsEmpty => _ranges.Length == 0;

    public static UidSet Of(params IEnumerable<uint> uids) => Of(uids.Select(uid => new UidRange(uid, uid)));

    public static UidSet Of(IEnumerable<UidRange> ranges)
    {
        var joined = new List<UidRange>();
        foreach (var range in ranges.Where(r => r.First <= r.Last).OrderBy(r => r.First))
        {
            if (joined is [.., var last] && range.First <= (ulong)last.Last + 1)
            {
                joined[^1] = last with { Last = Math.Max(last.Last, range.Last) };
            }
            else
            {
                joined.Add(range);
            }
        }

        return new UidSet([.. joined]);
    }

    public bool Contains(uint uid)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (uid < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (uid > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
