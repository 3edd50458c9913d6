using CareMail.Mailboxes;

namespace CareMail.Webmail.Reading;

/// <summary>Which messages of a folder are listed, and how: what the address of the page says.</summary>
internal sealed record ListQuery
{
    public uint? Before { get; init; }
    public uint? After { get; init; }
    public bool UnreadOnly { get; init; }
    public bool FlaggedOnly { get; init; }
    public bool Selecting { get; init; }

    public static ListQuery Of(IQueryCollection query) =>
        new()
        {
            Before = Number(query, "before"),
            After = Number(query, "after"),
            UnreadOnly = query["show"] == "unread",
            FlaggedOnly = query["show"] == "flagged",
            Selecting = query["select"] == "1",
        };

    /// <summary>The query string of a page like this one but for what is given.</summary>
    public string With(uint? before = null, uint? after = null, bool? selecting = null)
    {
        List<string> parts = [];
        if (UnreadOnly)
        {
            parts.Add("show=unread");
        }

        if (FlaggedOnly)
        {
            parts.Add("show=flagged");
        }

        if (before is { } b)
        {
            parts.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"before={b}"));
        }

        if (after is { } a)
        {
            parts.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"after={a}"));
        }

        if (selecting ?? Selecting)
        {
            parts.Add("select=1");
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    /// <summary>This very page, for links and forms that come back to it.</summary>
    public string Same(bool? selecting = null) => With(Before, After, selecting);

    private static uint? Number(IQueryCollection query, string name) =>
        uint.TryParse(query[name], out var number) ? number : null;
}

/// <summary>A list of messages as it is drawn.</summary>
internal sealed record ListView
{
    public required string Title { get; init; }
    public string Note { get; init; } = "";
    public required IReadOnlyList<Row> Rows { get; init; }
    public required ListQuery Query { get; init; }

    /// <summary>The folder listed; null for what a search found.</summary>
    public Folder? Folder { get; init; }
    public Guid MailboxId { get; init; }
    public string? Newer { get; init; }
    public string? Older { get; init; }

    /// <summary>The message that is open beside the list.</summary>
    public (Guid Folder, uint Uid)? Open { get; init; }

    /// <summary>What was searched for; null if this is a folder.</summary>
    public string? Search { get; init; }
    public bool IsSearchCut { get; init; }

    /// <summary>Folders of the mailbox that selected messages could go to.</summary>
    public IReadOnlyList<Folder> Targets { get; init; } = [];
    public string? OldestUnread { get; init; }
}

/// <summary>One message in a list.</summary>
internal sealed record Row
{
    public required Guid FolderId { get; init; }
    public required uint Uid { get; init; }
    public required string Href { get; init; }
    public required string Day { get; init; }
    public required string Time { get; init; }
    public required string Who { get; init; }

    /// <summary>Whose initials and colour stand before it.</summary>
    public required string Face { get; init; }
    public required string Seed { get; init; }
    public bool IsPlace { get; init; }
    public required string Subject { get; init; }
    public required string Preview { get; init; }
    public bool IsUnread { get; init; }
    public bool IsFlagged { get; init; }
    public bool IsAnswered { get; init; }
    public bool IsForwarded { get; init; }
    public bool IsDraft { get; init; }

    /// <summary>How it came; null for what was written here.</summary>
    public Travel? Travel { get; init; }
    public int Files { get; init; }
    public int Conversation { get; init; } = 1;

    /// <summary>Where a search found it; null in a folder's own list.</summary>
    public string? FoundIn { get; init; }
}
