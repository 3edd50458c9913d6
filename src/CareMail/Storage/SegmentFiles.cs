using System.Collections.Concurrent;

namespace CareMail.Storage;

/// <summary>The folder of the log: which segments there are, and open files for reading them.</summary>
internal sealed class SegmentFiles(string folder, IFileLayer files) : IDisposable
{
    // Each is a file descriptor; a mailbox is read from few segments at a time.
    private const int MaxOpen = 256;

    private readonly ConcurrentDictionary<(long Segment, int Kind), ILogFile> _open = new();
    private long _last;

    public string Folder => folder;

    public IFileLayer Layer => files;

    public string PathOf(long segment, int kind) => Path.Combine(folder, SegmentFormat.NameOf(segment, kind));

    public IReadOnlyList<(long Segment, int Kind)> List()
    {
        var found = new List<(long Segment, int Kind)>();
        foreach (var path in files.List(folder))
        {
            if (SegmentFormat.TryParse(path, out var segment, out var kind))
            {
                found.Add((segment, kind));
            }
        }

        found.Sort();
        return found;
    }

    /// <summary>Numbers are given once, to segments and large messages alike.</summary>
    public long NextNumber() => Interlocked.Increment(ref _last);

    public void StartNumbersAfter(long segment) => _last = segment;

    public ILogFile Read(long segment, int kind)
    {
        if (_open.TryGetValue((segment, kind), out var file))
        {
            return file;
        }

        try
        {
            file = files.Open(PathOf(segment, kind), forWriting: false);
        }
        catch (FileNotFoundException)
        {
            throw new MessageMovedException(segment);
        }

        if (_open.Count >= MaxOpen)
        {
            CloseSome();
        }

        if (!_open.TryAdd((segment, kind), file))
        {
            file.Dispose();
            return _open.GetValueOrDefault((segment, kind)) ?? Read(segment, kind);
        }

        return file;
    }

    public void Delete(long segment, int kind)
    {
        Close((segment, kind));
        files.Delete(PathOf(segment, kind));
    }

    /// <summary>Which ones hardly matters: they are opened again in microseconds. A read under way keeps its handle alive.</summary>
    private void CloseSome()
    {
        foreach (var key in _open.Keys.Take(MaxOpen / 4))
        {
            Close(key);
        }
    }

    private void Close((long, int) key)
    {
        if (_open.TryRemove(key, out var file))
        {
            file.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var key in _open.Keys)
        {
            Close(key);
        }
    }
}
