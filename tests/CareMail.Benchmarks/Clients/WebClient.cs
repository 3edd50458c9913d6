using System.Net;
using System.Text.RegularExpressions;
using CareMail.Identity;
using CareMail.Identity.SignIn;

namespace CareMail.Benchmarks.Clients;

/// <summary>A browser that has signed in; it looks at nothing.</summary>
internal sealed partial class WebClient : IDisposable
{
    private readonly HttpClient _http;

    private WebClient(Uri server) =>
        _http = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        )
        {
            BaseAddress = server,
        };

    public static async Task<WebClient> SignInAsync(Uri server, SignInSecrets secrets)
    {
        var client = new WebClient(server);
        await client.PostAsync("/sign-in", ("UserName", secrets.UserName), ("Password", secrets.Password));
        var step = Authenticator.StepAt(TimeProvider.System.GetUtcNow());
        var code = Authenticator.Code(Base32.Decode(secrets.AuthenticatorSecret)!, step);
        await client.PostAsync("/sign-in/code", ("Code", code));
        return client;
    }

    public async Task<int> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode is HttpStatusCode.OK
            ? (await answer.Content.ReadAsByteArrayAsync()).Length
            : throw new InvalidOperationException($"{path} answered {answer.StatusCode}.");
    }

    /// <summary>Loads the page's form for its token and sends it.</summary>
    public Task PostAsync(string path, params (string Name, string Value)[] fields) => PostAsync(path, path, fields);

    public async Task PostAsync(string form, string path, params (string Name, string Value)[] fields)
    {
        var page = await _http.GetStringAsync(new Uri(form, UriKind.Relative));
        var values = fields
            .Append(("__RequestVerificationToken", Token().Match(page).Groups[1].Value))
            .Select(f => KeyValuePair.Create(f.Item1, f.Item2));
        using var content = new FormUrlEncodedContent(values);
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        if (answer.StatusCode is not HttpStatusCode.Found)
        {
            throw new InvalidOperationException($"{path} answered {answer.StatusCode}.");
        }
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
