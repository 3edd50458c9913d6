using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CareMail.Tests.Identity.External;

/// <summary>The papers of an OpenID provider, and tokens it signs, or that somebody forges. EndToEnd has a real one.</summary>
internal sealed class TestProvider : IDisposable
{
    public const string Client = "caremail";

    private readonly HttpListener _http = new();
    private readonly RSA _rsa = RSA.Create(2048);
    private int _papersAsked;

    public TestProvider()
    {
        Port = FreePort();
        _http.Prefixes.Add(Issuer + "/");
        _http.Start();
        _ = Task.Run(ServeAsync);
    }

    private int Port { get; }

    public string Issuer => "http://127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Requests for anything that is no paper of the provider.</summary>
    public int Strange => _papersAsked;

    public SigningCredentials Own => Credentials(_rsa, "own", SecurityAlgorithms.RsaSha256);

    public static SigningCredentials Credentials(RSA key, string kid, string algorithm) =>
        new(new RsaSecurityKey(key) { KeyId = kid }, algorithm);

    public string Token(
        string subject,
        Action<Dictionary<string, object>>? change = null,
        SigningCredentials? by = null,
        Dictionary<string, object>? header = null
    )
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["aud"] = Client,
            ["azp"] = Client,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 300,
        };
        change?.Invoke(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            JsonSerializer.Serialize(claims),
            by ?? Own,
            header ?? []
        );
    }

    /// <summary>Header and claims as they are, and a signature of somebody's making.</summary>
    public static string Forged(string header, string payload, Func<byte[], byte[]> sign)
    {
        var text = $"{Encode(header)}.{Encode(payload)}";
        return $"{text}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public string PublicKeyPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public void Dispose()
    {
        _http.Close();
        _rsa.Dispose();
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(text));

    private async Task ServeAsync()
    {
        while (_http.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _http.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var paper = PaperAt(context.Request.Url!.AbsolutePath);
            if (paper is null)
            {
                Interlocked.Increment(ref _papersAsked);
                context.Response.StatusCode = 404;
            }
            else
            {
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(paper));
            }

            context.Response.Close();
        }
    }

    private string? PaperAt(string path) =>
        path switch
        {
            "/.well-known/openid-configuration" => JsonSerializer.Serialize(
                new Dictionary<string, object> { ["issuer"] = Issuer, ["jwks_uri"] = Issuer + "/jwks" }
            ),
            "/jwks" => Keys(),
            _ => null,
        };

    private string Keys()
    {
        var key = _rsa.ExportParameters(false);
        var jwk = new Dictionary<string, string>
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = "own",
            ["n"] = Base64UrlEncoder.Encode(key.Modulus),
            ["e"] = Base64UrlEncoder.Encode(key.Exponent),
        };
        return JsonSerializer.Serialize(new Dictionary<string, object> { ["keys"] = new[] { jwk } });
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
