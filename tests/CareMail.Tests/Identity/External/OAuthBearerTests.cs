using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CareMail.Accounts;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Identity.External;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.IdentityModel.Tokens;

namespace CareMail.Tests.Identity.External;

/// <summary>Mail programs with tokens of another service. RFC 7628; B43 and its kind.</summary>
public sealed class OAuthBearerTests : IAsyncLifetime, IDisposable
{
    private const string Subject = "kc-7f31";

    private readonly TestProvider _provider = new();
    private readonly List<RunningServer> _servers = [];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_token_of_the_provider_opens_the_linked_account_at_IMAP_and_submission(Engine engine)
    {
        var (server, person) = await LinkedAsync(engine);
        var token = _provider.Token(Subject);

        using var imap = await TlsAsync(server.Imaps);
        Assert.Contains("AUTH=OAUTHBEARER", await imap.Reader.ReadLineAsync(), StringComparison.Ordinal);
        await imap.SendAsync("a AUTHENTICATE OAUTHBEARER " + Message(token, person.Address));
        Assert.StartsWith("a OK", await imap.LastAsync("a "), StringComparison.Ordinal);
        using var smtp = await TlsAsync(server.Submissions);
        await smtp.Reader.ReadLineAsync();
        await smtp.SendAsync("EHLO here");
        Assert.Contains("OAUTHBEARER", await smtp.AllAsync(), StringComparison.Ordinal);
        await smtp.SendAsync("AUTH OAUTHBEARER " + Message(token, ""));
        Assert.StartsWith("235", await smtp.Reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_client_is_told_why_before_the_failure()
    {
        var (server, person) = await LinkedAsync(Engine.Sqlite);
        using var imap = await TlsAsync(server.Imaps);
        await imap.Reader.ReadLineAsync();

        await imap.SendAsync("a AUTHENTICATE OAUTHBEARER " + Message("not.a.token", person.Address));
        var challenge = await imap.Reader.ReadLineAsync();
        await imap.SendAsync("AQ==");

        // RFC 7628 §3.2.2.
        Assert.Equal(
            """{"status":"invalid_token"}""",
            Encoding.ASCII.GetString(Convert.FromBase64String(challenge![2..]))
        );
        Assert.StartsWith("a NO [AUTHENTICATIONFAILED]", await imap.LastAsync("a "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_provider_the_mechanism_is_not_spoken()
    {
        var server = await RunningServer.StartAsync();
        _servers.Add(server);
        using var imap = await TlsAsync(server.Imaps);

        Assert.DoesNotContain("OAUTHBEARER", await imap.Reader.ReadLineAsync(), StringComparison.Ordinal);
        await imap.SendAsync("a AUTHENTICATE OAUTHBEARER " + Message("a.b.c", ""));
        Assert.StartsWith("a NO", await imap.LastAsync("a "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B43_only_tokens_made_for_us_by_the_provider_are_taken()
    {
        var (server, person) = await LinkedAsync(Engine.Sqlite);
        using var stranger = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var good = JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["iss"] = _provider.Issuer,
                ["sub"] = Subject,
                ["aud"] = TestProvider.Client,
                ["exp"] = now + 300,
            }
        );
        Dictionary<string, string> bad = new()
        {
            ["another issuer"] = _provider.Token(Subject, c => c["iss"] = "https://evil.example"),
            ["another audience"] = _provider.Token(Subject, c => c["aud"] = "somebody-else"),
            ["no audience"] = _provider.Token(Subject, c => c.Remove("aud")),
            ["run out"] = _provider.Token(Subject, c => c["exp"] = now - 120),
            ["without an end"] = _provider.Token(Subject, c => c.Remove("exp")),
            ["not yet"] = _provider.Token(Subject, c => c["nbf"] = now + 600),
            ["another party"] = _provider.Token(Subject, c => c["azp"] = "somebody-else"),
            ["our party with a path"] = _provider.Token(Subject, c => c["azp"] = TestProvider.Client + "/../x"),
            ["another subject"] = _provider.Token("kc-9999"),
            ["no subject"] = _provider.Token(Subject, c => c.Remove("sub")),
            ["a key of one's own under the provider's kid"] = _provider.Token(
                Subject,
                by: TestProvider.Credentials(stranger, "own", SecurityAlgorithms.RsaSha256)
            ),
            ["a kid that is not published"] = _provider.Token(
                Subject,
                by: TestProvider.Credentials(stranger, "mine", SecurityAlgorithms.RsaSha256)
            ),
            ["a kid that is a path"] = _provider.Token(
                Subject,
                by: TestProvider.Credentials(stranger, "../../own", SecurityAlgorithms.RsaSha256)
            ),
            ["keys from an address in the token"] = _provider.Token(
                Subject,
                by: TestProvider.Credentials(stranger, "mine", SecurityAlgorithms.RsaSha256),
                header: new() { ["jku"] = _provider.Issuer + "/evil-keys" }
            ),
            ["no signature"] = TestProvider.Forged("""{"alg":"none","typ":"JWT"}""", good, _ => []),
            ["the public key taken for a secret"] = TestProvider.Forged(
                """{"alg":"HS256","typ":"JWT","kid":"own"}""",
                good,
                text => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_provider.PublicKeyPem), text)
            ),
            ["three dots"] = "...",
            ["nothing"] = ".",
            ["too long"] = _provider.Token(Subject) + new string('A', ExternalTokens.Longest),
        };
        var tokens = server.Services.GetService(typeof(ExternalTokens)) as ExternalTokens;
        Assert.Equal(Subject, (await tokens!.ReadAsync(_provider.Token(Subject)))?.Subject);

        foreach (var (why, token) in bad)
        {
            var outcome = (await SignInAsync(server, "", token)).Outcome;
            Assert.True(outcome is MailSignInOutcome.Refused or MailSignInOutcome.TryLater, why);
            Assert.True(why == "another subject" || await tokens.ReadAsync(token) is null, why);
        }

        Assert.Equal(0, _provider.Strange);
        Assert.NotNull(person);
    }

    [Fact]
    public async Task Nobody_is_somebody_else_with_their_own_token_and_a_removed_link_ends_it()
    {
        var (server, person) = await LinkedAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var other = await people.PersonAsync();
        var token = _provider.Token(Subject);

        Assert.Equal(MailSignInOutcome.Refused, (await SignInAsync(server, other.Address, token)).Outcome);
        var signedIn = await SignInAsync(server, person.Address, token);
        Assert.Equal(MailSignInOutcome.Accepted, signedIn.Outcome);
        Assert.True(await people.Get<MailSignIn>().StillValidAsync(signedIn.Session));
        await people.Get<Upkeep>().RunOnceAsync(default);
        var ended = 0;
        using var watch = people.Get<MailSignIn>().WhenEnded(signedIn.Session, () => ended++);
        await people.Get<Upkeep>().RunOnceAsync(default);
        Assert.Equal(0, ended);

        TestPeople.Done(await people.Get<CareMail.Accounts.External.LinkExternal>().RemoveAsync(person.Actor));

        Assert.Equal(1, ended);
        Assert.False(await people.Get<MailSignIn>().StillValidAsync(signedIn.Session));
        Assert.Equal(MailSignInOutcome.Refused, (await SignInAsync(server, person.Address, token)).Outcome);
    }

    [Fact]
    public async Task A_locked_account_stays_locked_for_tokens_too()
    {
        var (server, person) = await LinkedAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, person.Id, "test"));

        Assert.Equal(
            MailSignInOutcome.Closed,
            (await SignInAsync(server, person.Address, _provider.Token(Subject))).Outcome
        );
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    public void Dispose() => _provider.Dispose();

    private async Task<(RunningServer Server, TestPerson Person)> LinkedAsync(Engine engine)
    {
        var server = await RunningServer.StartAsync(
            engine,
            s =>
                s with
                {
                    Oidc = new OidcSettings(new Uri(_provider.Issuer), TestProvider.Client, "secret"),
                    TrustedNets = Networks.Loopback,
                }
        );
        _servers.Add(server);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        TestPeople.Done(
            await people
                .Get<CareMail.Accounts.External.LinkExternal>()
                .RunAsync(person.Actor, new ExternalPerson(_provider.Issuer, Subject, [], false), placesAreNamed: false)
        );
        return (server, person);
    }

    private static Task<MailSignInResult> SignInAsync(RunningServer server, string userName, string token) =>
        new TestPeople(server.Services)
            .Get<MailSignIn>()
            .AuthenticateTokenAsync(userName, token, IPAddress.Loopback, "imap");

    private static string Message(string token, string userName) =>
        Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
                $"n,{(userName.Length > 0 ? "a=" + userName : "")},\u0001host=localhost\u0001auth=Bearer {token}\u0001\u0001"
            )
        );

    private static async Task<Line> TlsAsync(IPEndPoint at)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(at);
        var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return new Line(tcp, tls);
    }

    private sealed class Line(TcpClient tcp, SslStream tls) : IDisposable
    {
        public StreamReader Reader { get; } = new(tls, Encoding.ASCII);

        public async Task SendAsync(string line) => await tls.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

        public async Task<string> LastAsync(string tag)
        {
            while (await Reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(tag, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            return "";
        }

        /// <summary>A reply of several lines.</summary>
        public async Task<string> AllAsync()
        {
            var all = new StringBuilder();
            while (await Reader.ReadLineAsync() is { } line)
            {
                all.AppendLine(line);
                if (line.Length < 4 || line[3] == ' ')
                {
                    break;
                }
            }

            return all.ToString();
        }

        public void Dispose()
        {
            Reader.Dispose();
            tcp.Dispose();
        }
    }
}
