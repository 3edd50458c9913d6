namespace CareMail.Webmail.SafeHtml;

/// <summary>What one message may cost its reader.</summary>
internal static class SafeHtmlLimits
{
    /// <summary>Characters of HTML that are read. The largest newsletters have 200,000; twice a browser's patience is here.</summary>
    public const int Characters = 1_000_000;

    /// <summary>Tags that are read: the parser's work grows with them more than with the characters.</summary>
    public const int Tags = 25_000;

    /// <summary>Elements within elements. Tables within tables reach about 80; below this depth only the text is kept.</summary>
    public const int Depth = 200;

    /// <summary>Open tags at one place that the parser gets to see; what would nest deeper is cut off before it.</summary>
    public const int OpenTags = 1_000;

    /// <summary>Characters of one attribute that is kept.</summary>
    public const int AttributeLength = 4_000;

    /// <summary>Characters of one inline picture written as a data: address.</summary>
    public const int InlineData = 300_000;

    /// <summary>Characters of plain text that are made HTML.</summary>
    public const int PlainText = 1_000_000;

    /// <summary>Quotes within quotes that are drawn.</summary>
    public const int QuoteDepth = 8;
}
