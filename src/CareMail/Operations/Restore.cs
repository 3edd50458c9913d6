using CareMail.Hosting;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary>Puts a backup into an empty data folder (and an empty PostgreSQL database). The master key must be there already.</summary>
internal sealed class Restore(StorageOptions options, DatabaseCopy database, StoreIdentity identity)
{
    public async Task<BackupManifest> RunAsync(string folder, CancellationToken ct = default)
    {
        var manifest = await BackupManifest.ReadAsync(folder, ct);
        if (manifest.Engine != options.Engine.ToString())
        {
            throw new RefusedException(
                $"This backup is of a {manifest.Engine} store, the settings name {options.Engine}."
            );
        }

        if (MasterKey.FileOf(options) is { } key && !File.Exists(key))
        {
            throw new RefusedException(
                $"Put the master key {manifest.MasterKeyId} into {key} first, from where it is kept."
            );
        }

        if (identity.MasterKeyId != manifest.MasterKeyId)
        {
            throw new RefusedException(
                $"This backup needs the master key {manifest.MasterKeyId}; the key given is {identity.MasterKeyId}."
            );
        }

        using var claim = DataFolder.Claim(options.DataFolder);
        if (OperatorStore.Segments(options).Any() || !await database.IsNewAsync(ct))
        {
            throw new RefusedException($"There is a store in {options.DataFolder} already: restore into an empty one.");
        }

        await manifest.CheckAsync(folder, ct);
        DataFolder.MarkHalfRestored(options.DataFolder, half: true);
        CopyInto(Path.Combine(folder, OperatorStore.Messages), options.MessageFolder);
        CopyInto(Path.Combine(folder, OperatorStore.Others), options.DataFolder);
        await database.RestoreAsync(folder, ct);
        DataFolder.MarkHalfRestored(options.DataFolder, half: false);
        return manifest;
    }

    private static void CopyInto(string from, string to)
    {
        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!Directory.Exists(from))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target, overwrite: true);
            using var file = new FileStream(target, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }

        DurableFile.SyncFolder(to);
    }
}
