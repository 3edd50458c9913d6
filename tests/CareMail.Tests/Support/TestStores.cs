using System.Collections.Concurrent;
using CareMail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Support;

/// <summary>
/// A class fixture: one store per engine for the whole test class, fresh and migrated, gone afterwards.
/// <code>
/// public class FolderTests(TestStores stores) : IClassFixture&lt;TestStores&gt;
/// {
///     [Theory, ClassData(typeof(BothEngines))]
///     public async Task A_folder_is_found(Engine engine)
///     {
///         var store = await stores.OnAsync(engine);
/// </code>
/// </summary>
public sealed class TestStores : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Engine, Lazy<Task<TestStore>>> _shared = new();
    private readonly ConcurrentBag<TestStore> _all = [];

    /// <summary>The store that the tests of this class share. Use your own ids, and they will not meet.</summary>
    public Task<TestStore> OnAsync(Engine engine) => _shared.GetOrAdd(engine, e => new(() => FreshAsync(e))).Value;

    /// <summary>A store that no other test sees, for tests that count everything or break something.</summary>
    public async Task<TestStore> FreshAsync(Engine engine, Action<IServiceCollection>? add = null)
    {
        var store = await TestStore.OpenAsync(engine, add);
        _all.Add(store);
        return store;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _all)
        {
            await store.DisposeAsync();
        }
    }
}
