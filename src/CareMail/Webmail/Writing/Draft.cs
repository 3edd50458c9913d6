using CareMail.AddressBook;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Writing;

/// <summary>A message being written, with everything looked up: who writes, what is attached, what it answers.</summary>
internal sealed record Draft
{
    public required SenderAddress From { get; init; }
    public required RecipientList To { get; init; }
    public required RecipientList Cc { get; init; }
    public required RecipientList Bcc { get; init; }
    public required string Subject { get; init; }
    public required string Text { get; init; }
    public required string Key { get; init; }
    public IReadOnlyList<string> InReplyTo { get; init; } = [];
    public IReadOnlyList<string> References { get; init; } = [];
    public required IReadOnlyList<OutgoingAttachment> Files { get; init; }

    /// <summary>Entries in Drafts that this one replaces.</summary>
    public required IReadOnlyList<(Guid Folder, uint Uid)> Older { get; init; }

    /// <summary>The message answered or forwarded, if the writer may still open it.</summary>
    public (FolderGrant Grant, uint Uid)? Original { get; init; }
    public string? How { get; init; }

    /// <summary>The original as it looks, below the text.</summary>
    public Quotation? Quotation { get; init; }

    /// <summary>It should go along, and is nowhere to be found any more.</summary>
    public bool IsQuotationMissing { get; init; }

    public IEnumerable<NamedAddress> Everybody => To.Understood.Concat(Cc.Understood).Concat(Bcc.Understood);
}
