namespace CareMail.Storage;

/// <summary>
/// Opens the store before anything uses it: schema, then message log. The host does it first of all; a command-line verb
/// that starts no host calls it itself.
/// </summary>
public sealed class StorageStart(
    StorageOptions options,
    Migrations migrations,
    StoreBond bond,
    StoreIdentity identity,
    MessageLog log,
    Database database,
    ILogger<StorageStart> logger
) : IHostedService, IDisposable
{
    private IDisposable? _claim;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _claim = DataFolder.Claim(options.DataFolder);
        DataFolder.RefuseHalfRestored(options.DataFolder);
        await migrations.ApplyAsync(cancellationToken);
        await WarnOfForgetfulDatabaseAsync(cancellationToken);
        await bond.TieAsync(cancellationToken);
        await identity.CheckMasterKeyAsync(cancellationToken);
        await log.OpenAsync(cancellationToken);
    }

    /// <summary>What is acknowledged is promised to survive a power cut: a PostgreSQL told not to wait for its disk breaks that.</summary>
    private async Task WarnOfForgetfulDatabaseAsync(CancellationToken ct)
    {
        if (database.Engine != Engine.Postgres)
        {
            return;
        }

        var off = await database.QueryAsync<string>(
            "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name",
            ct: ct
        );
        foreach (var setting in off)
        {
            StorageLog.DatabaseForgets(logger, setting);
        }
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
