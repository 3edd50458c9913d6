using System.Collections.Concurrent;
using CareMail.Demo;
using CareMail.Hosting;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Eligibility;

/// <summary>Running applications that have imported the sample registers, one on each database. Our own network is not counted.</summary>
public sealed class RegisterServers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Engine, Lazy<Task<RunningServer>>> _shared = new();

    public Task<RunningServer> OnAsync(Engine engine) =>
        _shared.GetOrAdd(engine, e => new(() => StartAsync(e, s => s with { TrustedNets = Networks.Loopback }))).Value;

    internal static async Task<RunningServer> StartAsync(
        Engine engine,
        Func<CareMailSettings, CareMailSettings>? change = null,
        Action<IServiceCollection>? replace = null
    )
    {
        var server = await RunningServer.StartAsync(engine, change, replace);
        await new DemoRegisters(server.Services.GetRequiredService<ImportRegisters>()).ImportAsync(default);
        return server;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _shared.Values)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
