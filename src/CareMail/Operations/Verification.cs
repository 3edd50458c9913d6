using CareMail.Hosting;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary>Runs every module's checks over one state of the store. The service may be running meanwhile.</summary>
internal sealed class Verification(
    StorageOptions options,
    Database database,
    Migrations migrations,
    StoreIdentity identity,
    StoreBond bond,
    IEnumerable<IStoreCheck> checks
)
{
    public async Task<CheckReport> RunAsync(CancellationToken ct = default)
    {
        OperatorStore.RefuseIfAbsent(options);
        if (!await migrations.IsCurrentAsync(ct))
        {
            throw new RefusedException(
                "The store is of another version of this program: start the service once, or use that version."
            );
        }

        await identity.RefuseOtherMasterKeyAsync(ct);
        await bond.RefuseStrangerAsync(ct);
        using var pause = DataFolder.PauseDeletion(options.DataFolder);
        return await database.ReadSnapshotAsync(
            async snapshot =>
            {
                var report = new CheckReport();
                foreach (var check in checks)
                {
                    await check.RunAsync(snapshot, report, ct);
                }

                return report;
            },
            ct
        );
    }
}
