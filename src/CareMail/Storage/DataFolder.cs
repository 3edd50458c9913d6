namespace CareMail.Storage;

/// <summary>Locks on the data folder. The system releases them when a process ends, in whatever way.</summary>
public static class DataFolder
{
    /// <summary>Claims the folder for one program. Dispose to let go.</summary>
    public static IDisposable Claim(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return TryLock(Path.Combine(folder, "in-use.lock")) ?? throw new DataFolderInUseException(folder);
        }
        catch (Exception shut) when (IsShut(shut))
        {
            throw new StoreRefusedException($"The data folder {folder} cannot be written to: {shut.Message}");
        }
    }

    /// <summary>
    /// While this is held, by as many as like, no segment of the message log is deleted: neither by this program nor by
    /// another one. A backup and a verification take it.
    /// </summary>
    public static IDisposable PauseDeletion(string folder)
    {
        var path = PausePath(folder);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // Opened for reading and shared for reading is a shared lock.
                File.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            }
            catch (IOException) when (attempt < 1000)
            {
                // Somebody is deleting: that takes moments.
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>While a restore is under way the folder is marked; one that never ended must not be taken for whole.</summary>
    public static void MarkHalfRestored(string folder, bool half)
    {
        var mark = Path.Combine(folder, HalfRestored);
        if (half)
        {
            DurableFile.Write(mark, []);
        }
        else
        {
            File.Delete(mark);
            DurableFile.SyncFolder(folder);
        }
    }

    internal static void RefuseHalfRestored(string folder)
    {
        if (File.Exists(Path.Combine(folder, HalfRestored)))
        {
            throw new StoreRefusedException(
                $"A restore into {folder} did not end. Empty the folder and restore again."
            );
        }
    }

    // EROFS
    private const int ReadOnlyFileSystem = 30;

    private const string HalfRestored = "restore-not-finished";

    /// <summary>The right to delete segments now, or null if somebody wants them to stay.</summary>
    internal static IDisposable? TryBeginDeletion(string folder) => TryLock(PausePath(folder));

    private static string PausePath(string folder) => Path.Combine(folder, "deletion.lock");

    private static bool IsShut(Exception e) =>
        e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem };

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (!IsShut(busy))
        {
            return null;
        }
    }
}

/// <summary>Another program has this data folder open.</summary>
public sealed class DataFolderInUseException(string folder)
    : StoreRefusedException($"Another caremail is using the data folder {folder}. Stop it first.");
