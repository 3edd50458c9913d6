namespace CareMail.Demo.World;

/// <summary>A name and address in a letter. <paramref name="Address"/> has no domain if it is one of ours.</summary>
internal sealed record Voice(string Name, string Address)
{
    public bool IsOurs => !Address.Contains('@', StringComparison.Ordinal);

    public static implicit operator Voice(Person person) => new(person.Name, person.LocalPart);

    public static implicit operator Voice(Place place) => new(place.SharedName!, place.SharedAddress!);

    public string At(string domain) => IsOurs ? $"{Address}@{domain}" : Address;
}

/// <summary>A file in a letter.</summary>
/// <param name="ContentId">Makes it a picture inside the HTML text.</param>
internal sealed record Enclosure(string FileName, string MediaType, byte[] Content, string? ContentId = null);

/// <summary>How a recipient has dealt with a letter so far.</summary>
internal enum Handling
{
    /// <summary>Old letters are read, a few of yesterday's and most of today's are not.</summary>
    ByAge,
    Unread,
    Read,
    Flagged,
}

/// <summary>One letter of the demo world, before it becomes a message.</summary>
internal sealed record Letter(DateTimeOffset At, Voice From, IReadOnlyList<Voice> To, string Subject, string Text)
{
    public IReadOnlyList<Voice> Cc { get; init; } = [];

    public string? Html { get; init; }

    public IReadOnlyList<Enclosure> Enclosures { get; init; } = [];

    public Letter? AnswerTo { get; init; }

    public Handling Handling { get; init; }

    /// <summary>A folder of the recipients' mailboxes instead of the inbox.</summary>
    public string? Folder { get; init; }

    /// <summary>Written and not sent: stands in the writer's drafts.</summary>
    public bool IsDraft { get; init; }

    /// <summary>Bytes as a strange mail program wrote them; the headers From, To, Date, Message-ID are put before.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>The letters this one answers, oldest first.</summary>
    public IEnumerable<Letter> Before => AnswerTo is null ? [] : [.. AnswerTo.Before, AnswerTo];
}
