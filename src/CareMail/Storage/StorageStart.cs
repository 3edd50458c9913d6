namespace CareMail.Storage;

/// <summary>
/// Opens the store before anything uses it: schema, then message log. The host does it first of all; a command-line verb
/// that starts no host calls it itself.
/// </summary>
public sealed class StorageStart(StorageOptions options, Migrations migrations, StoreIdentity identity, MessageLog log)
    : IHostedService,
        IDisposable
{
    private IDisposable? _claim;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _claim = DataFolder.Claim(options.DataFolder);
        DataFolder.RefuseHalfRestored(options.DataFolder);
        await migrations.ApplyAsync(cancellationToken);
        await identity.CheckMasterKeyAsync(cancellationToken);
        await log.OpenAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await log.CloseAsync();
        Dispose();
    }

    public void Dispose()
    {
        _claim?.Dispose();
        _claim = null;
    }
}
