namespace CareMail.Policies;

/// <summary>Writes the rows the program comes with, before anybody asks.</summary>
internal sealed class PolicyStart(PolicyTable table) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => table.SeedAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
