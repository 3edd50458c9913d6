namespace CareMail.Delivery;

/// <summary>How much one mailbox may send: what a person or a ward needs, and no more than a thief of a password should get.</summary>
public sealed record SubmissionLimits
{
    public static readonly SubmissionLimits Default = new();

    /// <summary>As at NHSmail and Microsoft 365. A person with a list and a mail merge stays below.</summary>
    public int MessagesPerMinute { get; init; } = 30;

    /// <summary>Of one message; above it distribution lists are the right tool.</summary>
    public int RecipientsPerMessage { get; init; } = 500;

    /// <summary>Over all messages of a day, as at NHSmail.</summary>
    public int RecipientsPerDay { get; init; } = 10_000;

    /// <summary>Text searched for NHS numbers, in characters: 100 pages.</summary>
    public int SearchedText { get; init; } = 300_000;
}
