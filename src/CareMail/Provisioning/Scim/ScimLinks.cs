using System.Globalization;
using CareMail.Hosting;

namespace CareMail.Provisioning.Scim;

/// <summary>Where resources are: below CAREMAIL_URL, never where a request says the host is.</summary>
internal sealed class ScimLinks(CareMailSettings settings)
{
    private readonly string _base = new Uri(settings.Url, ProgramAnswers.ScimPath).ToString().TrimEnd('/');

    public string Of(string endpoint, string id) => $"{_base}{endpoint}/{id}";

    public string User(Guid id) => Of("/Users", id.ToString());

    /// <summary>RFC 7644 §3.14: weak, for the same version may be spelled in another order.</summary>
    public static string ETag(long version) => $"W/\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
