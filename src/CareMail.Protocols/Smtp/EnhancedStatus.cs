namespace CareMail.Protocols.Smtp;

/// <summary>RFC 3463 §2: class "." subject "." detail.</summary>
public static class EnhancedStatus
{
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is < 5 or > 9 || text[0] is not ('2' or '4' or '5') || text[1] != '.')
        {
            return false;
        }

        var dot = text[2..].IndexOf('.');
        return dot is >= 1 and <= 3 && AllDigits(text.Slice(2, dot)) && AllDigits(text[(3 + dot)..]);
    }

    private static bool AllDigits(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 3 && !text.ContainsAnyExceptInRange('0', '9');
}
