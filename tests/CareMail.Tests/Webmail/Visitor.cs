using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CareMail.Tests.Support;

namespace CareMail.Tests.Webmail;

/// <summary>What came back: the answer and, if it is a page, its elements.</summary>
internal sealed record Seen(HttpResponseMessage Answer, IHtmlDocument Page, string Text)
{
    public HttpStatusCode Status => Answer.StatusCode;

    public string Path => Answer.RequestMessage!.RequestUri!.PathAndQuery;

    public IElement One(string selector) =>
        Page.QuerySelector(selector) ?? throw new InvalidOperationException($"No {selector} on {Path}: {Text}");

    public IReadOnlyList<IElement> All(string selector) => [.. Page.QuerySelectorAll(selector)];

    /// <summary>The words of an element, white space as single spaces.</summary>
    public string Words(string selector) =>
        string.Join(' ', One(selector).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public string Header(string name) =>
        Answer.Headers.TryGetValues(name, out var values) || Answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : "";
}

/// <summary>
/// A browser without JavaScript: keeps cookies, follows redirects, and posts the very form it was given, antiforgery token
/// and all, so that a page test also proves that the page renders what it posts.
/// </summary>
internal sealed class Visitor : IDisposable
{
    private static readonly HtmlParser Parser = new();

    private readonly HttpClient _client;

    public Visitor(RunningServer server)
    {
        _client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = server.Http.BaseAddress,
        };
    }

    public async Task<Seen> GetAsync(string path) => await SeeAsync(await _client.GetAsync(path));

    public Task<HttpResponseMessage> RawAsync(string path) =>
        _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

    /// <summary>As a browser opens an event stream.</summary>
    public async Task<HttpResponseMessage> ListenAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>As the page itself asks when it hears that something changed.</summary>
    public async Task RefreshAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-CareMail-Refresh", "1");
        (await _client.SendAsync(request)).EnsureSuccessStatusCode();
    }

    /// <summary>Presses a button of a form on the page.</summary>
    /// <param name="on">The page.</param>
    /// <param name="button">A selector; its name and value go along.</param>
    /// <param name="change">What the person fills in or ticks: replaces fields of that name.</param>
    /// <param name="files">What the person picks.</param>
    public async Task<Seen> PressAsync(
        Seen on,
        string button,
        IEnumerable<(string Name, string Value)>? change = null,
        IEnumerable<(string Name, byte[] Bytes)>? files = null
    )
    {
        var pressed = on.One(button);
        var form = (IHtmlFormElement?)pressed.Closest("form") ?? throw new InvalidOperationException("Not in a form.");
        var changes = (change ?? []).ToList();
        var fields = Fields(form).Where(f => changes.TrueForAll(c => c.Name != f.Name)).Concat(changes).ToList();
        if (pressed.GetAttribute("name") is { Length: > 0 } name)
        {
            fields.Add((name, pressed.GetAttribute("value") ?? ""));
        }

        var action = form.GetAttribute("action") is { Length: > 0 } where ? where : on.Path;
        return await SeeAsync(await _client.PostAsync(action, Content(form, fields, files ?? [])));
    }

    /// <summary>A post that no page offered.</summary>
    public async Task<Seen> PostAsync(string path, params (string Name, string Value)[] fields) =>
        await SeeAsync(
            await _client.PostAsync(
                path,
                new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)))
            )
        );

    public void Dispose() => _client.Dispose();

    private static HttpContent Content(
        IHtmlFormElement form,
        IEnumerable<(string Name, string Value)> fields,
        IEnumerable<(string Name, byte[] Bytes)> files
    )
    {
        if (form.Enctype != "multipart/form-data")
        {
            return new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        }

        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), $"\"{name}\"");
        }

        foreach (var (name, bytes) in files)
        {
            content.Add(new ByteArrayContent(bytes), "\"file\"", $"\"{name}\"");
        }

        return content;
    }

    private static IEnumerable<(string Name, string Value)> Fields(IHtmlFormElement form)
    {
        foreach (var element in form.QuerySelectorAll("input[name], textarea[name], select[name]"))
        {
            var name = element.GetAttribute("name")!;
            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }
                or IHtmlInputElement { Type: "file" }:
                    break;
                case IHtmlInputElement input:
                    yield return (name, input.Value);
                    break;
                case IHtmlTextAreaElement text:
                    yield return (name, text.Value);
                    break;
                case IHtmlSelectElement select:
                    yield return (name, select.Value ?? "");
                    break;
            }
        }
    }

    private static async Task<Seen> SeeAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return new Seen(answer, await Parser.ParseDocumentAsync(text), text);
    }
}
