using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>RFC 9051 §3.</summary>
[Flags]
internal enum ImapState
{
    NotSignedIn = 1,
    SignedIn = 2,
    Selected = 4,

    Any = NotSignedIn | SignedIn | Selected,
    Inside = SignedIn | Selected,
}

/// <summary>What a command may tell the client about its open folder before it ends. RFC 9051 §7.5.1.</summary>
internal enum ImapNews
{
    None,

    /// <summary>EXISTS and FETCH, but no EXPUNGE: sequence numbers must hold still during FETCH, STORE and SEARCH.</summary>
    NoExpunge,
    All,
}

internal sealed record ImapRule(ImapState Allowed, ImapNews News, Func<ImapSession, ImapRequest, Task<ImapReply>> Run);

/// <summary>The state machine: which command is allowed when, what it may tell, and who runs it.</summary>
internal static class ImapCommands
{
    public static readonly IReadOnlyDictionary<ImapVerb, ImapRule> Rules = new Dictionary<ImapVerb, ImapRule>
    {
        [ImapVerb.Capability] = new(ImapState.Any, ImapNews.None, BasicCommands.CapabilityAsync),
        [ImapVerb.Noop] = new(ImapState.Any, ImapNews.All, BasicCommands.NoopAsync),
        [ImapVerb.Logout] = new(ImapState.Any, ImapNews.None, BasicCommands.LogoutAsync),
        [ImapVerb.Id] = new(ImapState.Any, ImapNews.None, BasicCommands.IdAsync),

        [ImapVerb.StartTls] = new(ImapState.NotSignedIn, ImapNews.None, SignInCommands.StartTlsAsync),
        [ImapVerb.Authenticate] = new(ImapState.NotSignedIn, ImapNews.None, SignInCommands.AuthenticateAsync),
        [ImapVerb.Login] = new(ImapState.NotSignedIn, ImapNews.None, SignInCommands.LoginAsync),

        [ImapVerb.Enable] = new(ImapState.Inside, ImapNews.None, BasicCommands.EnableAsync),
        [ImapVerb.Namespace] = new(ImapState.Inside, ImapNews.None, BasicCommands.NamespaceAsync),
        [ImapVerb.Select] = new(ImapState.Inside, ImapNews.None, SelectCommands.SelectAsync),
        [ImapVerb.Examine] = new(ImapState.Inside, ImapNews.None, SelectCommands.SelectAsync),
        [ImapVerb.Create] = new(ImapState.Inside, ImapNews.All, FolderCommands.CreateAsync),
        [ImapVerb.Delete] = new(ImapState.Inside, ImapNews.All, FolderCommands.DeleteAsync),
        [ImapVerb.Rename] = new(ImapState.Inside, ImapNews.All, FolderCommands.RenameAsync),
        [ImapVerb.Subscribe] = new(ImapState.Inside, ImapNews.All, FolderCommands.SubscribeAsync),
        [ImapVerb.Unsubscribe] = new(ImapState.Inside, ImapNews.All, FolderCommands.UnsubscribeAsync),
        [ImapVerb.List] = new(ImapState.Inside, ImapNews.All, ListCommands.ListAsync),
        [ImapVerb.Lsub] = new(ImapState.Inside, ImapNews.All, ListCommands.LsubAsync),
        [ImapVerb.Status] = new(ImapState.Inside, ImapNews.All, ListCommands.StatusAsync),
        [ImapVerb.Append] = new(ImapState.Inside, ImapNews.All, BasicCommands.MisplacedAsync),
        [ImapVerb.Idle] = new(ImapState.Inside, ImapNews.All, IdleCommand.IdleAsync),
        [ImapVerb.GetQuota] = new(ImapState.Inside, ImapNews.All, QuotaCommands.GetQuotaAsync),
        [ImapVerb.GetQuotaRoot] = new(ImapState.Inside, ImapNews.All, QuotaCommands.GetQuotaRootAsync),
        [ImapVerb.SetQuota] = new(ImapState.Inside, ImapNews.All, QuotaCommands.SetQuotaAsync),

        [ImapVerb.Check] = new(ImapState.Selected, ImapNews.All, BasicCommands.NoopAsync),
        [ImapVerb.Close] = new(ImapState.Selected, ImapNews.None, SelectCommands.CloseAsync),
        [ImapVerb.Unselect] = new(ImapState.Selected, ImapNews.None, SelectCommands.UnselectAsync),
        [ImapVerb.Expunge] = new(ImapState.Selected, ImapNews.All, TransferCommands.ExpungeAsync),
        [ImapVerb.Search] = new(ImapState.Selected, ImapNews.NoExpunge, SearchCommand.SearchAsync),
        [ImapVerb.Fetch] = new(ImapState.Selected, ImapNews.NoExpunge, FetchCommand.FetchAsync),
        [ImapVerb.Store] = new(ImapState.Selected, ImapNews.NoExpunge, StoreCommand.StoreAsync),
        [ImapVerb.Copy] = new(ImapState.Selected, ImapNews.All, TransferCommands.CopyAsync),
        [ImapVerb.Move] = new(ImapState.Selected, ImapNews.All, TransferCommands.MoveAsync),
    };

    /// <summary>RFC 9051 §7.5.1: with UID the sequence numbers do not matter, and EXPUNGE may be sent.</summary>
    public static ImapNews NewsOf(ImapRule rule, ImapRequest request) =>
        rule.News == ImapNews.NoExpunge && request.Uid ? ImapNews.All : rule.News;
}
