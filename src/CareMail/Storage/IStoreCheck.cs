using System.Data.Common;

namespace CareMail.Storage;

/// <summary>A part of what <c>caremail verify</c> proves. Each module registers its own.</summary>
public interface IStoreCheck
{
    /// <summary>Looks at one state of the database, which stays the same for all checks, and at the files.</summary>
    Task RunAsync(DbConnection snapshot, CheckReport report, CancellationToken ct = default);
}

/// <summary>What the checks found. Names ids and places, never what is in a message or who somebody is.</summary>
public sealed class CheckReport
{
    // Enough to see what is wrong; the rest is counted.
    private const int MaxNamed = 100;

    private readonly List<string> _faults = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long FaultCount { get; private set; }

    public bool IsClean => FaultCount == 0;

    /// <summary>The first faults, in words for the operator.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What was looked at, and how many.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Fault(string fault)
    {
        FaultCount++;
        if (_faults.Count < MaxNamed)
        {
            _faults.Add(fault);
        }
    }

    public void Count(string what, long number) => _counts[what] = _counts.GetValueOrDefault(what) + number;
}
