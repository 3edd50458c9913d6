using CareMail.Access;
using CareMail.Mailboxes;

namespace CareMail.Webmail.Folders;

/// <summary>
/// What the folder pages say about names and places before and after they ask <see cref="FolderTree"/>, whose rules are
/// those of every mail program too. Pure.
/// </summary>
internal static class FolderRules
{
    public const string NameField = "Name";
    public const string BelowField = "Below";

    private const char Delimiter = '/';

    /// <summary>Mail programs find other people's mailboxes under this name, and so would never find a folder of one's own.</summary>
    private const string OfOthers = "Shared";

    public static bool IsBelow(Folder folder, Folder above) =>
        folder.MailboxId == above.MailboxId && folder.Name.StartsWith(above.Name + Delimiter, StringComparison.Ordinal);

    /// <summary>Standard folders keep their names and places.</summary>
    public static bool MayChange(Folder folder) => folder.Use == SpecialUse.None;

    /// <summary>The last level of its name, which is what a person calls it.</summary>
    public static string Leaf(Folder folder) => folder.Name[(folder.Name.LastIndexOf(Delimiter) + 1)..];

    public static Folder? Above(Folder folder, IEnumerable<Folder> folders) =>
        folder.Name.LastIndexOf(Delimiter) is >= 0 and var end
            ? folders.FirstOrDefault(f => f.Name == folder.Name[..end])
            : null;

    /// <summary>Where a folder could be put: not into itself, and not where unsent, unwanted or deleted mail is.</summary>
    public static IReadOnlyList<Folder> Places(IReadOnlyList<Folder> folders, Folder? moving = null)
    {
        var now = moving is null ? null : Above(moving, folders);
        return
        [
            .. Shell
                .Ordered(folders)
                .Where(f => f != moving && (moving is null || !IsBelow(f, moving)))
                .Where(f => f == now || f.Use is not (SpecialUse.Drafts or SpecialUse.Junk or SpecialUse.Deleted)),
        ];
    }

    /// <summary>The whole name, or why not. Whether the rest of it may be a name is asked of the tree.</summary>
    public static Outcome<string> Spell(Mailbox mailbox, Folder? below, string? typed)
    {
        var name = (typed ?? "").Trim();
        return name.Length == 0 ? new Refusal("Give the folder a name", NameField)
            : name.Contains(Delimiter, StringComparison.Ordinal)
                ? new Refusal("A name cannot have a / in it. Choose below which folder it goes instead", NameField)
            : below is null && Shell.IsMine(mailbox) && name.Equals(OfOthers, StringComparison.OrdinalIgnoreCase)
                ? new Refusal("“Shared” is where mail programs show shared mailboxes. Choose another name", NameField)
            : below is null ? name
            : below.Name + Delimiter + name;
    }

    public static Refusal? Refused(FolderOutcome outcome) =>
        outcome switch
        {
            FolderOutcome.Done => null,
            FolderOutcome.AlreadyExists => new Refusal("There is a folder of that name already", NameField),
            FolderOutcome.NoSuchFolder or FolderOutcome.NoSuchMailbox => new Refusal(
                "Somebody deleted or renamed that folder just now. Go back and look again"
            ),
            FolderOutcome.BadName => new Refusal(
                "Use letters, numbers and spaces. These cannot be in a name: * % / and a ~ or # at its start",
                NameField
            ),
            FolderOutcome.NameTooLong => new Refusal("That name is too long. Use a shorter one", NameField),
            FolderOutcome.TooDeep => new Refusal("That would be too many folders within folders", BelowField),
            FolderOutcome.TooManyFolders => new Refusal("This mailbox has as many folders as it can have"),
            FolderOutcome.Protected => new Refusal("This folder stays as it is"),
            FolderOutcome.HasChildren => new Refusal(
                "Somebody made a folder below it just now. Go back and look again"
            ),
            FolderOutcome.TooManySubscriptions => new Refusal("You follow as many folders as you can"),
        };
}
