using System.Security.Cryptography;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Storage;

/// <summary>
/// Adds, deletes and compacts what earlier runs left, for ever, and says on its output what it was promised: <c>stored ID HASH</c> once a message is
/// acknowledged, <c>deleting ID</c> before one goes, <c>compacting</c>. To be run as a process of its own and killed.
/// </summary>
internal static class RestlessStore
{
    private static readonly Lock Output = new();

    public static async Task RunAsync(string folder, string database)
    {
        var store = TestStore.Unopened(Options(folder, database), TinyMailbox.Add);
        await store.Get<StorageStart>().StartAsync(CancellationToken.None);
        var mailbox = new TinyMailbox(store);
        await Task.WhenAll(AddAsync(mailbox), AddAsync(mailbox), AddAsync(mailbox), CompactAsync(mailbox));
    }

    public static StorageOptions Options(string folder, string database) =>
        new()
        {
            DataFolder = folder,
            Database = database,
            SegmentBytes = 256 << 10,
        };

    private static async Task AddAsync(TinyMailbox mailbox)
    {
        var kept = new Queue<TinyMailbox.Message>();
        while (true)
        {
            // Now and then one that gets a file of its own.
            var size = RandomNumberGenerator.GetInt32(20) == 0 ? 100_000 : RandomNumberGenerator.GetInt32(30_000);
            var message = await mailbox.AddAsync(RandomNumberGenerator.GetBytes(size));
            Say($"stored {message.Id} {Convert.ToHexString(SHA256.HashData(message.Bytes))}");
            kept.Enqueue(message);
            if (kept.Count > 6)
            {
                var gone = kept.Dequeue();
                Say($"deleting {gone.Id}");
                await mailbox.DeleteAsync([gone]);
            }
        }
    }

    private static async Task CompactAsync(TinyMailbox mailbox)
    {
        while (true)
        {
            Say("compacting");
            await mailbox.CompactEarlierRunsAsync();
            await Task.Delay(20);
        }
    }

    private static void Say(string line)
    {
        lock (Output)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
