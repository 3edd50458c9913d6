namespace CareMail.Hosting;

/// <summary>Reads or makes the certificate at start: an operator learns of a bad one now, not from the first client.</summary>
internal sealed class CertificateStart(ServerCertificates certificates) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        certificates.ForServer();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
