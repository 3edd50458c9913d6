using CareMail.Operations;
using CareMail.Storage;
using CareMail.Tests.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Operations;

public class VerificationTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_sound_store_is_clean_even_while_it_runs(Engine engine)
    {
        var mailbox = await MailboxAsync(engine);
        await mailbox.AddAsync(new byte[5_000]);
        await mailbox.AddAsync(new byte[700_000]);

        var report = await VerifyAsync(mailbox);

        Assert.Empty(report.Faults);
        Assert.Equal((2, 2), (report.Counts["messages"], report.Counts["keys"]));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Bytes_that_no_message_needs_are_counted_and_no_fault(Engine engine)
    {
        var mailbox = await MailboxAsync(engine);
        await mailbox.AddAsync(new byte[5_000], file: false);

        var report = await VerifyAsync(mailbox);

        Assert.Empty(report.Faults);
        Assert.Equal(1, report.Counts["records without a message"]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_whose_bytes_are_gone_or_changed_is_reported(Engine engine)
    {
        var mailbox = await MailboxAsync(engine);
        var first = await mailbox.AddAsync(new byte[5_000]);
        await mailbox.AddAsync(new byte[5_000]);
        var large = await mailbox.AddAsync(new byte[700_000]);
        Overwrite(mailbox, first.Where.Segment, ".seg", first.Where.Offset + 1_000);
        File.Delete(mailbox.Files().Single(f => f.EndsWith(".big", StringComparison.Ordinal)));

        var report = await VerifyAsync(mailbox);

        Assert.Equal(2, report.FaultCount);
        Assert.Contains(report.Faults, f => f.Contains(first.Id.ToString(), StringComparison.Ordinal));
        Assert.Contains(report.Faults, f => f.Contains(large.Id.ToString(), StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_large_message_that_was_changed_does_not_open(Engine engine)
    {
        var mailbox = await MailboxAsync(engine);
        var large = await mailbox.AddAsync(new byte[700_000]);
        Overwrite(mailbox, large.Where.Segment, ".big", 400_000);

        Assert.Contains("does not open", Assert.Single((await VerifyAsync(mailbox)).Faults), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_without_a_key_that_unwraps_is_reported(Engine engine)
    {
        var mailbox = await MailboxAsync(engine);
        var (none, wrong) = (await mailbox.AddAsync(new byte[10]), await mailbox.AddAsync(new byte[10]));
        var wrapped = await mailbox.Store.Keys.WrapAsync(Ids.New(), MessageKey.New());
        await mailbox.SetKeyAsync(none, []);
        await mailbox.SetKeyAsync(wrong, wrapped);

        var report = await VerifyAsync(mailbox);

        Assert.Contains(report.Faults, f => f.Contains("has no key", StringComparison.Ordinal));
        Assert.Contains(report.Faults, f => f.Contains("does not unwrap", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_opened_with_another_master_key_is_refused_and_the_stray_key_taken_away()
    {
        var options = await TestStore.OptionsAsync(Engine.Sqlite);
        var first = TestStore.Unopened(options);
        await first.Get<StorageStart>().StartAsync(default);
        await first.Get<StorageStart>().StopAsync(default);
        var key = Path.Combine(options.DataFolder, "master.key");
        File.Delete(key);

        var second = TestStore.Unopened(options);
        await Assert.ThrowsAsync<WrongMasterKeyException>(() => second.Get<StorageStart>().StartAsync(default));

        Assert.False(File.Exists(key));
    }

    [Fact]
    public async Task Two_programs_cannot_open_one_data_folder()
    {
        var options = await TestStore.OptionsAsync(Engine.Sqlite);
        var first = TestStore.Unopened(options);
        await first.Get<StorageStart>().StartAsync(default);

        var second = TestStore.Unopened(options);
        await Assert.ThrowsAsync<DataFolderInUseException>(() => second.Get<StorageStart>().StartAsync(default));

        await first.Get<StorageStart>().StopAsync(default);
        await second.Get<StorageStart>().StartAsync(default);
        await second.Get<StorageStart>().StopAsync(default);
    }

    private async Task<TinyMailbox> MailboxAsync(Engine engine) =>
        new(await stores.FreshAsync(engine, TinyMailbox.Add));

    private static Task<CheckReport> VerifyAsync(TinyMailbox mailbox) => mailbox.Store.Get<Verification>().RunAsync();

    private static void Overwrite(TinyMailbox mailbox, long segment, string extension, long at)
    {
        var path = mailbox.Files().Single(f => f.EndsWith($"{segment:D10}{extension}", StringComparison.Ordinal));
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = at;
        file.Write("changed!"u8);
    }
}
