using CareMail.Hosting;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary>What an operator's verb finds in a data folder.</summary>
internal static class OperatorStore
{
    public const string Messages = "messages";
    public const string Others = "files";

    public static void RefuseIfAbsent(StorageOptions options)
    {
        if (options.Engine == Engine.Sqlite && !File.Exists(options.SqliteFile))
        {
            throw new RefusedException($"There is no store in {options.DataFolder} (CAREMAIL_DATA).");
        }
    }

    public static IEnumerable<string> Segments(StorageOptions options) =>
        Directory.Exists(options.MessageFolder) ? Directory.EnumerateFiles(options.MessageFolder) : [];

    /// <summary>Certificates, published audit heads and the like: all but the stores, the master key, locks and what can be rebuilt.</summary>
    public static IEnumerable<string> FilesBesideTheDatabase(StorageOptions options)
    {
        var key = MasterKey.FileOf(options) is { } file ? Path.GetFullPath(file) : null;
        return Directory
            .EnumerateFiles(options.DataFolder, "*", SearchOption.AllDirectories)
            .Where(path =>
                !path.StartsWith(options.MessageFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            )
            .Where(path => Path.GetFullPath(path) != key && !IsStoreOrLock(Path.GetFileName(path)));
    }

    private static bool IsStoreOrLock(string name) =>
        name.StartsWith("caremail.db", StringComparison.Ordinal)
        || name.StartsWith("search.db", StringComparison.Ordinal)
        || name.EndsWith(".lock", StringComparison.Ordinal)
        || name.EndsWith(".new", StringComparison.Ordinal);
}
