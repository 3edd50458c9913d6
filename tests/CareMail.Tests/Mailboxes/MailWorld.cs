using System.Text;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Mailboxes;

/// <summary>The mail store as the application composes it, over a test's database and message log.</summary>
internal sealed class MailWorld : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public MailWorld(TestStore store, IMessageBytes? bytes = null, TimeProvider? time = null)
    {
        Store = store;
        time ??= TimeProvider.System;
        Changes = new FolderChanges(NullLogger<FolderChanges>.Instance);
        Access = new MailboxAccess(store.Database, time, NullLogger<MailboxAccess>.Instance);
        View = new FolderView(store.Database, bytes ?? store.Bytes, store.Keys, store.Space, Changes, time);
        Tree = new FolderTree(store.Database, View, Changes, time);
        Mail = new MailStore(
            store.Database,
            bytes ?? store.Bytes,
            store.Keys,
            store.Space,
            Changes,
            time,
            NullLogger<MailStore>.Instance
        );
        Check = new MailboxCheck(store.Database);
    }

    public TestStore Store { get; }
    public FolderChanges Changes { get; }
    public MailboxAccess Access { get; }
    public FolderView View { get; }
    public FolderTree Tree { get; }
    public MailStore Mail { get; }
    public MailboxCheck Check { get; }

    public Task<Mailbox> MailboxAsync(
        MailboxKind kind = MailboxKind.Personal,
        Guid? organisation = null,
        long? quota = null
    ) =>
        Store.Database.WriteAsync(tx =>
            Access.CreateAsync(
                tx,
                new NewMailbox(organisation ?? Ids.New(), kind, "office", "Rosewood office") { QuotaBytes = quota }
            )
        );

    public async Task<Folder> FolderAsync(Mailbox mailbox, SpecialUse use = SpecialUse.Inbox) =>
        (await Tree.FindAsync(mailbox.Id, use))!;

    public async Task<Folder> AgainAsync(Folder folder) => (await Tree.FindAsync(folder.Id))!;

    public static string Letter(string subject, string? id = null, string? answers = null, int bodyLength = 100) =>
        $"From: Nurse <nurse@rosewood.example>\r\nTo: gp@surgery.example\r\nSubject: {subject}\r\n"
        + (id is null ? "" : $"Message-ID: <{id}>\r\n")
        + (answers is null ? "" : $"In-Reply-To: <{answers}>\r\nReferences: <{answers}>\r\n")
        + $"\r\n{new string('x', bodyLength)}\r\n";

    public async Task<StoredMessage> StoreAsync(string letter)
    {
        await using var incoming = Mail.Receive(100_000_000);
        await incoming.WriteAsync(Encoding.UTF8.GetBytes(letter));
        return await incoming.StoreAsync();
    }

    public async Task<FiledEntry> FileAsync(
        Folder folder,
        string letter = "Subject: x\r\n\r\nHello\r\n",
        MessageFlags flags = MessageFlags.None,
        params string[] keywords
    )
    {
        var result = await Mail.FileAsync([Filing(folder, await StoreAsync(letter), flags, keywords)]);
        Assert.Equal(FilingOutcome.Filed, result.Outcome);
        return result.Entries.Single();
    }

    public static Filing Filing(
        Folder folder,
        StoredMessage message,
        MessageFlags flags = MessageFlags.None,
        params string[] keywords
    ) =>
        new(
            message,
            new Placement
            {
                MailboxId = folder.MailboxId,
                FolderId = folder.Id,
                Flags = flags,
                Keywords = keywords,
                Received = Now,
            }
        );

    public async Task<List<FetchedEntry>> FetchAsync(Folder folder, FetchParts parts = FetchParts.Entry)
    {
        var all = new List<FetchedEntry>();
        await foreach (var entry in View.FetchAsync(folder.Id, UidSet.All, parts))
        {
            all.Add(entry);
        }

        return all;
    }

    public async Task<string> ReadAsync(Folder folder, uint uid)
    {
        var entry = await View.FindAsync(folder.Id, uid, FetchParts.Content);
        return Encoding.UTF8.GetString(await entry!.Content.ReadAllAsync());
    }

    /// <summary>Everything counted agrees with what it counts.</summary>
    public async Task AssertSoundAsync()
    {
        var faults = await Check.FaultsAsync();

        Assert.True(faults is [], string.Join('\n', faults));
    }

    public ValueTask DisposeAsync() => Mail.DisposeAsync();
}
