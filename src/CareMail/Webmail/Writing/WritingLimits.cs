namespace CareMail.Webmail.Writing;

/// <summary>What the writing page looks at before it looks at the bytes.</summary>
internal static class WritingLimits
{
    /// <summary>A message as it travels, files packed. What NHSmail takes, so nobody is surprised between the two.</summary>
    public const long MessageBytes = 35L * 1024 * 1024;

    /// <summary>What the browser may post: files as they are, the text, and the seams between.</summary>
    public const long RequestBytes = 38L * 1024 * 1024;

    /// <summary>Characters of text; a long report has 100,000.</summary>
    public const int TextLength = 1_000_000;

    public const int SubjectLength = 500;

    /// <summary>Recipients on the page. Newsletters are not written here.</summary>
    public const int Recipients = 200;

    /// <summary>Characters of the original that are quoted.</summary>
    public const int QuotedLength = 100_000;

    public const string TooLarge =
        "This message would be larger than 35 MB. Files grow by a third when they are packed for sending, so together they can have about 25 MB. Take one out, or send them in two messages.";
}
