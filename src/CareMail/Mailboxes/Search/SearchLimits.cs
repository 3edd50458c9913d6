namespace CareMail.Mailboxes.Search;

/// <summary>How much of a message is searched, and how much a search may look at.</summary>
internal static class SearchLimits
{
    /// <summary>The index knows runs of three characters: shorter words are looked for in the messages themselves.</summary>
    public const int ShortestTerm = 3;

    /// <summary>Characters of a term that are asked of the index; nobody types more.</summary>
    public const int LongestTerm = 500;

    /// <summary>Runs of three asked for at once: with this many, hardly a false one is left.</summary>
    public const int Trigrams = 16;

    /// <summary>Bytes of a header that are searched.</summary>
    public const int HeaderBytes = 256 * 1024;

    /// <summary>Stored bytes of one text part that are searched: a megabyte of words is a long book.</summary>
    public const int PartBytes = 2 * 1024 * 1024;

    /// <summary>Characters of all parts together.</summary>
    public const int Characters = 1_000_000;

    /// <summary>Parts of a message that are searched.</summary>
    public const int Parts = 100;

    /// <summary>Messages of one step of the feed: one transaction of the index.</summary>
    public const int FeedBatch = 100;

    /// <summary>Characters of one step of the feed that are held in memory.</summary>
    public const int FeedCharacters = 8_000_000;

    /// <summary>Words of one question in the webmail.</summary>
    public const int Terms = 8;

    /// <summary>Messages read one by one for one question in the webmail, newest first.</summary>
    public const int Scanned = 2_000;
}
