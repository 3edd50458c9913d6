using System.Buffers.Text;
using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>The spelling of folder names in IMAP4rev1. RFC 3501 §5.1.3.</summary>
public static class ModifiedUtf7
{
    public static string Encode(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; )
        {
            if (IsPlain(name[i]))
            {
                text.Append(name[i] == '&' ? "&-" : name[i].ToString());
                i++;
                continue;
            }

            var end = i;
            while (end < name.Length && !IsPlain(name[end]))
            {
                end++;
            }

            var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[i..end]));
            text.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
            i = end;
        }

        return text.ToString();
    }

    /// <summary><c>null</c> when the text is not what <see cref="Encode"/> could have made: one name, one spelling.</summary>
    public static string? Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '&')
            {
                name.Append(text[i]);
                continue;
            }

            var end = text.IndexOf('-', i);
            if (end < 0)
            {
                return null;
            }

            if (end == i + 1)
            {
                name.Append('&');
            }
            else if (DecodeShift(text[(i + 1)..end]) is { } shifted)
            {
                name.Append(shifted);
            }
            else
            {
                return null;
            }

            i = end;
        }

        var result = name.ToString();
        return Encode(result) == text ? result : null;
    }

    private static string? DecodeShift(string base64)
    {
        var padded = base64.Replace(',', '/') + new string('=', (4 - (base64.Length % 4)) % 4);
        if (!Base64.IsValid(padded))
        {
            return null;
        }

        var bytes = Convert.FromBase64String(padded);
        return bytes.Length % 2 == 0 ? Encoding.BigEndianUnicode.GetString(bytes) : null;
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~';
}
