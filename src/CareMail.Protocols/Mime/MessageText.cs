namespace CareMail.Protocols.Mime;

/// <summary>The words of a message: for preview, search, quoting.</summary>
public static class MessageText
{
    public const int PreviewLength = 200;

    /// <summary>The part to show as plain text and the one to show as HTML; either may be missing.</summary>
    public static (MimePart? Plain, MimePart? Html) Bodies(MimePart root) => throw new NotImplementedException();

    /// <summary>All parts that hold words: bodies, text attachments, bodies of attached messages.</summary>
    public static IEnumerable<MimePart> Searchable(MimePart root) => throw new NotImplementedException();

    /// <summary>Text of a part from its raw (still encoded) body; HTML loses its tags, format=flowed its soft breaks.</summary>
    public static string Of(MimePart part, ReadOnlySpan<byte> rawBody, int maxLength = int.MaxValue) =>
        throw new NotImplementedException();

    /// <summary>The decoded characters of a text part, HTML still with its tags; at most <paramref name="maxLength"/>.</summary>
    public static string Source(MimePart part, ReadOnlySpan<byte> rawBody, int maxLength = int.MaxValue) =>
        throw new NotImplementedException();

    public static string FromHtml(ReadOnlySpan<char> html, int maxLength = int.MaxValue) =>
        throw new NotImplementedException();

    /// <summary>RFC 3676 soft line breaks joined; quote depth kept as <c>&gt; </c>.</summary>
    public static string FromFlowed(string text, bool deleteSpace) => throw new NotImplementedException();

    /// <summary>One line of at most 200 characters from plain text.</summary>
    public static string Preview(string text) => throw new NotImplementedException();
}
