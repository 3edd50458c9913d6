using CareMail.Registers.Reading;

namespace CareMail.Registers.Importing;

/// <summary>Counts what a file brings while it is read.</summary>
internal sealed class Tally(RegisterLimits limits)
{
    private const string Never = "9999-12-31";

    private readonly Dictionary<string, long> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ends = new(StringComparer.Ordinal);
    private readonly List<RefusedRow> _refusals = [];

    public long Lines { get; set; }

    public long Accepted { get; private set; }

    public long Same { get; set; }

    public long Refused { get; private set; }

    public IReadOnlyList<RefusedRow> Refusals => _refusals;

    public void Accept(RegisterRow row)
    {
        Accepted++;
        var ends = row.Ends ?? Never;
        if (!_ends.TryGetValue(row.Key, out var known) || string.CompareOrdinal(known, ends) < 0)
        {
            _ends[row.Key] = ends;
        }
    }

    /// <summary>Whether a row of the file says that this has not ended by the day.</summary>
    public bool IsLive(string key, string isoDay) =>
        _ends.TryGetValue(key, out var ends) && string.CompareOrdinal(ends, isoDay) > 0;

    public void Add(string key) => _added[key] = _added.GetValueOrDefault(key) + 1;

    public void Refuse(long line, string reason)
    {
        Refused++;
        if (_refusals.Count < limits.Refusals)
        {
            _refusals.Add(new RefusedRow(line, reason));
        }
    }

    /// <summary>Where rows came and rows went with the same key, that is one change.</summary>
    public (long Added, long Changed, long Ended) Against(IEnumerable<string> endedKeys)
    {
        var ended = endedKeys
            .GroupBy(key => key, StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => rows.Count());
        return (
            _added.Where(rows => !ended.ContainsKey(rows.Key)).Sum(rows => rows.Value),
            _added.Keys.Count(ended.ContainsKey),
            ended.Where(rows => !_added.ContainsKey(rows.Key)).Sum(rows => (long)rows.Value)
        );
    }
}
