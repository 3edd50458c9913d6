using CareMail.Audit;
using CareMail.Operations;
using CareMail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Support;

/// <summary>A migrated database and an opened message log in a folder of their own.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestStore(StorageOptions options, Action<IServiceCollection>? add)
    {
        Options = options;
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddStorage(options)
            .AddAudit()
            .AddOperations();
        add?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public StorageOptions Options { get; }

    public string DataFolder => Options.DataFolder;

    public Engine Engine => Options.Engine;

    public Database Database => _services.GetRequiredService<Database>();

    public IMessageBytes Bytes => _services.GetRequiredService<IMessageBytes>();

    public OrganisationKeys Keys => _services.GetRequiredService<OrganisationKeys>();

    public MasterKey MasterKey => _services.GetRequiredService<MasterKey>();

    public SegmentSpace Space => _services.GetRequiredService<SegmentSpace>();

    public AuditTrail Audit => _services.GetRequiredService<AuditTrail>();

    /// <summary>Anything else that storage registers.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<TestStore> OpenAsync(Engine engine, Action<IServiceCollection>? add = null)
    {
        var store = new TestStore(await OptionsAsync(engine), add);
        await store.Get<StorageStart>().StartAsync(CancellationToken.None);
        return store;
    }

    /// <summary>The services of a store that is not started: what an operator's verb works with.</summary>
    public static TestStore Unopened(StorageOptions options, Action<IServiceCollection>? add = null) =>
        new(options, add);

    /// <summary>A data folder and a migrated database that nothing has opened yet: for tests that start the program itself.</summary>
    public static async Task<StorageOptions> OptionsAsync(Engine engine)
    {
        var folder = TestFolder.Make();
        if (engine == Engine.Postgres)
        {
            return Small(folder) with { Database = await TestPostgres.NewDatabaseAsync() };
        }

        await TestSqlite.CopyToAsync(folder);
        return Small(folder);
    }

    // Tests make many folders: small segments, so that little is zero-filled.
    private static StorageOptions Small(string folder) => new() { DataFolder = folder, SegmentBytes = 1 << 20 };

    public async ValueTask DisposeAsync()
    {
        await Get<StorageStart>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        if (Engine == Engine.Postgres)
        {
            await TestPostgres.DropAsync(Options.Database);
        }

        TestFolder.Delete(DataFolder);
    }
}
