using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

public class FilingTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_filed_is_in_its_folder_with_flags_summary_and_every_byte(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var letter = MailWorld.Letter("Discharge of Mr Example", "1@surgery.example");

        var filed = await world.FileAsync(inbox, letter, MessageFlags.Flagged, "ward-7");

        var entry = Assert.Single(await world.FetchAsync(inbox, FetchParts.Summary));
        Assert.Equal((filed.Uid, 1u), (entry.Uid, filed.Uid));
        Assert.Equal(MessageFlags.Flagged, entry.Entry.Flags);
        Assert.Equal(["ward-7"], entry.Entry.Keywords);
        Assert.Equal(MailWorld.Now, entry.Entry.Received);
        Assert.Equal("Discharge of Mr Example", entry.Envelope.Subject);
        Assert.Equal("Discharge of Mr Example", entry.Summary.Envelope.Subject);
        Assert.Equal(letter, await world.ReadAsync(inbox, filed.Uid));
        var now = await world.AgainAsync(inbox);
        Assert.Equal((1u, 1u, 2u), (now.Messages, now.Unseen, now.UidNext));
        Assert.Equal(letter.Length, now.Size);
        Assert.Equal(["ward-7"], now.Keywords);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_lead_stands_before_the_message_and_offsets_are_behind_it(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var lead = "Received: from there\r\n"u8.ToArray();
        var letter = MailWorld.Letter("Hello");
        await using var incoming = world.Mail.Receive(1_000_000);
        await incoming.WriteAsync(System.Text.Encoding.ASCII.GetBytes(letter));

        var summary = incoming.Complete(lead);
        var stored = await incoming.StoreAsync();
        var filed = await world.Mail.FileAsync([MailWorld.Filing(inbox, stored)]);

        Assert.Equal(lead.Length + letter.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4, summary.Root.BodyStart);
        Assert.Equal("Received: from there\r\n" + letter, await world.ReadAsync(inbox, filed.Entries[0].Uid));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_long_message_streams_to_disk_and_reads_back_from_any_offset(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var letter = MailWorld.Letter("X-ray", bodyLength: 3_000_000);

        var filed = await world.FileAsync(inbox, letter);

        var entry = await world.View.FindAsync(inbox.Id, filed.Uid, FetchParts.Content);
        await using var tail = entry!.Content.OpenStream(letter.Length - 10);
        using var reader = new StreamReader(tail);
        Assert.Equal("xxxxxxxx\r\n", await reader.ReadToEndAsync());
        Assert.Equal(letter, await world.ReadAsync(inbox, filed.Uid));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_beyond_the_limit_is_swallowed_and_cannot_be_stored(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        await using var incoming = world.Mail.Receive(maxSize: 2_000_000);

        for (var i = 0; i < 300; i++)
        {
            await incoming.WriteAsync(new byte[10_000]);
        }

        Assert.True(incoming.IsTooLarge);
        await Assert.ThrowsAsync<InvalidOperationException>(() => incoming.StoreAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_message_for_many_mailboxes_is_stored_once_with_a_key_for_each_organisation(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var organisation = Ids.New();
        var folders = new List<Folder>();
        foreach (var home in new[] { organisation, organisation, Ids.New() })
        {
            folders.Add(await world.FolderAsync(await world.MailboxAsync(organisation: home)));
        }

        var stored = await world.StoreAsync(MailWorld.Letter("To all"));
        var result = await world.Mail.FileAsync([.. folders.Select(f => MailWorld.Filing(f, stored))]);

        Assert.Equal(folders.Select(f => f.Id), result.Entries.Select(e => e.FolderId));
        Assert.Equal(1, await world.Check.CountMessagesAsync());
        Assert.Equal(2, await CountKeysAsync(world, stored.Id));
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_deliveries_at_once_each_get_a_uid_of_their_own_in_the_order_of_commit(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());

        var filed = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => world.FileAsync(inbox, MailWorld.Letter($"No {i}"))))
        );

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (uint)i), filed.Select(f => f.Uid).Order());
        var entries = await world.FetchAsync(inbox);
        Assert.Equal(entries.Select(e => e.Entry.ModSeq).Order(), entries.Select(e => e.Entry.ModSeq));
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_filing_that_fails_in_a_batch_fails_alone(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var stored = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => world.StoreAsync(MailWorld.Letter($"No {i}")))
        );

        var calls = stored
            .Select(
                (message, i) =>
                    world.Mail.FileAsync(
                        [MailWorld.Filing(inbox, message)],
                        alongside: tx =>
                            i == 7 ? tx.ExecuteAsync("INSERT INTO no_such_table VALUES (1)") : Task.CompletedTask
                    )
            )
            .ToList();

        for (var i = 0; i < calls.Count; i++)
        {
            if (i == 7)
            {
                await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => calls[i]);
            }
            else
            {
                Assert.True((await calls[i]).IsFiled);
            }
        }

        Assert.Equal(19u, (await world.AgainAsync(inbox)).Messages);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_call_is_filed_whole_or_not_at_all(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var full = await world.FolderAsync(await world.MailboxAsync(quota: 10));
        var stored = await world.StoreAsync(MailWorld.Letter("To two"));

        var result = await world.Mail.FileAsync([MailWorld.Filing(inbox, stored), MailWorld.Filing(full, stored)]);

        Assert.Equal((FilingOutcome.OverQuota, 1), (result.Outcome, result.Refused));
        Assert.Equal(0u, (await world.AgainAsync(inbox)).Messages);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_recipient_accepted_at_RCPT_gets_the_mail_even_if_the_mailbox_filled_up_meanwhile(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var full = await world.FolderAsync(await world.MailboxAsync(quota: 10));
        var filing = MailWorld.Filing(full, await world.StoreAsync(MailWorld.Letter("Still welcome")));

        var result = await world.Mail.FileAsync([
            filing with
            {
                Placement = filing.Placement with { EvenOverQuota = true },
            },
        ]);

        Assert.True(result.IsFiled);
        Assert.True((await world.Access.FindAsync(full.MailboxId))!.IsFull);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Mail_goes_to_the_folder_with_the_special_use(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();

        var result = await world.Mail.FileAsync([
            new Filing(
                await world.StoreAsync(MailWorld.Letter("Copy")),
                new Placement
                {
                    MailboxId = mailbox.Id,
                    Use = SpecialUse.Sent,
                    Received = MailWorld.Now,
                }
            ),
        ]);

        Assert.Equal((await world.FolderAsync(mailbox, SpecialUse.Sent)).Id, result.Entries.Single().FolderId);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mailbox_or_folder_that_is_not_there_refuses_and_says_which(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var stored = await world.StoreAsync(MailWorld.Letter("Lost"));

        var noMailbox = await world.Mail.FileAsync([MailWorld.Filing(inbox with { MailboxId = Ids.New() }, stored)]);
        var noFolder = await world.Mail.FileAsync([MailWorld.Filing(inbox with { Id = Ids.New() }, stored)]);

        Assert.Equal((FilingOutcome.NoSuchMailbox, 0), (noMailbox.Outcome, noMailbox.Refused));
        Assert.Equal((FilingOutcome.NoSuchFolder, 0), (noFolder.Outcome, noFolder.Refused));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_for_outside_only_lives_as_long_as_the_queue_holds_it(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var organisation = Ids.New();
        var stored = await world.StoreAsync(MailWorld.Letter("To the world"));

        await world.Mail.FileAsync([], [new Retention(stored, organisation)]);

        Assert.NotNull(await world.Mail.OpenAsync(stored.Id));
        await world.Store.Database.WriteAsync(tx => world.Mail.RetainAsync(tx, stored.Id, organisation));
        await world.Store.Database.WriteAsync(tx => world.Mail.ReleaseAsync(tx, stored.Id, organisation));
        Assert.NotNull(await world.Mail.OpenAsync(stored.Id));
        await world.Store.Database.WriteAsync(tx => world.Mail.ReleaseAsync(tx, stored.Id, organisation));
        Assert.Null(await world.Mail.OpenAsync(stored.Id));
        Assert.Equal(0, await CountKeysAsync(world, stored.Id));
        await world.AssertSoundAsync();
    }

    private static async Task<long> CountKeysAsync(MailWorld world, Guid messageId) =>
        (
            await world.Store.Database.QueryAsync<long>(
                "SELECT COUNT(*) FROM mailboxes_message_key WHERE message_id = @messageId",
                new { messageId }
            )
        ).Single();
}
