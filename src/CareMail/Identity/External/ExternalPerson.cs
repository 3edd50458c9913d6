using System.Security.Claims;
using CareMail.Hosting;

namespace CareMail.Identity.External;

/// <summary>Somebody as another service knows them.</summary>
/// <param name="OdsCodes">Where they work, as the provider says; upper case.</param>
/// <param name="IsStrong">They used a second factor there, of a kind the operator named.</param>
public sealed record ExternalPerson(string Issuer, string Subject, IReadOnlyList<string> OdsCodes, bool IsStrong)
{
    private const int Longest = 255;

    /// <summary>Null: the provider does not say who it is.</summary>
    internal static ExternalPerson? Of(OidcSettings settings, string issuer, IEnumerable<Claim> claims)
    {
        var all = claims.ToList();
        var subject = all.FirstOrDefault(c => c.Type == settings.SubjectClaim)?.Value;
        return subject is { Length: > 0 and <= Longest }
            ? new ExternalPerson(
                issuer,
                subject,
                [
                    .. all.Where(c => settings.OdsClaim.Length > 0 && c.Type == settings.OdsClaim)
                        .SelectMany(c => c.Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
                        .Select(code => code.Trim('[', ']', '"').ToUpperInvariant())
                        .Distinct(),
                ],
                all.Any(c => c.Type is "acr" or "amr" && settings.Strong.Contains(c.Value, StringComparer.Ordinal))
            )
            : null;
    }

    /// <summary>Whether the provider lets them work there: where it names no places, the link alone decides.</summary>
    public bool MayWorkAt(string ods, bool placesAreNamed) =>
        !placesAreNamed || OdsCodes.Contains(ods, StringComparer.OrdinalIgnoreCase);
}
