using CareMail.Mailboxes;

namespace CareMail.Webmail;

/// <summary>Folders in the words of the people who use them, and in the order they are looked for.</summary>
internal static class FolderWords
{
    public static string Name(Folder folder) =>
        folder.Use switch
        {
            SpecialUse.Inbox => "Inbox",
            SpecialUse.Sent => "Sent",
            SpecialUse.Drafts => "Drafts",
            SpecialUse.Deleted => "Deleted",
            SpecialUse.Archive => "Archive",
            SpecialUse.Junk => "Junk",
            SpecialUse.None => folder.Name,
        };

    public static string Icon(SpecialUse use) =>
        use switch
        {
            SpecialUse.Inbox => "inbox",
            SpecialUse.Sent => "send",
            SpecialUse.Drafts => "draft",
            SpecialUse.Deleted => "bin",
            SpecialUse.Archive => "archive",
            SpecialUse.Junk => "alert",
            SpecialUse.None => "folder",
        };

    public static int Order(SpecialUse use) =>
        use switch
        {
            SpecialUse.Inbox => 0,
            SpecialUse.Sent => 1,
            SpecialUse.Drafts => 2,
            SpecialUse.Archive => 3,
            SpecialUse.None => 4,
            SpecialUse.Junk => 5,
            SpecialUse.Deleted => 6,
        };

    /// <summary>What stands at the right of a folder: unread messages, and in Drafts all of them. Null if none.</summary>
    public static (uint Count, string Word)? Count(Folder folder) =>
        folder.Use switch
        {
            SpecialUse.Drafts => folder.Messages > 0
                ? (folder.Messages, folder.Messages == 1 ? "draft" : "drafts")
                : null,
            SpecialUse.Sent or SpecialUse.Deleted => null,
            SpecialUse.None or SpecialUse.Inbox or SpecialUse.Archive or SpecialUse.Junk => folder.Unseen > 0
                ? (folder.Unseen, "unread")
                : null,
        };

    /// <summary>In these the person of interest is whom it went to.</summary>
    public static bool IsOutgoing(SpecialUse use) => use is SpecialUse.Sent or SpecialUse.Drafts;
}
