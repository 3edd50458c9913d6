using System.Net;
using System.Net.Sockets;
using CareMail.Access;
using CareMail.Hosting;
using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Joining.Pages.Apply;

/// <summary>What the pages of /join share: how they ask again, and who counts as one place.</summary>
[Allows(Act.Join)]
internal abstract class JoinPage : PageModel
{
    /// <summary>The heading as the browser's title: with "Error:" before it while something is wrong.</summary>
    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    /// <summary>Where the request came from: an IPv4 address, or the first half of an IPv6 one.</summary>
    protected string Network
    {
        get
        {
            if (HttpContext.Connection.RemoteIpAddress is not { } address)
            {
                return "nowhere";
            }

            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return plain.AddressFamily is AddressFamily.InterNetworkV6
                ? new IPAddress([.. plain.GetAddressBytes()[..8], .. new byte[8]]).ToString()
                : plain.ToString();
        }
    }

    protected IActionResult Again(Refusal refusal)
    {
        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}

/// <summary>A page of an application that was begun. Who it belongs to is known by a cookie that ends with the browser.</summary>
internal abstract class ApplicantPage(ApplicantServices services) : JoinPage
{
    private Application? _application;

    public Application Application => _application ?? throw new InvalidOperationException("Not loaded.");

    public Home Home { get; private set; } = null!;

    public IReadOnlyList<NamedPerson> People { get; private set; } = [];

    protected ApplicantServices Services => services;

    /// <summary>Loads the application; a result instead, if there is none, or the page is not its turn.</summary>
    protected async Task<IActionResult?> LoadAsync(CancellationToken ct)
    {
        if (!await TryLoadAsync(ct))
        {
            return Redirect("/join/no-application");
        }

        // Whoever goes back after sending finds the page that shows where it stands.
        return Application.State is ApplicationState.Draft ? null : Redirect("/join/status");
    }

    protected async Task<bool> TryLoadAsync(CancellationToken ct)
    {
        _application = await services.Applications.FindAsync(ApplicantCookie.Read(Request, services.Settings), ct);
        if (_application is null)
        {
            return false;
        }

        Home = await services.Homes.OfAsync(_application, ct: ct);
        People = await services.Applications.PeopleAsync(_application, ct);
        return true;
    }

    /// <summary>To the first question that is not answered yet.</summary>
    protected async Task<IActionResult> NextAsync(CancellationToken ct)
    {
        await TryLoadAsync(ct);
        return Redirect(PathOf(ApplicationRules.Next(SubmitApplication.FactsOf(Application, Home, People))));
    }

    public static string PathOf(JoinQuestion question) =>
        question switch
        {
            JoinQuestion.Town => "/join/town",
            JoinQuestion.Declaration => "/join/declaration",
            JoinQuestion.Proof => "/join/proof",
            JoinQuestion.People => "/join/people",
            JoinQuestion.Check => "/join/answers",
        };
}

/// <summary>What every page of an application needs.</summary>
internal sealed record ApplicantServices(Applications Applications, Homes Homes, CareMailSettings Settings);

/// <summary>The applicant's key in their browser: gone when it closes, unreadable for scripts, never sent from other sites.</summary>
internal static class ApplicantCookie
{
    public static ApplicantKey? Read(HttpRequest request, CareMailSettings settings) =>
        ApplicantKey.Read(request.Cookies[Name(settings)]);

    public static void Set(HttpResponse response, ApplicantKey key, CareMailSettings settings) =>
        response.Cookies.Append(Name(settings), key.Token, Options(settings));

    public static void Clear(HttpResponse response, CareMailSettings settings) =>
        response.Cookies.Delete(Name(settings), Options(settings));

    private static bool IsHttps(CareMailSettings settings) => settings.Url.Scheme == Uri.UriSchemeHttps;

    // __Host-: a browser takes it over TLS only, for this host only.
    private static string Name(CareMailSettings settings) => (IsHttps(settings) ? "__Host-" : "") + "cm-join";

    private static CookieOptions Options(CareMailSettings settings) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsHttps(settings),
            Path = "/",
            IsEssential = true,
        };
}
