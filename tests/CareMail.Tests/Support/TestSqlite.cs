using CareMail.Storage;

namespace CareMail.Tests.Support;

/// <summary>Migrates one SQLite file and gives copies of it.</summary>
internal static class TestSqlite
{
    private static readonly Lazy<Task<string>> Template = new(MakeAsync);

    public static async Task CopyToAsync(string folder) =>
        File.Copy(await Template.Value, Path.Combine(folder, "caremail.db"));

    private static async Task<string> MakeAsync()
    {
        var options = new StorageOptions { DataFolder = TestFolder.Make() };
        await using (var database = Database.Open(options))
        {
            await new Migrations(database, TimeProvider.System).ApplyAsync();
        }

        return Path.Combine(options.DataFolder, "caremail.db");
    }
}
