using System.Security.Cryptography;
using System.Text.Json;
using CareMail.Hosting;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary>One file of a backup, with the hash of its bytes.</summary>
internal sealed record BackupFile(string Path, long Length, string Sha256);

/// <summary>What a backup holds. Written last: a folder without it is no backup.</summary>
internal sealed record BackupManifest(
    int Format,
    DateTimeOffset TakenAt,
    string Engine,
    string MasterKeyId,
    IReadOnlyList<BackupFile> Files
)
{
    public const int CurrentFormat = 1;
    private const string Name = "manifest.json";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<BackupManifest> ReadAsync(string folder, CancellationToken ct)
    {
        var path = System.IO.Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new RefusedException($"{folder} holds no finished backup: there is no {Name} in it.");
        }

        await using var file = File.OpenRead(path);
        var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(file, Readable, ct);
        return manifest is { Format: CurrentFormat }
            ? manifest
            : throw new RefusedException($"The backup in {folder} was made by another version of this program.");
    }

    public void Write(string folder) =>
        DurableFile.Write(System.IO.Path.Combine(folder, Name), JsonSerializer.SerializeToUtf8Bytes(this, Readable));

    /// <summary>Every file there is, hashed and synced.</summary>
    public static async Task<IReadOnlyList<BackupFile>> HashAsync(string folder, CancellationToken ct)
    {
        var files = new List<BackupFile>();
        foreach (
            var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        )
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            var hash = await SHA256.HashDataAsync(file, ct);
            file.Flush(flushToDisk: true);
            files.Add(
                new BackupFile(
                    System.IO.Path.GetRelativePath(folder, path),
                    file.Length,
                    Convert.ToHexStringLower(hash)
                )
            );
        }

        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
        {
            DurableFile.SyncFolder(inner);
        }

        return files;
    }

    /// <summary>Looks at every file before anything is restored from it.</summary>
    public async Task CheckAsync(string folder, CancellationToken ct)
    {
        foreach (var expected in Files)
        {
            var path = System.IO.Path.Combine(folder, expected.Path);
            if (!File.Exists(path))
            {
                throw new RefusedException($"The backup is damaged: {expected.Path} is missing.");
            }

            await using var file = File.OpenRead(path);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)) != expected.Sha256)
            {
                throw new RefusedException($"The backup is damaged: {expected.Path} is not what was backed up.");
            }
        }
    }
}
