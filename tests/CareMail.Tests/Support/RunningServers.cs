using System.Collections.Concurrent;
using CareMail.Storage;

namespace CareMail.Tests.Support;

/// <summary>
/// A class fixture for tests that run on both databases: one running application per engine for the whole class.
/// <code>var server = await servers.OnAsync(engine);</code>
/// </summary>
public sealed class RunningServers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Engine, Lazy<Task<RunningServer>>> _shared = new();

    public Task<RunningServer> OnAsync(Engine engine) =>
        _shared.GetOrAdd(engine, e => new(() => RunningServer.StartAsync(e))).Value;

    /// <summary>What they have said louder than Information.</summary>
    public IEnumerable<string> AboveInformation =>
        _shared.Values.Where(s => s.Value.IsCompletedSuccessfully).SelectMany(s => s.Value.Result.AboveInformation);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _shared.Values)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
