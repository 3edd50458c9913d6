namespace CareMail.Mailboxes;

/// <summary>The combinations of keywords in a folder, numbered. Number 0 is none at all.</summary>
internal sealed class KeywordSets
{
    // People have a handful of tags and programs add a few: more combinations than this are read from the index instead.
    private const int MaxSets = 1_000;
    private const int MaxCharacters = 100_000;

    private readonly List<IReadOnlyList<string>> _sets;
    private readonly Dictionary<string, ushort> _numbers;
    private int _characters;

    public KeywordSets() =>
        (_sets, _numbers) = (
            [
                [],
            ],
            new(StringComparer.Ordinal) { [""] = 0 }
        );

    public KeywordSets(KeywordSets others) =>
        (_sets, _numbers, _characters) = (
            [.. others._sets],
            new(others._numbers, StringComparer.Ordinal),
            others._characters
        );

    /// <summary>There were more than are kept, and what was said of them is worth nothing.</summary>
    public bool IsFull { get; private set; }

    public long Bytes => 200L * _sets.Count + 4L * _characters;

    public IReadOnlyList<string> this[int number] => _sets[number];

    public FlagRow Row(EntryFlags entry) =>
        new(entry.ModSeq, entry.Uid, (ushort)entry.Flags, NumberOf(Keywords.Write(entry.Keywords)));

    /// <summary>The number of a combination, as its column spells it.</summary>
    public ushort NumberOf(string column)
    {
        if (_numbers.TryGetValue(column, out var known))
        {
            return known;
        }

        if (_sets.Count >= MaxSets || _characters + column.Length > MaxCharacters)
        {
            IsFull = true;
            return 0;
        }

        var number = (ushort)_sets.Count;
        _sets.Add(Keywords.Read(column));
        _numbers.Add(column, number);
        _characters += column.Length;
        return number;
    }
}
