using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CareMail.Hosting;

/// <summary>
/// The certificate of the mail ports: the operator's PEM pair, or a self-signed pair made once in the data folder.
/// A pair renewed on disk is taken up within a minute, without a restart.
/// </summary>
public sealed class ServerCertificates(
    string? certificateFile,
    string? keyFile,
    string dataFolder,
    string hostname,
    TimeProvider clock
)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private SslServerAuthenticationOptions? _options;
    private DateTime _stamp;
    private long _looked;

    /// <summary>The PEM file in use, for clients and tests that want to trust the self-signed one.</summary>
    public string CertificateFile => certificateFile ?? Path.Combine(dataFolder, "tls", "certificate.pem");

    private string KeyFile => keyFile ?? Path.Combine(dataFolder, "tls", "key.pem");

    /// <summary>One shared instance: a context made once saves a third of each handshake.</summary>
    public SslServerAuthenticationOptions ForServer()
    {
        lock (_lock)
        {
            if (_options is not null && clock.GetElapsedTime(_looked) < LookAgain)
            {
                return _options;
            }

            _looked = clock.GetTimestamp();
            if (certificateFile is null && !(File.Exists(CertificateFile) && File.Exists(KeyFile)))
            {
                MakePair();
            }

            var stamp = File.GetLastWriteTimeUtc(CertificateFile);
            if (_options is null || stamp != _stamp)
            {
                (_options, _stamp) = (TryLoad() ?? _options ?? throw Unreadable(), stamp);
            }

            return _options;
        }
    }

    // A renewal may be half written when we look; then the old pair serves another minute.
    private SslServerAuthenticationOptions? TryLoad()
    {
        try
        {
            return Load();
        }
        catch (Exception e) when (_options is not null && e is CryptographicException or IOException)
        {
            return null;
        }
    }

    private InvalidOperationException Unreadable() => new($"The certificate {CertificateFile} cannot be read.");

    private SslServerAuthenticationOptions Load()
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(CertificateFile);
        var leaf = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        return new SslServerAuthenticationOptions
        {
            // RFC 8996: nothing older than TLS 1.2.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ServerCertificateContext = SslStreamCertificateContext.Create(leaf, all, offline: true),
        };
    }

    private void MakePair()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hostname}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostname);
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], false)
        );
        // Real time, whatever the demo's clock says: clients check with theirs.
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));

        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        var secret = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            secret.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(KeyFile, secret))
        {
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        }

        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }
}
