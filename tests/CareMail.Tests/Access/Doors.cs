using CareMail.Access;
using CareMail.Tests.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Access;

/// <summary>One thing that can be asked of the web: a method, a route and, of a page, which of its handlers.</summary>
internal sealed record Door(string Method, string Route, string? Handler, Act Act)
{
    public string Name => $"{Method} {Route}" + (Handler is null ? "" : $"?handler={Handler}");

    public IEnumerable<string> Placeholders =>
        Route
            .Split('/')
            .SelectMany(piece => piece.Split('{').Skip(1))
            .Select(piece => piece[..piece.IndexOf('}', StringComparison.Ordinal)].TrimStart('*').Split(':', '?')[0]);

    /// <summary>The address, with what stands at the test's organisation in the gaps.</summary>
    public string At(Func<string, string> valueOf)
    {
        var address = Route;
        for (var open = address.IndexOf('{', StringComparison.Ordinal); open >= 0; )
        {
            var close = address.IndexOf('}', open);
            var name = address[(open + 1)..close].TrimStart('*').Split(':', '?')[0];
            address = address[..open] + valueOf(name) + address[(close + 1)..];
            open = address.IndexOf('{', StringComparison.Ordinal);
        }

        return address + (Handler is null ? "" : "?handler=" + Handler);
    }

    /// <summary>Every door that this server opens, as the program itself lists them.</summary>
    public static async Task<IReadOnlyList<Door>> OfAsync(RunningServer server)
    {
        var pages = server.Services.GetRequiredService<PageLoader>();
        var doors = new HashSet<Door>();
        foreach (
            var endpoint in server
                .Services.GetServices<EndpointDataSource>()
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
        )
        {
            var act = endpoint.Metadata.GetRequiredMetadata<AllowsAttribute>().Act;
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var compiled = await pages.LoadAsync(page, endpoint.Metadata);
                // A page that says nothing of it answers GET all the same.
                doors.Add(new Door("GET", route, null, act));
                doors.UnionWith(
                    compiled.HandlerMethods.Select(h => new Door(h.HttpMethod.ToUpperInvariant(), route, h.Name, act))
                );
                continue;
            }

            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            doors.UnionWith(methods.Select(method => new Door(method, route, null, act)));
        }

        return [.. doors.OrderBy(d => d.Route, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal)];
    }
}
