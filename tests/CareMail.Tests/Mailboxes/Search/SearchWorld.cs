using CareMail.Mailboxes;
using CareMail.Mailboxes.Search;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Mailboxes.Search;

/// <summary>A mail store with a search index that is fed only when the test says so.</summary>
internal sealed class SearchWorld : IAsyncDisposable
{
    private SearchWorld(TestStore store)
    {
        Store = store;
        Mail = new MailWorld(store);
        OpenIndex();
    }

    public TestStore Store { get; }
    public MailWorld Mail { get; }
    public ISearchStore Index { get; private set; } = null!;
    public MailSearch Search { get; private set; } = null!;
    public SearchFeed Feed { get; private set; } = null!;

    public static async Task<SearchWorld> OnAsync(TestStores stores, Engine engine)
    {
        // One store for all: every test has mailboxes of its own.
        var world = new SearchWorld(await stores.OnAsync(engine));
        await world.Feed.PrepareAsync(CancellationToken.None);
        return world;
    }

    public void OpenIndex()
    {
        var marks = new SearchMarks(Store.Database);
        Index =
            Store.Engine == Engine.Sqlite
                ? new SqliteSearchStore(Store.Options)
                : new PostgresSearchStore(Store.Database);
        Search = new MailSearch(Index, marks, Store.Database, Mail.Mail, TimeProvider.System);
        Feed = new SearchFeed(
            Search,
            Index,
            marks,
            Store.Database,
            Mail.Mail,
            new Leases(Store.Database, TimeProvider.System),
            TimeProvider.System,
            NullLogger<MailSearch>.Instance
        );
    }

    public async Task<(Guid Id, Folder Inbox)> MailboxAsync()
    {
        var mailbox = await Mail.MailboxAsync();
        return (mailbox.Id, await Mail.FolderAsync(mailbox));
    }

    public async Task<Guid> FileAsync(Folder folder, string letter)
    {
        var entry = await Mail.FileAsync(folder, letter);
        return (await Mail.View.FindAsync(folder.Id, entry.Uid, FetchParts.Entry))!.Entry.MessageId;
    }

    public async Task IndexAsync()
    {
        while (await Feed.RunOnceAsync(CancellationToken.None)) { }
    }

    public async Task CloseIndexAsync()
    {
        if (Index is IAsyncDisposable file)
        {
            await file.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseIndexAsync();
        await Mail.DisposeAsync();
    }
}
