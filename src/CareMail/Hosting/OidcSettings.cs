namespace CareMail.Hosting;

/// <summary>Another service that signs people in: CIS2, Entra ID, Keycloak, or any OpenID provider.</summary>
public sealed record OidcSettings(Uri Issuer, string ClientId, string ClientSecret)
{
    /// <summary>As people know it: the button says "Sign in with …".</summary>
    public string Name { get; init; } = "your organisation’s account";

    /// <summary>By which the provider knows somebody for good: <c>sub</c>, or Entra ID's <c>oid</c>.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>Where the provider says the ODS codes of somebody's workplaces; empty: it does not.</summary>
    public string OdsClaim { get; init; } = "";

    /// <summary>Values of <c>acr</c> or <c>amr</c> that mean a second factor was used there. None: ours is asked for.</summary>
    public IReadOnlyList<string> Strong { get; init; } = [];

    /// <summary>For whom access tokens of mail programs are made.</summary>
    public string Audience { get; init; } = ClientId;

    public IReadOnlyList<string> Scopes { get; init; } = ["openid"];

    internal static OidcSettings? From(SettingReader read)
    {
        if (read.Text("CAREMAIL_OIDC_ISSUER", "") is not { Length: > 0 } issuer)
        {
            return null;
        }

        // In clear only beside us: whoever can change the provider's keys on the way can be anybody.
        if (
            !Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        )
        {
            throw new SettingException("CAREMAIL_OIDC_ISSUER", issuer, "an https address");
        }

        var client = read.Text("CAREMAIL_OIDC_CLIENT", "");
        if (client.Length == 0)
        {
            throw new SettingException("CAREMAIL_OIDC_CLIENT", "", "the client's id at the provider");
        }

        var usual = new OidcSettings(uri, client, read.Text("CAREMAIL_OIDC_SECRET", ""));
        return usual with
        {
            Name = read.Text("CAREMAIL_OIDC_NAME", usual.Name),
            SubjectClaim = read.Text("CAREMAIL_OIDC_SUBJECT", usual.SubjectClaim),
            OdsClaim = read.Text("CAREMAIL_OIDC_ODS", ""),
            Strong = Words(read.Text("CAREMAIL_OIDC_STRONG", "")),
            Audience = read.Text("CAREMAIL_OIDC_AUDIENCE", client),
            Scopes = Words(read.Text("CAREMAIL_OIDC_SCOPES", "openid")),
        };
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => Issuer.ToString();

    private static string[] Words(string text) =>
        text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
