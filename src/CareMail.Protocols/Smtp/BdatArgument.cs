using System.Globalization;

namespace CareMail.Protocols.Smtp;

/// <summary>The argument of BDAT: how many bytes follow, and whether they are the last. RFC 3030 §2.</summary>
public readonly record struct BdatArgument(long Size, bool IsLast)
{
    /// <summary>False for anything but digits and LAST; numbers past 2^63 too, which no limit of ours would reach.</summary>
    public static bool TryParse(ReadOnlySpan<char> argument, out BdatArgument bdat)
    {
        bdat = default;
        var space = argument.IndexOf(' ');
        var last = space >= 0;
        if (last && !argument[space..].Trim(' ').Equals("LAST", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var digits = last ? argument[..space] : argument;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return false;
        }

        bdat = new BdatArgument(size, last);
        return true;
    }
}
