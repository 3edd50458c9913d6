using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace CareMail.Tests.Support;

/// <summary>A browser without scripts: keeps cookies, and posts the form that the page really has.</summary>
internal sealed class TestBrowser : IDisposable
{
    private readonly HttpClient _http;

    public TestBrowser(RunningServer server, string userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    {
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = server.Http.BaseAddress,
        };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
    }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http => _http;

    public string? Cookie(string name) => Cookies.GetCookies(_http.BaseAddress!)[name]?.Value;

    public async Task<Answer> GetAsync(string path) =>
        await Answer.OfAsync(await _http.GetAsync(new Uri(path, UriKind.Relative)));

    /// <summary>Loads the page, fills in its form and sends it: hidden fields and all.</summary>
    /// <param name="form">Which form, when the page has several: a piece of its action or of its text.</param>
    public async Task<Answer> PostAsync(string path, Dictionary<string, string> fields, string? form = null) =>
        await SendAsync(path, (await GetAsync(path)).Page, fields, form);

    public async Task<Answer> SendAsync(
        string path,
        IHtmlDocument page,
        Dictionary<string, string> fields,
        string? form = null
    )
    {
        var sent = page.Forms.First(f =>
            form is null
                ? f.Action != "/sign-out"
                    && !(f.GetAttribute("action") ?? "").Contains("sign-out", StringComparison.Ordinal)
                : f.OuterHtml.Contains(form, StringComparison.Ordinal)
        );
        var inputs = sent.QuerySelectorAll("input[name], textarea[name], select[name], button[name]");
        // A box or a button that is not chosen is not sent.
        var values = inputs
            .Where(i => i is not IHtmlButtonElement)
            .Where(i => i.GetAttribute("type") is not ("radio" or "checkbox") || i.HasAttribute("checked"))
            .ToDictionary(i => i.GetAttribute("name")!, Typed);
        foreach (var (name, value) in fields)
        {
            Assert.Contains(name, inputs.Select(i => i.GetAttribute("name")));
            values[name] = value;
        }

        var action = sent.GetAttribute("action") is { Length: > 0 } given ? given : path;
        using var content = new FormUrlEncodedContent(values);
        return await Answer.OfAsync(await _http.PostAsync(new Uri(action, UriKind.Relative), content));
    }

    private static string Typed(AngleSharp.Dom.IElement field) =>
        field switch
        {
            IHtmlTextAreaElement text => text.Value,
            IHtmlSelectElement select => select.Value ?? "",
            _ => field.GetAttribute("value") ?? "",
        };

    /// <summary>Password, then code, as a person does it.</summary>
    public async Task<Answer> SignInAsync(TestPerson person, string path = "/sign-in")
    {
        var next = await PasswordAsync(person, path);
        Assert.Equal("/sign-in/code", next.Location);
        return await PostAsync("/sign-in/code", new() { ["Code"] = person.NextCode() });
    }

    public Task<Answer> PasswordAsync(TestPerson person, string path = "/sign-in") =>
        PostAsync(path, new() { ["UserName"] = person.Address, ["Password"] = person.Secrets.Password });

    public void Dispose() => _http.Dispose();
}

internal sealed record Answer(HttpStatusCode Status, string Html, HttpResponseMessage Response)
{
    public IHtmlDocument Page { get; } = new HtmlParser().ParseDocument(Html);

    public string? Location => Response.Headers.Location?.OriginalString;

    public string Heading => Page.QuerySelector("h1")?.TextContent.Trim() ?? "";

    /// <summary>What the error summary says.</summary>
    public string Errors =>
        string.Join('\n', Page.QuerySelectorAll(".nhsuk-error-summary__list li").Select(e => e.TextContent.Trim()));

    public string? Value(string field) => Page.QuerySelector($"input[name={field}]")?.GetAttribute("value");

    public static async Task<Answer> OfAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(), response);
}
