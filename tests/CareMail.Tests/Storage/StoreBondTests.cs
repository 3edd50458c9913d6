using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Storage;

/// <summary>A database and a data folder that do not belong together must not meet: the messages would be taken for rubbish.</summary>
public class StoreBondTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_store_starts_again_with_what_it_was_used_with(Engine engine)
    {
        var options = await TestStore.OptionsAsync(engine);

        await StartAndStopAsync(options);
        await StartAndStopAsync(options);

        Assert.True(Guid.TryParse(await File.ReadAllTextAsync(Path.Combine(options.DataFolder, "store-id")), out _));
    }

    [Fact]
    public async Task A_folder_with_messages_is_not_opened_with_a_new_database()
    {
        var used = await TestStore.OptionsAsync(Engine.Postgres);
        await StartAndStopAsync(used);
        var segments = Directory.GetFiles(used.MessageFolder);
        Assert.NotEmpty(segments);

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () =>
            await StartAndStopAsync(used with { Database = await TestPostgres.NewDatabaseAsync() })
        );

        Assert.Contains("CAREMAIL_DATABASE", refused.Message, StringComparison.Ordinal);
        Assert.Equal(segments, Directory.GetFiles(used.MessageFolder));
        await StartAndStopAsync(used);
    }

    [Fact]
    public async Task One_database_does_not_serve_a_second_data_folder()
    {
        var used = await TestStore.OptionsAsync(Engine.Postgres);
        await StartAndStopAsync(used);
        var other = used with { DataFolder = TestFolder.Make() };

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => StartAndStopAsync(other));

        Assert.Contains("CAREMAIL_DATA", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreRefusedException>(() => RefuseStrangerAsync(other));
        await RefuseStrangerAsync(used);
    }

    [Fact]
    public async Task Two_used_stores_are_not_mixed()
    {
        var (one, two) = (await TestStore.OptionsAsync(Engine.Postgres), await TestStore.OptionsAsync(Engine.Postgres));
        await StartAndStopAsync(one);
        await StartAndStopAsync(two);

        await Assert.ThrowsAsync<StoreRefusedException>(() => StartAndStopAsync(one with { Database = two.Database }));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_store_of_before_this_rule_is_tied_at_its_next_start(Engine engine)
    {
        var options = await TestStore.OptionsAsync(engine);
        await StartAndStopAsync(options);
        await using (var database = Database.Open(options))
        {
            await database.WriteAsync(tx => tx.ExecuteAsync("DELETE FROM storage_setting WHERE name = 'store-id'"));
        }

        File.Delete(Path.Combine(options.DataFolder, "store-id"));

        await StartAndStopAsync(options);

        await RefuseStrangerAsync(options);
        Assert.True(File.Exists(Path.Combine(options.DataFolder, "store-id")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_refused_as_such_and_not_as_in_use()
    {
        var refused = Assert.Throws<StoreRefusedException>(() => DataFolder.Claim("/sys/caremail"));

        Assert.Contains("cannot be written to", refused.Message, StringComparison.Ordinal);
    }

    private static async Task StartAndStopAsync(StorageOptions options)
    {
        await using var services = ServicesOf(options);
        var start = services.GetRequiredService<StorageStart>();
        await start.StartAsync(default);
        await start.StopAsync(default);
    }

    private static async Task RefuseStrangerAsync(StorageOptions options)
    {
        await using var services = ServicesOf(options);
        await services.GetRequiredService<StoreBond>().RefuseStrangerAsync();
    }

    private static ServiceProvider ServicesOf(StorageOptions options) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddStorage(options with { MasterKey = Key })
            .BuildServiceProvider();

    // The same for all: it is not the key that must tell them apart.
    private const string Key = "base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
}
