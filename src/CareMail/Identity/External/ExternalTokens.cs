using CareMail.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CareMail.Identity.External;

/// <summary>
/// Access tokens of the configured provider, as mail programs bring them: JWTs (RFC 9068), checked by Microsoft's
/// library against the provider's published keys and nothing that the token itself says about keys.
/// </summary>
public sealed class ExternalTokens
{
    /// <summary>A token of some hundred roles is 6 kB; what is longer is none of ours.</summary>
    public const int Longest = 10_000;

    /// <summary>Only these, and so never "none" and never a secret key.</summary>
    internal static readonly string[] Algorithms =
    [
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
    ];

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly OidcSettings? _settings;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _provider;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    internal ExternalTokens(OidcSettings? settings)
    {
        _settings = settings;
        if (settings is not null)
        {
            _provider = new ConfigurationManager<OpenIdConnectConfiguration>(
                settings.Issuer.ToString().TrimEnd('/') + "/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever { RequireHttps = settings.Issuer.Scheme == Uri.UriSchemeHttps }
            );
        }
    }

    public bool AreTaken => _settings is not null;

    /// <summary>Whose token it is; null if it is none that we take.</summary>
    public async Task<ExternalPerson?> ReadAsync(string token, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (_settings is not { } settings || token.Length > Longest)
        {
            return null;
        }

        OpenIdConnectConfiguration provider;
        try
        {
            provider = await _provider!.GetConfigurationAsync(ct);
        }
        catch (InvalidOperationException)
        {
            // The provider cannot be reached: nobody can be checked.
            return null;
        }

        var result = await _handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = provider.Issuer,
                ValidAudience = settings.Audience,
                IssuerSigningKeys = provider.SigningKeys,
                // B43: the key the token names, of those the provider publishes; never another, never from an address in it.
                TryAllIssuerSigningKeys = false,
                ValidAlgorithms = Algorithms,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ClockSkew = Skew,
            }
        );
        if (!result.IsValid)
        {
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            {
                // The provider may have new keys: asked again, not more often than the library allows.
                _provider.RequestRefresh();
            }

            return null;
        }

        var jwt = (JsonWebToken)result.SecurityToken;
        return IsForUs(jwt, settings) ? ExternalPerson.Of(settings, provider.Issuer, jwt.Claims) : null;
    }

    // The party it was made for, to the letter: a path behind our name is somebody else.
    private static bool IsForUs(JsonWebToken jwt, OidcSettings settings) =>
        !jwt.TryGetHeaderValue<object>("crit", out _)
        && (
            !jwt.TryGetPayloadValue<string>("azp", out var party)
            || string.Equals(party, settings.ClientId, StringComparison.Ordinal)
        );
}
