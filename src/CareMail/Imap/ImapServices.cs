using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Mailboxes.Search;

namespace CareMail.Imap;

/// <summary>What a session works with.</summary>
internal sealed record ImapServices(
    MailStore Store,
    FolderTree Tree,
    FolderView View,
    MailboxAccess Access,
    MailSearch Search,
    FolderChanges Changes,
    MailSignIn SignIn,
    CareMailSettings Settings,
    ImapSessionLimits Limits,
    TimeProvider Clock,
    ILogger<ImapServices> Log
);
