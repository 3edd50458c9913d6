using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CareMail.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CareMail.Tests.Notices;

internal sealed record NotifyRequest(
    string Kind,
    string To,
    string Template,
    Dictionary<string, string> Values,
    string Reference
);

/// <summary>
/// Stands in for GOV.UK Notify and is as strict: path, content type, a JWT signed with the key's secret, issued by the
/// service a moment ago, a template it knows, every value the template asks for, a reference.
/// </summary>
internal sealed class NotifyStandIn : IAsyncDisposable
{
    private readonly string _service = Guid.NewGuid().ToString();
    private readonly string _secret = Guid.NewGuid().ToString();
    private readonly string _textTemplate = Guid.NewGuid().ToString();
    private readonly string _emailTemplate = Guid.NewGuid().ToString();
    private readonly ConcurrentQueue<NotifyRequest> _taken = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private WebApplication? _app;

    /// <summary>What is answered instead of taking it, one after the other.</summary>
    public ConcurrentQueue<HttpStatusCode> Answers { get; } = new();

    public IReadOnlyCollection<NotifyRequest> Taken => _taken;

    /// <summary>What was wrong with requests.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public NotifySettings Settings =>
        new(new Uri(Address()), $"caremail-{_service}-{_secret}")
        {
            TextTemplate = _textTemplate,
            EmailTemplate = _emailTemplate,
        };

    public static async Task<NotifyStandIn> StartAsync()
    {
        var standIn = new NotifyStandIn();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        standIn._app = builder.Build();
        standIn._app.MapPost("/v2/notifications/{kind}", standIn.TakeAsync);
        await standIn._app.StartAsync();
        return standIn;
    }

    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();

    private string Address() =>
        _app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private async Task<IResult> TakeAsync(string kind, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        if (WrongToken(request.Headers.Authorization.ToString()) is { } wrong)
        {
            return Refuse(HttpStatusCode.Forbidden, "AuthError", wrong);
        }

        if (Answers.TryDequeue(out var answer))
        {
            return Results.Json(
                new { status_code = (int)answer, errors = new[] { new { error = "Exception", message = "said so" } } },
                statusCode: (int)answer
            );
        }

        return request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) is true
            ? Take(kind, JsonDocument.Parse(body).RootElement)
            : Refuse(HttpStatusCode.BadRequest, "BadRequestError", "not JSON");
    }

    private IResult Take(string kind, JsonElement sent)
    {
        var text = kind == "sms";
        var to = sent.GetProperty(text ? "phone_number" : "email_address").GetString()!;
        var template = sent.GetProperty("template_id").GetString()!;
        if (template != (text ? _textTemplate : _emailTemplate))
        {
            return Refuse(HttpStatusCode.BadRequest, "BadRequestError", "Template not found");
        }

        var values = sent.GetProperty("personalisation")
            .EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetString()!);
        string[] asked = text ? ["body"] : ["body", "subject"];
        if (!asked.SequenceEqual(values.Keys.Order(StringComparer.Ordinal)))
        {
            return Refuse(HttpStatusCode.BadRequest, "BadRequestError", "Missing personalisation");
        }

        var reference = sent.GetProperty("reference").GetString();
        if (!Guid.TryParse(reference, out _))
        {
            return Refuse(HttpStatusCode.BadRequest, "BadRequestError", "no reference");
        }

        _taken.Enqueue(new NotifyRequest(kind, to, template, values, reference));
        var id = Guid.NewGuid();
        return Results.Json(
            new
            {
                id,
                reference,
                uri = $"{Address()}/v2/notifications/{id}",
                content = new { body = values["body"], from_number = "CareMail" },
                template = new
                {
                    id = template,
                    version = 1,
                    uri = $"{Address()}/v2/template/{template}",
                },
            },
            statusCode: 201
        );
    }

    private IResult Refuse(HttpStatusCode status, string error, string message)
    {
        _faults.Enqueue(message);
        return Results.Json(
            new { status_code = (int)status, errors = new[] { new { error, message } } },
            statusCode: (int)status
        );
    }

    /// <summary>RFC 7519, RFC 7515: HS256, iss is the service, iat within 30 seconds.</summary>
    private string? WrongToken(string header)
    {
        var parts = header.Replace("Bearer ", "", StringComparison.Ordinal).Split('.');
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal) || parts.Length != 3)
        {
            return "no token";
        }

        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(_secret),
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")
        );
        if (!CryptographicOperations.FixedTimeEquals(signature, Decode(parts[2])))
        {
            return "signature";
        }

        var algorithm = JsonDocument.Parse(Decode(parts[0])).RootElement.GetProperty("alg").GetString();
        var claims = JsonDocument.Parse(Decode(parts[1])).RootElement;
        var issued = DateTimeOffset.FromUnixTimeSeconds((long)claims.GetProperty("iat").GetDouble());
        return algorithm != "HS256" ? "algorithm"
            : claims.GetProperty("iss").GetString() != _service ? "issuer"
            : (TimeProvider.System.GetUtcNow() - issued).Duration() > TimeSpan.FromSeconds(30) ? "time"
            : null;
    }

    private static byte[] Decode(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);
}
