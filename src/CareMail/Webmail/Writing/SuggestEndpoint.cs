using System.Text;
using System.Text.Encodings.Web;
using CareMail.AddressBook;
using CareMail.Identity.Doors;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Writing;

/// <summary>Whom somebody may mean who types these letters: options for the list under a recipient field.</summary>
internal static class SuggestEndpoint
{
    private const int LongestQuestion = 60;

    public static async Task<IResult> GetAsync(HttpContext http, string? q, Addresses addresses, CancellationToken ct)
    {
        var text = (q ?? "").Trim();
        if (http.User.Account() is not { } account || text.Length is < 2 or > LongestQuestion)
        {
            return Results.Text("", "text/html", Encoding.UTF8);
        }

        var found = await addresses.SuggestAsync(account.OrganisationId, text, ct: ct);
        var options = found.Select(s => Option(new NamedAddress(s.DisplayName, s.Address).ToString(), s.Place));
        return Results.Text(string.Concat(options), "text/html", Encoding.UTF8);
    }

    private static string Option(string value, string label)
    {
        var encoder = HtmlEncoder.Default;
        return $"<option value=\"{encoder.Encode(value)}\">{encoder.Encode(label)}</option>";
    }
}
