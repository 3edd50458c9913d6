using System.Text;

namespace CareMail.Protocols.Smtp;

/// <summary>One field of a header as it stands in the message, folded lines and final CRLF included.</summary>
/// <param name="Name">Empty when the line is no field at all.</param>
public readonly record struct HeaderField(string Name, Range Bytes, Range Value)
{
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// The header of a message split into its fields, for the few decisions a mail server makes before it parses anything:
/// trace fields, and what a submission must or must not hold.
/// </summary>
public static class HeaderBlock
{
    /// <summary>Where the body begins (behind the empty line), or -1 while the empty line has not come.</summary>
    public static int EndOf(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("\r\n"u8))
        {
            return 2;
        }

        var end = message.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 4;
    }

    /// <summary>The fields, in order; stops at the empty line.</summary>
    public static List<HeaderField> Fields(ReadOnlySpan<byte> header)
    {
        var fields = new List<HeaderField>();
        var start = 0;
        while (start < header.Length && !header[start..].StartsWith("\r\n"u8))
        {
            var end = EndOfField(header, start);
            fields.Add(Field(header, start, end));
            start = end;
        }

        return fields;
    }

    // RFC 5322 §2.2.3: a line that begins with white space belongs to the field before it.
    private static int EndOfField(ReadOnlySpan<byte> header, int start)
    {
        while (true)
        {
            var line = header[start..].IndexOf((byte)'\n');
            if (line < 0)
            {
                return header.Length;
            }

            start += line + 1;
            if (start >= header.Length || header[start] is not ((byte)' ' or (byte)'\t'))
            {
                return start;
            }
        }
    }

    private static HeaderField Field(ReadOnlySpan<byte> header, int start, int end)
    {
        var field = header[start..end];
        var colon = field.IndexOf((byte)':');
        if (colon <= 0)
        {
            return new HeaderField("", start..end, end..end);
        }

        // RFC 5322 §4.5: white space before the colon is obsolete, and met. "From :" must not hide from us.
        var name = field[..colon].TrimEnd(" \t"u8);
        if (name.ContainsAnyExceptInRange((byte)33, (byte)126) || name.IsEmpty)
        {
            return new HeaderField("", start..end, end..end);
        }

        return new HeaderField(Encoding.ASCII.GetString(name), start..end, (start + colon + 1)..end);
    }
}
