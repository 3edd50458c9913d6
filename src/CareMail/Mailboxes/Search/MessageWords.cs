using System.Buffers;
using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Mailboxes.Search;

/// <summary>
/// What a search looks at in one message: its header, decoded, and the text of its parts without HTML tags. The index holds
/// exactly this, so that a message is found the same way whether it is indexed yet or not.
/// </summary>
public sealed class MessageWords
{
    /// <summary>Words of a header and a body, as they are.</summary>
    public MessageWords(string head, string body) => (Head, Body) = (Fold(head), Fold(body));

    /// <summary>Folded to upper case.</summary>
    public string Head { get; }

    /// <summary>Folded to upper case.</summary>
    public string Body { get; }

    /// <summary>RFC 9051 §6.4.4 compares without regard to case; upper case by characters is what ordinal comparison does.</summary>
    public static string Fold(string text)
    {
        var folded = text.ToUpperInvariant();
        return folded.AsSpan().ContainsAny('\0', '\uFFFD') || HasHalfPair(folded) ? WellFormed(folded) : folded;
    }

    public static async Task<MessageWords> ReadAsync(
        StoredMessageReader message,
        SearchIn where = SearchIn.Anywhere,
        CancellationToken ct = default
    )
    {
        var head = where == SearchIn.Body ? "" : await HeadAsync(message, ct);
        var body = where == SearchIn.Head ? "" : await BodyAsync(message, ct);
        return new MessageWords(head, body);
    }

    /// <param name="folded">From <see cref="Fold"/>.</param>
    /// <param name="where">What to look at.</param>
    public bool Has(string folded, SearchIn where = SearchIn.Anywhere) =>
        (where != SearchIn.Body && Head.Contains(folded, StringComparison.Ordinal))
        || (where != SearchIn.Head && Body.Contains(folded, StringComparison.Ordinal));

    private static async Task<string> HeadAsync(StoredMessageReader message, CancellationToken ct)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var length = Math.Min(message.Summary.Root.BodyStart, SearchLimits.HeaderBytes);
        await message.ReadAsync(0, length, bytes, ct);
        var raw = ContentDecoder.ToText(bytes.WrittenSpan, null);
        var decoded = HeaderText.Decode(raw);
        return decoded == raw ? raw : $"{decoded}\n{raw}";
    }

    private static async Task<string> BodyAsync(StoredMessageReader message, CancellationToken ct)
    {
        var words = new StringBuilder();
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var part in MessageText.Searchable(message.Summary.Root).Take(SearchLimits.Parts))
        {
            var room = SearchLimits.Characters - words.Length;
            if (room <= 0)
            {
                break;
            }

            bytes.ResetWrittenCount();
            await message.ReadAsync(part.BodyStart, Math.Min(part.BodyLength, SearchLimits.PartBytes), bytes, ct);
            words.Append(MessageText.Of(part, bytes.WrittenSpan, room)).Append('\n');
        }

        return words.ToString();
    }

    private static bool HasHalfPair(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }

    /// <summary>Neither NUL nor halves of pairs: databases take neither.</summary>
    private static string WellFormed(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != 0)
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }
}

/// <summary>Where a term must stand.</summary>
public enum SearchIn
{
    Anywhere,
    Head,
    Body,
}
