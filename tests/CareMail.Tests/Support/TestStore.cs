using CareMail.Audit;
using CareMail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Support;

/// <summary>A migrated database and an opened message log in a folder of their own.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestStore(StorageOptions options)
    {
        Options = options;
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddStorage(options)
            .AddAudit()
            .BuildServiceProvider();
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

    public static async Task<TestStore> OpenAsync(Engine engine)
    {
        var store = new TestStore(await OptionsAsync(engine));
        await store.Get<StorageStart>().StartAsync(CancellationToken.None);
        return store;
    }

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
