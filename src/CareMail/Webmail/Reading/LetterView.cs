using CareMail.Mailboxes;
using Microsoft.AspNetCore.Html;

namespace CareMail.Webmail.Reading;

/// <summary>One message as the reading pane draws it.</summary>
internal sealed record LetterView
{
    public required Guid FolderId { get; init; }
    public required SpecialUse FolderUse { get; init; }
    public required uint Uid { get; init; }
    public required string Subject { get; init; }
    public required Correspondent From { get; init; }

    /// <summary>Who sent it for the author, when that is somebody else.</summary>
    public Correspondent? Sender { get; init; }
    public bool IsPlace { get; init; }
    public bool IsMine { get; init; }
    public required IReadOnlyList<Correspondent> To { get; init; }
    public required IReadOnlyList<Correspondent> Cc { get; init; }
    public required IReadOnlyList<Correspondent> Bcc { get; init; }
    public required string When { get; init; }
    public Travel? Travel { get; init; }
    public required IReadOnlyList<FileView> Files { get; init; }

    /// <summary>Escaped text with links; null when the message is shown as HTML in its frame.</summary>
    public IHtmlContent? Text { get; init; }

    /// <summary>The address of the frame; null when the message is shown as text.</summary>
    public string? Frame { get; init; }

    /// <summary>The other form, when the message has both.</summary>
    public string? OtherForm { get; init; }

    /// <summary>Pictures on other people's servers that are not shown.</summary>
    public int HiddenPictures { get; init; }
    public bool IsCut { get; init; }
    public bool IsFlagged { get; init; }
    public bool IsUnread { get; init; }

    /// <summary>In a shared mailbox: who has opened it, earliest first.</summary>
    public IReadOnlyList<(string Name, string When)> ReadBy { get; init; } = [];
    public IReadOnlyList<ConversationLine> Conversation { get; init; } = [];
    public IReadOnlyList<Folder> Targets { get; init; } = [];

    /// <summary>Back to the list this was opened from.</summary>
    public required string Self { get; init; }
}

/// <summary>A file with a message.</summary>
internal sealed record FileView(string Name, string Href, string Badge, string Words, string Size, bool IsDocument);

/// <summary>One message of a conversation, in a line.</summary>
internal sealed record ConversationLine(
    string Href,
    string Who,
    string Seed,
    bool IsPlace,
    string When,
    string Preview,
    string Folder,
    bool IsThis,
    bool IsUnread
);
