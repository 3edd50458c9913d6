namespace CareMail.Protocols.Imap;

/// <summary>A search condition. RFC 9051 §6.4.4, RFC 3501 §6.4.4, MODSEQ of RFC 7162, OLDER and YOUNGER of RFC 5032.</summary>
public abstract record SearchKey
{
    public sealed record All : SearchKey
    {
        public static readonly All Instance = new();
    }

    public sealed record AllOf(IReadOnlyList<SearchKey> Keys) : SearchKey;

    public sealed record Either(SearchKey Left, SearchKey Right) : SearchKey;

    public sealed record Negated(SearchKey Key) : SearchKey;

    /// <summary>A flag (<c>\Seen</c>) or keyword (<c>$Forwarded</c>) that is set, or is not.</summary>
    public sealed record Flag(string Name, bool Set) : SearchKey;

    /// <summary>RFC 3501 NEW, OLD, RECENT. We never call a message recent, so NEW and RECENT find none, OLD all.</summary>
    public sealed record Recent(bool Set) : SearchKey;

    public sealed record Sequence(SequenceSet Set) : SearchKey;

    public sealed record Uid(SequenceSet Set) : SearchKey;

    /// <summary>Received (or, <see cref="Sent"/>, written) on a day from <see cref="From"/> on and before <see cref="Until"/>.</summary>
    public sealed record Day(bool Sent, DateOnly? From, DateOnly? Until) : SearchKey;

    /// <summary>Received within the last so many seconds, or longer ago.</summary>
    public sealed record Age(uint Seconds, bool Younger) : SearchKey;

    public sealed record Size(ulong Octets, bool Larger) : SearchKey;

    public sealed record ModSeq(ulong AtLeast) : SearchKey;

    /// <summary>A header field that holds the text; an empty text: that exists.</summary>
    public sealed record Header(string Name, string Value) : SearchKey;

    public sealed record Body(string Value) : SearchKey;

    /// <summary>Header or body.</summary>
    public sealed record Text(string Value) : SearchKey;
}
