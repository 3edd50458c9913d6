namespace CareMail.Protocols.Sasl;

/// <summary>The one message of OAUTHBEARER: a token, and perhaps for whom. RFC 7628 §3.1.</summary>
/// <param name="UserName">Empty: whoever the token is of.</param>
public sealed record SaslOAuthBearer(string UserName, string Token)
{
    /// <summary>RFC 4954 §4: a response may be 12,288 octets, in base64.</summary>
    public const int LongestResponse = 12_288;

    private const char Separator = '\u0001';
    private const string Bearer = "Bearer ";

    /// <summary>What the client is told of a token we do not take, before the failure itself. RFC 7628 §3.2.2.</summary>
    public const string Failure = """{"status":"invalid_token"}""";

    public static string FailureInBase64 { get; } =
        Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Failure));

    public static SaslOAuthBearer? Parse(ReadOnlySpan<byte> message)
    {
        if (message.Length > LongestResponse || SaslText.Decode(message) is not { } text)
        {
            return null;
        }

        // RFC 7628 §3.1: gs2-header kvsep *kvpair kvsep; the header is "n,a=name,", without channel binding.
        var parts = text.Split(Separator);
        if (parts is not [var header, .., "", ""] || NameOf(header) is not { } name)
        {
            return null;
        }

        string[] given = [.. parts[1..^2].Where(part => part.StartsWith("auth=", StringComparison.Ordinal))];
        return
            given is [var auth]
            && auth["auth=".Length..] is var value
            && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && value[Bearer.Length..].Trim() is { Length: > 0 } token
            ? new SaslOAuthBearer(name, token)
            : null;
    }

    private static string? NameOf(string header)
    {
        if (header is not ['n' or 'y', ',', .. var rest] || !rest.EndsWith(',') || rest[..^1].Contains(','))
        {
            return null;
        }

        var authorization = rest[..^1];
        return authorization.Length == 0 ? ""
            : authorization.StartsWith("a=", StringComparison.Ordinal)
                ? authorization[2..]
                    .Replace("=2C", ",", StringComparison.Ordinal)
                    .Replace("=3D", "=", StringComparison.Ordinal)
            : null;
    }
}
