namespace CareMail.Storage;

/// <summary>
/// Ties database and message folder together: each holds the id of the store. With a database that knows nothing of the
/// messages in the folder every one of them would look like one that nobody needs, and be reclaimed; and two programs on
/// one database, each with a folder of its own, could not read each other's mail.
/// </summary>
public sealed class StoreBond(StorageOptions options, Database database)
{
    private const string IdName = "store-id";

    private string IdFile => Path.Combine(options.DataFolder, IdName);

    /// <summary>Ties them at the first start; refuses a stranger later.</summary>
    internal async Task TieAsync(CancellationToken ct)
    {
        if (await IdAsync(ct) is { } known)
        {
            RefuseStranger(known);
            return;
        }

        if (HasMessages() && !await WasStartedAsync(ct))
        {
            throw new StoreRefusedException(
                $"There are messages in {options.MessageFolder}, but the database (CAREMAIL_DATABASE) is new and knows none of them. "
                    + "Name the database they belong to, or another CAREMAIL_DATA."
            );
        }

        // The file first: without a row it is taken over by the next start.
        var id = IdInFolder() ?? Ids.New().ToString();
        DurableFile.Write(IdFile, System.Text.Encoding.ASCII.GetBytes(id));
        await database.WriteAsync(
            tx =>
                tx.ExecuteAsync("INSERT INTO storage_setting (name, value) VALUES (@IdName, @id)", new { IdName, id }),
            ct
        );
    }

    /// <summary>Throws <see cref="StoreRefusedException"/> if the folder is not the one this database was used with.</summary>
    public async Task RefuseStrangerAsync(CancellationToken ct = default)
    {
        if (await IdAsync(ct) is { } known)
        {
            RefuseStranger(known);
        }
    }

    private void RefuseStranger(string known)
    {
        if (IdInFolder() != known)
        {
            throw new StoreRefusedException(
                $"The messages of this database are not in {options.DataFolder}. Set CAREMAIL_DATA and CAREMAIL_DATABASE as they were; "
                    + "one database serves one data folder."
            );
        }
    }

    private Task<string?> IdAsync(CancellationToken ct) => SettingAsync(IdName, ct);

    private async Task<bool> WasStartedAsync(CancellationToken ct) =>
        await SettingAsync(StoreIdentity.KeyName, ct) is not null;

    private Task<string?> SettingAsync(string name, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<string>(
            "SELECT value FROM storage_setting WHERE name = @name",
            new { name },
            ct
        );

    private string? IdInFolder() => File.Exists(IdFile) ? File.ReadAllText(IdFile).Trim() : null;

    private bool HasMessages() =>
        Directory.Exists(options.MessageFolder) && Directory.EnumerateFiles(options.MessageFolder).Any();
}
