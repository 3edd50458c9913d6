using System.Text;
using CareMail.Access;
using CareMail.Hosting;
using CareMail.Protocols.Addresses;

namespace CareMail.Accounts.MailPrograms;

/// <summary>The addresses at which mail programs look for their settings. Nobody is signed in, and nothing is looked up.</summary>
internal static class AutoConfigurationEndpoints
{
    private const string Xml = "text/xml; charset=utf-8";

    public static void Map(WebApplication app)
    {
        app.MapGet("/.well-known/autoconfig/mail/config-v1.1.xml", Mozilla).Allows(Act.SeePublicPages);
        app.MapGet("/mail/config-v1.1.xml", Mozilla).Allows(Act.SeePublicPages);
        app.MapPost("/autodiscover/autodiscover.xml", OutlookAsync).Allows(Act.SeePublicPages);
    }

    private static IResult Mozilla(CareMailSettings settings) =>
        Results.Text(AutoConfiguration.Mozilla(MailServers.Of(settings), settings.Url), Xml, Encoding.UTF8);

    private static async Task<IResult> OutlookAsync(HttpContext http, CareMailSettings settings, CancellationToken ct)
    {
        if (await ReadAsync(http.Request, ct) is not { } request)
        {
            return Results.Text("The request is too long.\n", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        return
            AutoConfiguration.AskedAddress(request) is { } asked
            && EmailAddress.TryParse(asked.Trim(), out var address)
            && string.Equals(address.Domain, settings.Domain, StringComparison.OrdinalIgnoreCase)
            ? Results.Text(AutoConfiguration.Outlook(MailServers.Of(settings), address.ToString()), Xml, Encoding.UTF8)
            : Results.Text(
                "This is no Autodiscover request for an address of ours.\n",
                statusCode: StatusCodes.Status400BadRequest
            );
    }

    private static async Task<string?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var buffer = new byte[AutoConfiguration.LongestRequest + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > AutoConfiguration.LongestRequest ? null : Encoding.UTF8.GetString(buffer, 0, length);
    }
}
