using System.Security.Authentication;
using CareMail.Hosting;

namespace CareMail.Tests.Hosting;

public sealed class ServerCertificatesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caremail-tls-").FullName;

    // RFC 8996: TLS 1.0 and 1.1 must not be used.
    [Fact]
    public void Nothing_older_than_tls_1_2_is_spoken()
    {
        var certificates = new ServerCertificates(null, null, _folder, "mail.care.example", TimeProvider.System);

        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, certificates.ForServer().EnabledSslProtocols);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
