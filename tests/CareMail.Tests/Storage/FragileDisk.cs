using CareMail.Storage;

namespace CareMail.Tests.Storage;

/// <summary>
/// A disk that keeps what was synced and nothing else: at a power cut it forgets unsynced bytes (or, torn, every other
/// block of them) and names whose folder was not synced. It can also be full, or fail a write or a sync.
/// </summary>
internal sealed class FragileDisk : IFileLayer
{
    private const int Block = 512;

    private readonly Lock _turn = new();
    private Dictionary<string, Content> _names = [];
    private Dictionary<string, Content> _durableNames = [];

    public int Syncs { get; private set; }

    public int SegmentsMade { get; private set; }

    /// <summary>Asked before a write or a sync; what it throws is what the disk says.</summary>
    public Action<string, byte[]>? OnWrite { get; set; }

    public Action<string>? OnSync { get; set; }

    public bool IsFull { get; set; }

    /// <summary>What the next program finds.</summary>
    public FragileDisk AfterPowerCut(bool torn = false)
    {
        lock (_turn)
        {
            var names = _durableNames.ToDictionary(n => n.Key, n => n.Value.AfterPowerCut(torn));
            return new FragileDisk { _names = names, _durableNames = new(names) };
        }
    }

    public void CreateFolder(string folder) { }

    public IReadOnlyList<string> List(string folder)
    {
        lock (_turn)
        {
            return [.. _names.Keys.Where(path => Path.GetDirectoryName(path) == folder)];
        }
    }

    public ILogFile Create(string path)
    {
        lock (_turn)
        {
            ThrowIfFull();
            SegmentsMade++;
            var content = new Content();
            _names.Add(path, content);
            return new OpenFile(this, path, content);
        }
    }

    public ILogFile Open(string path, bool forWriting)
    {
        lock (_turn)
        {
            return _names.TryGetValue(path, out var content)
                ? new OpenFile(this, path, content)
                : throw new FileNotFoundException(path);
        }
    }

    public void Delete(string path)
    {
        lock (_turn)
        {
            _names.Remove(path);
        }
    }

    public void SyncFolder(string folder)
    {
        lock (_turn)
        {
            _durableNames = new(_names);
        }
    }

    private void ThrowIfFull()
    {
        if (IsFull)
        {
            throw new IOException("No space left on device", hresult: 28);
        }
    }

    private sealed class Content
    {
        public byte[] Now = [];
        public byte[] Durable = [];

        public Content AfterPowerCut(bool torn)
        {
            var kept = Durable.ToArray();
            for (var at = 0; torn && at < Math.Min(kept.Length, Now.Length); at += 2 * Block)
            {
                var end = Math.Min(at + Block, Math.Min(kept.Length, Now.Length));
                Now.AsSpan(at, end - at).CopyTo(kept.AsSpan(at));
            }

            return new Content { Now = kept, Durable = kept.ToArray() };
        }
    }

    private sealed class OpenFile(FragileDisk disk, string path, Content content) : ILogFile
    {
        public long Length
        {
            get
            {
                lock (disk._turn)
                {
                    return content.Now.Length;
                }
            }
            set
            {
                lock (disk._turn)
                {
                    Array.Resize(ref content.Now, (int)value);
                }
            }
        }

        public int Read(Span<byte> to, long offset)
        {
            lock (disk._turn)
            {
                var count = (int)Math.Clamp(content.Now.Length - offset, 0, to.Length);
                content.Now.AsSpan((int)Math.Min(offset, content.Now.Length), count).CopyTo(to);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.OnWrite?.Invoke(path, bytes.ToArray());
            lock (disk._turn)
            {
                if (offset + bytes.Length > content.Now.Length)
                {
                    disk.ThrowIfFull();
                    Array.Resize(ref content.Now, (int)offset + bytes.Length);
                }

                bytes.CopyTo(content.Now.AsSpan((int)offset));
            }
        }

        public void Sync()
        {
            disk.OnSync?.Invoke(path);
            lock (disk._turn)
            {
                content.Durable = content.Now.ToArray();
                disk.Syncs++;
            }
        }

        public void Dispose() { }
    }
}
