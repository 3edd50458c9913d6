using CareMail.Mailboxes;
using CareMail.Webmail.Folders;

namespace CareMail.Webmail;

/// <summary>Folders in the words of the people who use them, and in the order they are looked for.</summary>
internal static class FolderWords
{
    /// <summary>The whole name: "Residents / Ferndale".</summary>
    public static string Name(Folder folder) =>
        folder.Use switch
        {
            SpecialUse.Inbox => "Inbox",
            SpecialUse.Sent => "Sent",
            SpecialUse.Drafts => "Drafts",
            SpecialUse.Deleted => "Deleted",
            SpecialUse.Archive => "Archive",
            SpecialUse.Junk => "Junk",
            SpecialUse.None => string.Join(" / ", Levels(folder)),
        };

    /// <summary>The name where it stands below the folder it is in: "Ferndale".</summary>
    public static string Leaf(Folder folder) => folder.Use == SpecialUse.None ? FolderRules.Leaf(folder) : Name(folder);

    /// <summary>What stands before the leaf: "Residents / ". Empty at the top.</summary>
    public static string Before(Folder folder) => Name(folder)[..^Leaf(folder).Length];

    public static int Depth(Folder folder) => folder.Use == SpecialUse.None ? Levels(folder).Length - 1 : 0;

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

    private static string[] Levels(Folder folder)
    {
        var levels = folder.Name.Split('/');
        levels[0] = levels[0] == "INBOX" ? "Inbox" : levels[0];
        return levels;
    }

    /// <summary>In these the person of interest is whom it went to.</summary>
    public static bool IsOutgoing(SpecialUse use) => use is SpecialUse.Sent or SpecialUse.Drafts;
}
