using CareMail.AddressBook;
using CareMail.Webmail.Reading;

namespace CareMail.Webmail.Writing;

/// <summary>The writing page as it is drawn.</summary>
internal sealed record WriteView
{
    public required DraftForm Form { get; init; }
    public required IReadOnlyList<SenderAddress> Senders { get; init; }
    public required IReadOnlyList<RecipientField> Fields { get; init; }
    public required IReadOnlyList<WriteFile> Files { get; init; }

    /// <summary>Files of the forwarded message, until the draft is saved and holds them itself.</summary>
    public IReadOnlyList<WriteFile> Carried { get; init; } = [];

    /// <summary>Where the original that goes along can be seen; null if none does.</summary>
    public string? Quoted { get; init; }
    public string Heading { get; init; } = "New message";
    public string? SavedAt { get; init; }
    public string Back { get; init; } = MailLinks.Home;

    /// <summary>Why it was not sent or saved, each with the id of the field it is about.</summary>
    public IReadOnlyList<(string Field, string Sentence)> Problems { get; init; } = [];

    public string? ProblemOf(string field) =>
        Problems.FirstOrDefault(p => p.Field == field) is { Sentence: not null } problem ? problem.Sentence : null;

    public IEnumerable<Pill> Everybody => Fields.SelectMany(f => f.Pills);
    public bool ShowsCopies => Fields.Skip(1).Any(f => f.Pills.Count > 0 || f.Typed.Length > 0);
}

/// <param name="Name">To, Cc or Bcc.</param>
/// <param name="Typed">What was typed and is not yet a pill.</param>
internal sealed record RecipientField(string Name, IReadOnlyList<Pill> Pills, string Typed)
{
    public string Id =>
        Name switch
        {
            "To" => "to",
            "Cc" => "cc",
            _ => "bcc",
        };
}

/// <summary>A recipient understood, and how the message will travel to them.</summary>
internal sealed record Pill(string Value, string Shown, string Address, Travel Travel);

internal sealed record WriteFile(string Name, string Path, string Badge, string Words, string Size, bool IsDocument);
