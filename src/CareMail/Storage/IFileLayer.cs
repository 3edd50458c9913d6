namespace CareMail.Storage;

/// <summary>What the log does with files. Under test it forgets, at a power cut, whatever was not synced.</summary>
internal interface IFileLayer
{
    void CreateFolder(string folder);

    IReadOnlyList<string> List(string folder);

    /// <summary>Makes a file that was not there. Its name is durable only after <see cref="SyncFolder"/>.</summary>
    ILogFile Create(string path);

    ILogFile Open(string path, bool forWriting);

    void Delete(string path);

    void SyncFolder(string folder);
}

/// <summary>An open file. Reads and writes name their place, so several may go on at once.</summary>
internal interface ILogFile : IDisposable
{
    long Length { get; set; }

    int Read(Span<byte> to, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>After a failure nothing is known about what was written since the last sync: never use the file for writing again.</summary>
    void Sync();
}

internal static class FileLayer
{
    // ENOSPC and EDQUOT, and .NET's own name for the former.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int DiskFull = unchecked((int)0x80070070);

    public static bool IsDiskFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    public static bool IsFull(IOException e) =>
        e is StorageFullException || (e.HResult is NoSpace or QuotaExceeded or DiskFull);

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public static int ReadFully(this ILogFile file, Span<byte> to, long offset)
    {
        var done = 0;
        while (done < to.Length)
        {
            var read = file.Read(to[done..], offset + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }
}
