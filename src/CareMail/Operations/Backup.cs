using CareMail.Audit;
using CareMail.Hosting;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary>What a backup took.</summary>
internal sealed record BackupResult(int Files, long Bytes);

/// <summary>
/// Copies a store, running or stopped: deletion of segments is paused, the database is copied at one instant, then the
/// segments, which by then hold every byte that the copy refers to. The master key is not copied.
/// </summary>
internal sealed class Backup(
    StorageOptions options,
    DatabaseCopy database,
    Database rows,
    StoreIdentity identity,
    StoreBond bond,
    AuditTrail audit,
    TimeProvider time
)
{
    /// <param name="escrowedAt">The operator's statement of where a copy of the master key is kept; null to rely on an earlier one.</param>
    /// <param name="withoutEscrow">Back up although nobody said that the key is kept anywhere.</param>
    public async Task<BackupResult> RunAsync(
        string folder,
        string? escrowedAt,
        bool withoutEscrow,
        CancellationToken ct = default
    )
    {
        OperatorStore.RefuseIfAbsent(options);
        await bond.RefuseStrangerAsync(ct);
        await ConfirmEscrowAsync(escrowedAt, withoutEscrow, ct);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new RefusedException($"{folder} is not empty: give a new folder.");
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using (DataFolder.PauseDeletion(options.DataFolder))
        {
            await database.WriteAsync(folder, ct);
            await CopyFilesAsync(folder, ct);
        }

        var files = await BackupManifest.HashAsync(folder, ct);
        new BackupManifest(
            BackupManifest.CurrentFormat,
            time.GetUtcNow(),
            options.Engine.ToString(),
            identity.MasterKeyId,
            files
        ).Write(folder);
        await RecordAsync("store.backed-up", null, ct);
        return new BackupResult(files.Count, files.Sum(f => f.Length));
    }

    private async Task ConfirmEscrowAsync(string? escrowedAt, bool withoutEscrow, CancellationToken ct)
    {
        if (escrowedAt is { Length: > 0 })
        {
            await rows.WriteAsync(
                async tx =>
                {
                    await identity.RecordEscrowAsync(tx, escrowedAt);
                    await audit.RecordAsync(tx, Entry("store.key-escrow-recorded", escrowedAt));
                },
                ct
            );
        }
        else if (!withoutEscrow && await identity.EscrowAsync(ct) is null)
        {
            throw new RefusedException(
                $"""
                A backup cannot be read without the master key ({identity.MasterKeyId}), and the key is not part of it.
                Keep a copy of {MasterKey.FileOf(options)
                    ?? "CAREMAIL_MASTER_KEY"} apart from this machine, then say where once:
                caremail backup {"DIR"} --key-escrowed "sealed envelope in the safe of …"
                (--without-key-escrow backs up all the same.)
                """
            );
        }
    }

    private async Task CopyFilesAsync(string folder, CancellationToken ct)
    {
        foreach (var path in OperatorStore.FilesBesideTheDatabase(options))
        {
            var target = Path.Combine(folder, OperatorStore.Others, Path.GetRelativePath(options.DataFolder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        var messages = Directory.CreateDirectory(Path.Combine(folder, OperatorStore.Messages)).FullName;
        foreach (var path in OperatorStore.Segments(options))
        {
            await SparseCopy.RunAsync(path, Path.Combine(messages, Path.GetFileName(path)), ct);
        }
    }

    private Task<Guid> RecordAsync(string act, string? value, CancellationToken ct) =>
        rows.WriteAsync(tx => audit.RecordAsync(tx, Entry(act, value)), ct);

    private static AuditEntry Entry(string act, string? value) =>
        new(null, act, null, null, Origin: "command line", NewValue: value);
}
