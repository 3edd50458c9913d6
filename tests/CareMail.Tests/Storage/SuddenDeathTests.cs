using System.Diagnostics;
using System.Security.Cryptography;
using CareMail.Operations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Storage;

public class SuddenDeathTests
{
    private const int Deaths = 6;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Killed_again_and_again_while_it_stores_deletes_and_compacts_it_keeps_every_promise(Engine engine)
    {
        var options = await TestStore.OptionsAsync(engine);
        var promised = new Dictionary<Guid, string>();
        for (var death = 0; death < Deaths; death++)
        {
            await RunAndKillAsync(options, promised, afterCompactions: 1 + (death * 3));
        }

        Assert.True(promised.Count > 50);
        await AssertKeptAsync(options, promised);
    }

    /// <summary>Half of the kills come right when a compaction begins, the others a random moment later.</summary>
    private static async Task RunAndKillAsync(
        StorageOptions options,
        Dictionary<Guid, string> promised,
        int afterCompactions
    )
    {
        using var child =
            Process.Start(
                new ProcessStartInfo(
                    "dotnet",
                    [
                        "exec",
                        typeof(SuddenDeathTests).Assembly.Location,
                        "restless-store",
                        options.DataFolder,
                        options.Database,
                    ]
                )
                {
                    RedirectStandardOutput = true,
                }
            ) ?? throw new InvalidOperationException("The child did not start.");
        while (afterCompactions > 0 && await child.StandardOutput.ReadLineAsync() is { } line)
        {
            Note(line, promised);
            afterCompactions -= line == "compacting" ? 1 : 0;
        }

        await Task.Delay(RandomNumberGenerator.GetInt32(2) * RandomNumberGenerator.GetInt32(40));
        child.Kill();
        // What it said before it died still stands in the pipe.
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            Note(line, promised);
        }

        await child.WaitForExitAsync();
    }

    private static void Note(string line, Dictionary<Guid, string> promised)
    {
        switch (line.Split(' '))
        {
            case ["stored", var id, { Length: 64 } hash]:
                promised[Guid.Parse(id)] = hash;
                break;
            case ["deleting", { Length: 36 } id]:
                promised.Remove(Guid.Parse(id));
                break;
        }
    }

    private static async Task AssertKeptAsync(StorageOptions options, Dictionary<Guid, string> promised)
    {
        await using var store = TestStore.Unopened(
            RestlessStore.Options(options.DataFolder, options.Database),
            TinyMailbox.Add
        );
        await store.Get<StorageStart>().StartAsync(default);
        var mailbox = new TinyMailbox(store);
        foreach (var (id, hash) in promised)
        {
            Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(await mailbox.ReadAsync(id))));
        }

        await mailbox.CompactAsync();
        Assert.Empty((await store.Get<Verification>().RunAsync()).Faults);
    }
}
