using System.Net;

namespace CareMail.Hosting;

/// <summary>Everything an operator can set, read once at start. Names and defaults are in docs/operating.md.</summary>
public sealed record CareMailSettings
{
    /// <summary>Everything the embedded mode stores: database, message log, keys, certificates. A full path.</summary>
    public string DataFolder { get; init; } = Path.GetFullPath("./data");

    /// <summary>A PostgreSQL connection string; empty means SQLite in the data folder.</summary>
    public string Database { get; init; } = "";

    /// <summary>A path, or <c>base64:…</c>; empty means a file of mode 0600 in the data folder.</summary>
    public string MasterKey { get; init; } = "";

    public string Domain { get; init; } = "caremail.example";

    /// <summary>What SMTP and IMAP call themselves.</summary>
    public string Hostname { get; init; } = "mail.caremail.example";

    public ListenAddress Web { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 8080));

    /// <summary>The origin of every link. Never taken from a request: a Host header is the sender's word.</summary>
    public Uri Url { get; init; } = new("http://localhost:8080");

    public ListenAddress Smtp { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 2525));

    public ListenAddress Submission { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 2587));

    public ListenAddress Submissions { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 2465));

    public ListenAddress Imap { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 2143));

    public ListenAddress Imaps { get; init; } = new(new IPEndPoint(IPAddress.Loopback, 2993));

    /// <summary>PEM files; empty means a self-signed pair made in the data folder.</summary>
    public string TlsCert { get; init; } = "";

    public string TlsKey { get; init; } = "";

    /// <summary>Null means that mail for other domains waits for delivery to MX hosts; in the demo an internal sink takes it.</summary>
    public RelaySettings? Relay { get; init; }

    /// <summary>Null: notices wait; in the demo an outbox takes them.</summary>
    public NotifySettings? Notify { get; init; }

    /// <summary>The helpdesk's telephone number, as people write it; empty if there is none.</summary>
    public string Helpdesk { get; init; } = "";

    /// <summary>Breached passwords: a folder of range files, or one sorted file. Empty: only the short list of the program.</summary>
    public string Breached { get; init; } = "";

    /// <summary>The helpdesk's shared mailbox: what our own people write to it becomes a case.</summary>
    public string HelpdeskMailbox { get; init; } = "helpdesk@caremail.example";

    /// <summary>Null: people sign in here only.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>Networks without rate limits: benchmarks, load balancers.</summary>
    public IReadOnlyList<IPNetwork> TrustedNets { get; init; } = [];

    /// <summary>Reverse proxies whose forwarded headers count.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Who may read /metrics.</summary>
    public IReadOnlyList<IPNetwork> Metrics { get; init; } = Networks.Loopback;

    /// <summary>Networks of the organisation's own that webhooks may be sent to, beside the public internet.</summary>
    public IReadOnlyList<IPNetwork> WebhookNets { get; init; } = [];

    public bool IsDemo { get; init; }

    /// <summary>Demo only: where the programme's clock starts. Null: where an earlier run left it, or the default.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>Demo only: same seed, same people.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Names that belong to the service and that this release does not use yet, although they are set.</summary>
    public IReadOnlyList<string> NotUsedYet { get; init; } = [];

    public string PathTo(string name) => Path.Combine(DataFolder, name);

    // Ofcom keeps these numbers for drama: nobody is rung.
    private const string DemoHelpdesk = "01632 960100";

    private static readonly string[] LaterNames =
    [
        "CAREMAIL_SIEVE",
        "CAREMAIL_LMTP",
        "CAREMAIL_DNS",
        "CAREMAIL_CLAMD",
        "CAREMAIL_RSPAMD",
        "CAREMAIL_ROLES",
    ];

    public static CareMailSettings From(IConfiguration configuration, bool demo = false)
    {
        var read = new SettingReader(configuration);
        var defaults = new CareMailSettings();
        if (read.Text("CAREMAIL_BLOBS", "") is { Length: > 0 } blobs)
        {
            // Whoever wants the bytes elsewhere must not find out later that they are here.
            throw new SettingException("CAREMAIL_BLOBS", blobs, "empty: message bytes live in the data folder");
        }

        var domain = read.Text("CAREMAIL_DOMAIN", defaults.Domain).ToLowerInvariant();
        return new CareMailSettings
        {
            IsDemo = demo,
            DataFolder = Path.GetFullPath(read.Text("CAREMAIL_DATA", demo ? "./data-demo" : "./data")),
            Database = read.Text("CAREMAIL_DATABASE", ""),
            MasterKey = read.Text("CAREMAIL_MASTER_KEY", ""),
            Domain = domain,
            Hostname = read.Text("CAREMAIL_HOSTNAME", "mail." + domain),
            Web = read.Listener("CAREMAIL_WEB", defaults.Web),
            Url = read.Origin("CAREMAIL_URL", defaults.Url),
            Smtp = read.Listener("CAREMAIL_SMTP", defaults.Smtp),
            Submission = read.Listener("CAREMAIL_SUBMISSION", defaults.Submission),
            Submissions = read.Listener("CAREMAIL_SUBMISSIONS", defaults.Submissions),
            Imap = read.Listener("CAREMAIL_IMAP", defaults.Imap),
            Imaps = read.Listener("CAREMAIL_IMAPS", defaults.Imaps),
            TlsCert = read.Text("CAREMAIL_TLS_CERT", ""),
            TlsKey = read.Text("CAREMAIL_TLS_KEY", ""),
            Relay = RelaySettings.From(read),
            Notify = NotifySettings.From(read),
            Helpdesk = read.Text("CAREMAIL_HELPDESK", demo ? DemoHelpdesk : ""),
            Breached = read.FileOrFolder("CAREMAIL_BREACHED"),
            HelpdeskMailbox = read.Text("CAREMAIL_HELPDESK_MAILBOX", "helpdesk@" + domain),
            Oidc = OidcSettings.From(read),
            TrustedNets = read.Nets("CAREMAIL_TRUSTED_NETS", []),
            Proxies = read.Nets("CAREMAIL_PROXIES", []),
            Metrics = read.Nets("CAREMAIL_METRICS", Networks.Loopback),
            WebhookNets = read.Nets("CAREMAIL_WEBHOOK_NETS", []),
            Clock = read.Instant("CAREMAIL_CLOCK"),
            Seed = read.Number("CAREMAIL_SEED", defaults.Seed),
            NotUsedYet = [.. LaterNames.Where(name => read.Text(name, "").Length > 0)],
        };
    }
}
