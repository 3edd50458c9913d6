using CareMail.Mailboxes;

namespace CareMail.Webmail;

/// <summary>Which pane a narrow screen shows.</summary>
internal enum Pane
{
    List,
    Message,
    Write,
    Folders,
}

/// <summary>What just happened, and how to undo it.</summary>
internal sealed record Notice(string Text, WayBack? Undo);

/// <summary>What stands around every webmail page: the mailboxes and folders, which one is open, and who is reading.</summary>
internal sealed record Shell
{
    public required IReadOnlyList<AccountMailbox> Mailboxes { get; init; }
    public required Pane Pane { get; init; }
    public required Guid AccountId { get; init; }
    public required string PersonName { get; init; }
    public AccountMailbox? Mailbox { get; init; }
    public Folder? Folder { get; init; }

    /// <summary>The text being searched for; empty when nothing is.</summary>
    public string Search { get; init; } = "";

    /// <summary>Where the arrow in the header leads on a narrow screen; null on a list.</summary>
    public string? Back { get; init; }
    public string? BackLabel { get; init; }

    /// <summary>Two lines of the header on a phone.</summary>
    public required string Title { get; init; }
    public string Subtitle { get; init; } = "";

    /// <summary>What just happened, said once.</summary>
    public Notice? Notice { get; init; }

    public string PaneClass =>
        Pane switch
        {
            Pane.List => "cm-shell--list",
            Pane.Message => "cm-shell--msg",
            Pane.Folders => "cm-shell--folders",
            Pane.Write => "cm-shell--write",
        };

    /// <summary>Shared mailboxes first, by name, then one's own: the place before the person, as the work is.</summary>
    public static IReadOnlyList<AccountMailbox> Ordered(IEnumerable<AccountMailbox> mailboxes) =>
        [.. mailboxes.OrderBy(IsMine).ThenBy(m => m.Mailbox.DisplayName, StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>In the order they are looked for, each followed by those below it.</summary>
    public static IReadOnlyList<Folder> Ordered(IEnumerable<Folder> folders)
    {
        var all = folders.ToList();
        var standard = all.Where(f => f.Use != SpecialUse.None).ToDictionary(f => f.Name, f => f.Use);
        return
        [
            .. all.Select(f => (Folder: f, Levels: f.Name.Split('/')))
                .OrderBy(f => FolderWords.Order(standard.GetValueOrDefault(f.Levels[0])))
                .ThenBy(f => f.Levels, ByLevel)
                .Select(f => f.Folder),
        ];
    }

    private static readonly Comparer<string[]> ByLevel = Comparer<string[]>.Create(
        (a, b) =>
            a.Zip(
                    b,
                    (x, y) =>
                        StringComparer.CurrentCultureIgnoreCase.Compare(x, y) is not 0 and var order
                            ? order
                            : string.CompareOrdinal(x, y)
                )
                .FirstOrDefault(order => order != 0)
                is not 0
                    and var differs
                ? differs
                : a.Length - b.Length
    );

    public static bool IsMine(Mailbox mailbox) => mailbox.Kind == MailboxKind.Personal;

    /// <summary>Their own mailbox, and not that of somebody away whom they cover for.</summary>
    public static bool IsMine(AccountMailbox mailbox) => IsMine(mailbox.Mailbox) && mailbox.Right is AccessRight.Owner;

    public static string Sharing(AccountMailbox mailbox) =>
        IsMine(mailbox)
            ? mailbox.People == 1
                ? "Only you"
                : "Yours; a colleague reads it while you are away"
            : IsMine(mailbox.Mailbox)
                ? "You cover while they are away"
                : mailbox.People == 1
                    ? "Shared, so far only you"
                    : $"Shared by {mailbox.People} people";

    public static Folder? Inbox(AccountMailbox mailbox) =>
        mailbox.Folders.FirstOrDefault(f => f.Use == SpecialUse.Inbox);
}
