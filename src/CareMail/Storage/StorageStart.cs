namespace CareMail.Storage;

/// <summary>
/// Opens the store before anything uses it: schema, then message log. The host does it first of all; a command-line verb
/// that starts no host calls it itself.
/// </summary>
public sealed class StorageStart(Migrations migrations, MessageLog log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await migrations.ApplyAsync(cancellationToken);
        await log.OpenAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
