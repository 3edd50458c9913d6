using System.Buffers;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>The words of a message: for preview, search, quoting.</summary>
public static class MessageText
{
    public const int PreviewLength = 200;
    private const int Chunk = 8 * 1024;

    /// <summary>The part to show as plain text and the one to show as HTML; either may be missing.</summary>
    public static (MimePart? Plain, MimePart? Html) Bodies(MimePart root)
    {
        MimePart? plain = null;
        MimePart? html = null;
        var attachments = Attachment.Of(root).Select(attachment => attachment.Part).ToHashSet();
        Search(root);
        return (plain, html);

        void Search(MimePart part)
        {
            if (part.IsMultipart)
            {
                foreach (var child in part.Children)
                {
                    Search(child);
                }
            }
            else if (!attachments.Contains(part))
            {
                plain ??= part.Is("text", "plain") ? part : null;
                html ??= part.Is("text", "html") ? part : null;
            }
        }
    }

    /// <summary>All parts that hold words: bodies, text attachments, bodies of attached messages.</summary>
    public static IEnumerable<MimePart> Searchable(MimePart root) =>
        root.All().Where(part => part.Children.Count == 0 && (part.Type == "text" || IsReport(part)));

    /// <summary>Text of a part from its raw (still encoded) body; HTML loses its tags, format=flowed its soft breaks.</summary>
    public static string Of(MimePart part, ReadOnlySpan<byte> rawBody, int maxLength = int.MaxValue)
    {
        if (part.Is("text", "html"))
        {
            var reader = new HtmlTextReader(maxLength);
            Read(part.Encoding, part.Parameter("charset"), rawBody, html => Feed(reader, html));
            return reader.Complete();
        }
        var text = Source(part, rawBody, maxLength);
        return part.Is("text", "plain") && IsFlowed(part)
            ? FromFlowed(text, "yes".Equals(part.Parameter("delsp"), StringComparison.OrdinalIgnoreCase))
            : text;
    }

    /// <summary>The decoded characters of a text part, HTML still with its tags; at most <paramref name="maxLength"/>.</summary>
    public static string Source(MimePart part, ReadOnlySpan<byte> rawBody, int maxLength = int.MaxValue)
    {
        var text = new StringBuilder();
        Read(
            part.Encoding,
            part.Parameter("charset"),
            rawBody,
            piece =>
            {
                text.Append(piece[..Math.Min(piece.Length, maxLength - text.Length)]);
                return text.Length < maxLength;
            }
        );
        if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
        {
            text.Length--;
        }
        return text.ToString();
    }

    public static string FromHtml(ReadOnlySpan<char> html, int maxLength = int.MaxValue)
    {
        var reader = new HtmlTextReader(maxLength);
        reader.Feed(html);
        return reader.Complete();
    }

    /// <summary>RFC 3676 soft line breaks joined; quote depth kept as <c>&gt; </c>.</summary>
    public static string FromFlowed(string text, bool deleteSpace)
    {
        var result = new StringBuilder(text.Length);
        var depthBefore = -1;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw;
            var depth = line.IndexOfAnyExcept('>');
            depth = depth < 0 ? line.Length : depth;
            line = line[depth..];
            // RFC 3676 §4.4: one space was stuffed before lines that begin with a space, a quote mark or "From ".
            line = line.StartsWith(" ") ? line[1..] : line;
            if (depth != depthBefore)
            {
                if (result.Length > 0 && result[^1] != '\n')
                {
                    result.Append('\n');
                }
                result.Append('>', depth).Append(depth > 0 ? " " : "");
            }
            // RFC 3676 §4.3: the signature separator is never flowed.
            var isSoft = line.EndsWith(" ") && !line.SequenceEqual("-- ");
            result.Append(isSoft && deleteSpace ? line[..^1] : line);
            if (!isSoft)
            {
                result.Append('\n');
            }
            depthBefore = isSoft ? depth : -1;
        }
        return result.ToString().TrimEnd('\n');
    }

    /// <summary>One line of at most 200 characters from plain text: quoted lines and white space left out.</summary>
    public static string Preview(string text)
    {
        var preview = new StringBuilder(PreviewLength + 2);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(">"))
            {
                continue;
            }
            foreach (var rune in line.EnumerateRunes())
            {
                AddVisible(preview, rune);
                if (preview.Length > PreviewLength)
                {
                    preview.Length -= rune.Utf16SequenceLength;
                    return preview.ToString().TrimEnd();
                }
            }
            AddVisible(preview, new Rune(' '));
        }
        return preview.ToString().TrimEnd();
    }

    internal static string Preview(bool isHtml, string encoding, string? charset, ReadOnlySpan<byte> raw)
    {
        // Characters that are not shown in a preview are few, save in newsletters that pad theirs.
        const int enough = PreviewLength * 8;
        if (isHtml)
        {
            var reader = new HtmlTextReader(enough);
            Read(encoding, charset, raw, html => Feed(reader, html));
            return Preview(reader.Complete());
        }
        var text = new StringBuilder();
        Read(encoding, charset, raw, piece => text.Append(piece).Length < enough * 2);
        return Preview(text.ToString());
    }

    private delegate bool Take(ReadOnlySpan<char> text);

    private static bool Feed(HtmlTextReader reader, ReadOnlySpan<char> html)
    {
        reader.Feed(html);
        return !reader.IsFull;
    }

    /// <summary>Decodes in chunks until the taker has enough.</summary>
    private static void Read(string encoding, string? charset, ReadOnlySpan<byte> raw, Take take)
    {
        var transfer = ContentDecoder.For(encoding);
        var decoder = Charsets.Find(charset).GetDecoder();
        var bytes = new ArrayBufferWriter<byte>(Math.Clamp(raw.Length, 16, Chunk));
        var isFirst = true;
        char[]? rented = null;
        while (true)
        {
            var chunk = raw[..Math.Min(Chunk, raw.Length)];
            raw = raw[chunk.Length..];
            bytes.ResetWrittenCount();
            transfer.Decode(chunk, bytes);
            if (raw.IsEmpty)
            {
                transfer.Complete(bytes);
            }
            var needed = decoder.GetCharCount(bytes.WrittenSpan, raw.IsEmpty);
            if (rented is null || rented.Length < needed)
            {
                rented = new char[Math.Max(needed, 16)];
            }
            ReadOnlySpan<char> text = rented.AsSpan(0, decoder.GetChars(bytes.WrittenSpan, rented, raw.IsEmpty));
            if (isFirst && !text.IsEmpty)
            {
                text = text[0] == '\uFEFF' ? text[1..] : text;
                isFirst = false;
            }
            if (!take(text) || raw.IsEmpty)
            {
                return;
            }
        }
    }

    private static bool IsFlowed(MimePart part) =>
        "flowed".Equals(part.Parameter("format"), StringComparison.OrdinalIgnoreCase);

    private static bool IsReport(MimePart part) =>
        part.Type == "message" && part.Subtype is "delivery-status" or "disposition-notification";

    private static void AddVisible(StringBuilder preview, Rune rune)
    {
        if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
        {
            if (preview.Length > 0 && preview[^1] != ' ')
            {
                preview.Append(' ');
            }
            return;
        }
        var isFiller =
            Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format
            || rune.Value is 0x034F or 0x2800;
        // Zero-width joiners and non-joiners belong to several scripts and to emoji.
        if (!isFiller || (rune.Value is 0x200C or 0x200D && preview.Length > 0 && preview[^1] > 0x2FF))
        {
            if (rune.IsBmp)
            {
                preview.Append((char)rune.Value);
            }
            else
            {
                preview.Append(rune.ToString());
            }
        }
    }
}
