using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>One name of a LIST answer. <see cref="Folder"/> null: a level that holds others, or a name that is only subscribed to.</summary>
internal sealed record ListedFolder(string Name, Folder? Folder)
{
    /// <summary>Special uses are told of one's own folders only: a client that meets two \Sent picks either.</summary>
    public bool IsOwn { get; init; }
    public bool IsSubscribed { get; init; }
    public bool HasChildren { get; init; }
    public bool Exists { get; init; } = true;
    public bool HasSubscribedBelow { get; init; }

    public string? Use =>
        IsOwn && Folder is not null
            ? Folder.Use switch
            {
                SpecialUse.None or SpecialUse.Inbox => null,
                SpecialUse.Sent => @"\Sent",
                SpecialUse.Drafts => @"\Drafts",
                SpecialUse.Deleted => @"\Trash",
                SpecialUse.Archive => @"\Archive",
                SpecialUse.Junk => @"\Junk",
            }
            : null;

    public IEnumerable<string> Attributes(ListArguments arguments)
    {
        if (!Exists)
        {
            yield return @"\NonExistent";
        }
        else if (Folder is null)
        {
            yield return @"\Noselect";
        }

        yield return HasChildren ? @"\HasChildren" : @"\HasNoChildren";
        if (Use is { } use)
        {
            yield return use;
        }

        // RFC 5258 §3.1: selecting by subscription says so in the answer as well.
        var subscribed =
            arguments.Return.HasFlag(ListReturn.Subscribed) || arguments.Selection.HasFlag(ListSelection.Subscribed);
        if (subscribed && IsSubscribed)
        {
            yield return @"\Subscribed";
        }
    }
}

/// <summary>All names an account can see: its own folders at the root, shared mailboxes below <c>Shared</c>.</summary>
internal sealed class FolderListing
{
    private readonly SortedDictionary<string, ListedFolder> _names = new(NameOrder.Instance);

    public static async Task<FolderListing> OfAsync(ImapSession session)
    {
        var listing = new FolderListing();
        var services = session.Services;
        var mailboxes = await services.Tree.OfAccountAsync(session.AccountId, session.Closed);
        var own = FolderNames.Own(mailboxes.Select(m => new MailboxGrant(m.Mailbox, m.Right)));
        var prefixes = new Dictionary<Guid, string>();
        foreach (var mailbox in mailboxes)
        {
            var isOwn = mailbox.Mailbox.Id == own?.Id;
            var prefix = isOwn ? "" : FolderNames.PrefixOf(mailbox.Mailbox);
            prefixes[mailbox.Mailbox.Id] = prefix;
            foreach (var folder in mailbox.Folders.Where(f => !isOwn || !FolderNames.IsShared(f.Name)))
            {
                listing.Add(new ListedFolder(prefix + folder.Name, folder) { IsOwn = isOwn });
            }
        }

        foreach (var (mailboxId, name) in await services.Tree.SubscriptionsOfAsync(session.AccountId, session.Closed))
        {
            if (prefixes.TryGetValue(mailboxId, out var prefix))
            {
                listing.Subscribe(prefix + name);
            }
        }

        return listing;
    }

    /// <summary>What a LIST asks for.</summary>
    public IEnumerable<ListedFolder> Select(ListArguments arguments)
    {
        var patterns = Patterns(arguments);
        var subscribedOnly = arguments.Selection.HasFlag(ListSelection.Subscribed);
        var recursive = arguments.Selection.HasFlag(ListSelection.RecursiveMatch);
        var useOnly = arguments.Selection.HasFlag(ListSelection.SpecialUse);
        foreach (var listed in _names.Values.Where(n => patterns.Exists(p => p.Matches(n.Name))))
        {
            var below =
                recursive
                && _names.Values.Any(n =>
                    n.IsSubscribed && IsBelow(n.Name, listed.Name) && !patterns.Exists(p => p.Matches(n.Name))
                );
            if (subscribedOnly ? !listed.IsSubscribed && !below : !listed.Exists)
            {
                continue;
            }

            if (!useOnly || listed.Use is not null)
            {
                yield return listed with
                {
                    HasSubscribedBelow = below,
                };
            }
        }
    }

    /// <summary>
    /// RFC 3501 §6.3.9: subscribed names; where <c>%</c> stops above one, the level it stops at, which cannot be selected.
    /// </summary>
    public IEnumerable<(string Name, bool IsSubscribed)> SelectSubscribed(ListArguments arguments)
    {
        var patterns = Patterns(arguments);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var listed in _names.Values.Where(n => n.IsSubscribed))
        {
            for (var name = listed.Name; name.Length > 0; name = Parent(name))
            {
                if (patterns.Exists(p => p.Matches(name)))
                {
                    var isSubscribed = _names.TryGetValue(name, out var known) && known.IsSubscribed;
                    if (told.Add(name))
                    {
                        yield return (name, isSubscribed);
                    }

                    break;
                }
            }
        }
    }

    private static List<ListPattern> Patterns(ListArguments arguments) =>
        [.. arguments.Patterns.Select(pattern => new ListPattern(arguments.Reference + pattern))];

    private void Add(ListedFolder listed)
    {
        _names[listed.Name] = _names.TryGetValue(listed.Name, out var level)
            ? listed with
            {
                HasChildren = level.HasChildren,
            }
            : listed;
        for (var name = Parent(listed.Name); name.Length > 0; name = Parent(name))
        {
            var parent = _names.GetValueOrDefault(name) ?? new ListedFolder(name, null);
            _names[name] = parent with { HasChildren = true };
        }
    }

    private void Subscribe(string name)
    {
        var listed = _names.GetValueOrDefault(name) ?? new ListedFolder(name, null) { Exists = false };
        _names[name] = listed with { IsSubscribed = true };
    }

    private static string Parent(string name) => name[..Math.Max(name.LastIndexOf(MailboxName.Delimiter), 0)];

    private static bool IsBelow(string name, string level) =>
        name.Length > level.Length + 1
        && name[level.Length] == MailboxName.Delimiter
        && name.StartsWith(level, StringComparison.Ordinal);

    /// <summary>INBOX first, then by name.</summary>
    private sealed class NameOrder : IComparer<string>
    {
        public static readonly NameOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            var inbox = (y == MailboxName.Inbox).CompareTo(x == MailboxName.Inbox);
            return inbox != 0 ? inbox : string.CompareOrdinal(x, y);
        }
    }
}
