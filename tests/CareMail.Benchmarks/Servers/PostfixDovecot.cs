using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CareMail.Benchmarks.Clients;

namespace CareMail.Benchmarks.Servers;

/// <summary>
/// Debian's Postfix handing to Debian's Dovecot over LMTP, both with the distribution's defaults but for folders, ports,
/// and limits that would slow this client down. Dovecot keeps Maildir and syncs as it does by default (mail_fsync = optimized).
/// </summary>
internal sealed class PostfixDovecot : MailServer
{
    private const string Domain = "bench.example";
    private const string Password = "bench-password";

    private readonly bool _holdDelivery;

    /// <param name="holdDelivery">Postfix accepts and queues only: its accept rate alone.</param>
    public PostfixDovecot(int users, bool holdDelivery = false)
    {
        _holdDelivery = holdDelivery;
        (SmtpPort, ImapsPort) = (FreePorts.Next(), FreePorts.Next());
        Users =
        [
            .. Enumerable
                .Range(0, users)
                .Select(i => new BenchUser($"user{i}@{Domain}", $"user{i}@{Domain}", Password)),
        ];
    }

    public override string Name => _holdDelivery ? "Postfix, accept alone" : "Postfix + Dovecot";

    private string Etc => Path.Combine(Folder, "postfix");

    public override async Task StartAsync(bool countSyncs = false)
    {
        // Both give up root's rights and must be able to walk here.
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        if (!_holdDelivery)
        {
            await WriteDovecotAsync();
            Launch(["dovecot", "-F", "-c", Path.Combine(Folder, "dovecot.conf")], countSyncs, Nothing);
            await WaitForPortAsync(ImapsPort);
        }

        await WritePostfixAsync();
        Launch(["postfix", "-c", Etc, "start-fg"], countSyncs, Nothing);
        await WaitForPortAsync(SmtpPort);
    }

    /// <summary>Files of a Maildir, as delivery would have left them; Dovecot finds them when the folder is opened.</summary>
    public override async Task FillAsync(BenchUser user, int count)
    {
        var home = Path.Combine(Folder, "mail", user.Address);
        var maildir = Path.Combine(home, "Maildir");
        foreach (var part in new[] { "tmp", "new", "cur" })
        {
            Directory.CreateDirectory(Path.Combine(maildir, part));
        }

        for (var i = 0; i < count; i++)
        {
            // Maildir++ keeps the sizes in the name: on disk, and with CR LF on the wire.
            var letter = Letters.Write(i, user.Address);
            var onDisk = letter.Where(b => b != '\r').ToArray();
            var name = $"{1_763_629_200 + i}.M{i}P1.bench,S={onDisk.Length},W={letter.Length}:2,";
            await File.WriteAllBytesAsync(Path.Combine(maildir, "cur", name), onDisk);
        }

        await RunAsync("chown", "-R", "mail:mail", home);
    }

    public override async ValueTask DisposeAsync()
    {
        using (
            var stop = Process.Start(
                new ProcessStartInfo("postfix", ["-c", Etc, "abort"]) { RedirectStandardError = true }
            )
        )
        {
            await stop!.WaitForExitAsync();
        }

        await base.DisposeAsync();
    }

    private static readonly Dictionary<string, string> Nothing = [];

    private async Task WriteDovecotAsync()
    {
        var (certificate, key) = await CertificateAsync();
        var mail = Directory.CreateDirectory(Path.Combine(Folder, "mail")).FullName;
        await RunAsync("chown", "mail:mail", mail);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "dovecot.conf"),
            $$"""
            protocols = imap lmtp
            base_dir = {{Folder}}/dovecot-run
            state_dir = {{Folder}}/dovecot-state
            log_path = {{Folder}}/dovecot.log
            listen = 127.0.0.1
            ssl = yes
            ssl_cert = <{{certificate}}
            ssl_key = <{{key}}
            mail_location = maildir:~/Maildir
            first_valid_uid = 1
            mail_max_userip_connections = 100000
            passdb {
              driver = static
              args = password={{Password}}
            }
            userdb {
              driver = static
              args = uid=mail gid=mail home={{mail}}/%u allow_all_users=yes
            }
            service imap-login {
              process_limit = 20000
              inet_listener imap {
                port = 0
              }
              inet_listener imaps {
                port = {{ImapsPort}}
                ssl = yes
              }
            }
            service imap {
              process_limit = 20000
            }
            service anvil {
              client_limit = 50000
            }
            service auth {
              client_limit = 50000
            }
            service stats {
              client_limit = 50000
            }
            service lmtp {
              unix_listener {{Folder}}/lmtp {
                mode = 0666
              }
            }
            """
        );
    }

    private async Task WritePostfixAsync()
    {
        Directory.CreateDirectory(Etc);
        Directory.CreateDirectory(Path.Combine(Folder, "spool"));
        var data = Directory.CreateDirectory(Path.Combine(Folder, "postfix-data")).FullName;
        await RunAsync("chown", "postfix", data);
        await File.WriteAllTextAsync(
            Path.Combine(Etc, "main.cf"),
            $"""
            compatibility_level = 3.6
            queue_directory = {Folder}/spool
            data_directory = {data}
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = /dev/stdout
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mail.{Domain}
            mydestination =
            mynetworks = 127.0.0.0/8
            virtual_mailbox_domains = {Domain}
            virtual_mailbox_maps = static:all
            virtual_transport = lmtp:unix:{Folder}/lmtp
            smtpd_client_connection_count_limit = 0
            smtpd_client_connection_rate_limit = 0
            message_size_limit = 50000000
            defer_transports = {(_holdDelivery ? "lmtp" : "")}
            """
        );
        var master = await File.ReadAllLinesAsync("/etc/postfix/master.cf");
        await File.WriteAllLinesAsync(
            Path.Combine(Etc, "master.cf"),
            master
                .Where(line => !line.StartsWith('#'))
                .Select(line =>
                    line.StartsWith("smtp ", StringComparison.Ordinal)
                    && line.Contains(" inet ", StringComparison.Ordinal)
                        ? $"127.0.0.1:{SmtpPort} inet n - n - - smtpd"
                        : line.Replace("       y       ", "       n       ", StringComparison.Ordinal)
                )
        );
    }

    private async Task<(string Certificate, string Key)> CertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(
            $"CN=mail.{Domain}",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var (certificatePath, keyPath) = (Path.Combine(Folder, "tls.crt"), Path.Combine(Folder, "tls.key"));
        await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
    }

    private static async Task WaitForPortAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var tcp = new TcpClient();
                await tcp.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (attempt < 200)
            {
                await Task.Delay(50);
            }
        }
    }
}
