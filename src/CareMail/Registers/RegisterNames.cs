using System.Globalization;
using System.Text;

namespace CareMail.Registers;

/// <summary>Names and postcodes in the one form in which they are compared. Pure.</summary>
public static class RegisterNames
{
    /// <summary>Two names are the same if their keys are.</summary>
    public static string Key(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = Spelled(name).Split(' ', StringSplitOptions.RemoveEmptyEntries).AsSpan();
        if (words is ["THE", _, ..])
        {
            words = words[1..];
        }

        foreach (ref var word in words)
        {
            word = word == "LIMITED" ? "LTD" : word;
        }

        return string.Join(' ', words!);
    }

    /// <summary>Upper case, no spaces.</summary>
    public static string PostcodeKey(string postcode)
    {
        ArgumentNullException.ThrowIfNull(postcode);
        return string.Concat(postcode.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
    }

    /// <summary>Several keys in one, to look for words in.</summary>
    internal static string SearchKey(params ReadOnlySpan<string> keys)
    {
        var all = new StringBuilder();
        foreach (var key in keys)
        {
            all.Append(' ').Append(key);
        }

        return all.ToString();
    }

    /// <summary>Upper-case words of plain letters and digits, parted by spaces.</summary>
    private static string Spelled(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormKD).ToUpperInvariant())
        {
            _ = c switch
            {
                '\'' or '‘' or '’' or '‛' or 'ʼ' => plain,
                '&' => plain.Append(" AND "),
                'Ø' => plain.Append('O'),
                'Æ' => plain.Append("AE"),
                'Œ' => plain.Append("OE"),
                'ß' or 'ẞ' => plain.Append("SS"),
                _ when char.IsAsciiLetterOrDigit(c) => plain.Append(c),
                _ when CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark => plain,
                _ when char.IsLetterOrDigit(c) => plain.Append(c),
                _ => plain.Append(' '),
            };
        }

        return plain.ToString();
    }
}
