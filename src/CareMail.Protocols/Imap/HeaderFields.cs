using System.Buffers;
using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>Chooses fields out of a header for BODY[HEADER.FIELDS (…)]. RFC 9051 §6.4.5.1.</summary>
public static class HeaderFields
{
    /// <summary>The fields named (or, <paramref name="others"/>, all but them) as they stand, and the empty line.</summary>
    public static byte[] Choose(ReadOnlySpan<byte> header, IReadOnlyList<string> names, bool others)
    {
        ArgumentNullException.ThrowIfNull(names);
        var chosen = new ArrayBufferWriter<byte>(Math.Min(header.Length, 1024) + 2);
        while (Next(ref header, out var field, out var name))
        {
            if (IsNamed(name, names) != others)
            {
                chosen.Write(field);
            }
        }

        chosen.Write("\r\n"u8);
        return chosen.WrittenSpan.ToArray();
    }

    /// <summary>The value of every field of that name, unfolded.</summary>
    public static List<string> Values(ReadOnlySpan<byte> header, string name)
    {
        var values = new List<string>();
        string[] names = [name];
        while (Next(ref header, out var field, out var fieldName))
        {
            if (IsNamed(fieldName, names))
            {
                var value = ImapSyntax.Decode(field[(field.IndexOf((byte)':') + 1)..]);
                values.Add(value.Replace("\r\n", "", StringComparison.Ordinal).Trim());
            }
        }

        return values;
    }

    /// <summary>Takes one field with its continuation lines. Lines that are no field end nothing; they have no name.</summary>
    private static bool Next(ref ReadOnlySpan<byte> header, out ReadOnlySpan<byte> field, out ReadOnlySpan<byte> name)
    {
        field = name = default;
        if (header.IsEmpty || header[0] is (byte)'\r' or (byte)'\n')
        {
            return false;
        }

        var end = 0;
        do
        {
            var line = header[end..].IndexOf((byte)'\n');
            end = line < 0 ? header.Length : end + line + 1;
        } while (end < header.Length && header[end] is (byte)' ' or (byte)'\t');

        field = header[..end];
        header = header[end..];
        var colon = field.IndexOf((byte)':');
        name = colon < 0 ? default : field[..colon].TrimEnd(" \t"u8);
        return true;
    }

    private static bool IsNamed(ReadOnlySpan<byte> name, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, names[i]))
            {
                return true;
            }
        }

        return false;
    }
}
