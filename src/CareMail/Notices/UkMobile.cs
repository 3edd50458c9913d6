using CareMail.Access;

namespace CareMail.Notices;

/// <summary>A mobile number of the United Kingdom, the only kind a temporary password is sent to.</summary>
public sealed record UkMobile
{
    private const int Digits = 11;

    private UkMobile(string national) => National = national;

    /// <summary>Eleven digits: <c>07700900118</c>.</summary>
    public string National { get; }

    /// <summary>ITU-T E.164: <c>+447700900118</c>.</summary>
    public string International => "+44" + National[1..];

    /// <summary>As people read it: <c>07700 900 118</c>.</summary>
    public override string ToString() => $"{National[..5]} {National[5..8]} {National[8..]}";

    /// <summary>Reads what people type: <c>07…</c>, <c>+44 7…</c>, <c>0044 7…</c>, <c>+44 (0)7…</c>, with spaces and dashes.</summary>
    public static Outcome<UkMobile> Read(string? typed, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return new Refusal("Enter a mobile number", field);
        }

        var (digits, isAbroad) = Plain(typed);
        return digits is null ? new Refusal("Enter the mobile number in digits, like 07700 900 118", field)
            : isAbroad ? new Refusal("Enter a UK mobile number: we cannot send to numbers of other countries", field)
            : !IsMobile(digits) ? new Refusal("Enter a UK mobile number of 11 digits that begins with 07", field)
            : new UkMobile(digits);
    }

    /// <summary>The number a register gives, if text messages reach it.</summary>
    public static UkMobile? Find(string? number) => Read(number, "").IsDone(out var mobile, out _) ? mobile : null;

    // Only digits of ours: a number in other scripts' digits is no number to a network.
    private static (string? Digits, bool IsAbroad) Plain(string typed)
    {
        var text = new string([.. typed.Where(c => !IsSeparator(c))]);
        var from =
            text.StartsWith('+') ? text[1..]
            : text.StartsWith("00", StringComparison.Ordinal) ? text[2..]
            : null;
        if (!(from ?? text).All(char.IsAsciiDigit) || (from ?? text).Length == 0)
        {
            return (null, false);
        }

        if (from is null)
        {
            // Some write the country's number without a sign before it.
            return text.StartsWith("447", StringComparison.Ordinal) && text.Length == Digits + 1
                ? ("0" + text[2..], false)
                : (text, false);
        }

        return from.StartsWith("44", StringComparison.Ordinal) ? ("0" + from[2..].TrimStart('0'), false) : (from, true);
    }

    private static bool IsSeparator(char c) =>
        char.IsWhiteSpace(c) || c is '-' or '(' or ')' or '.' or '\u2010' or '\u2011' or '\u2013';

    // Ofcom's numbering plan: 070 are personal numbers and 076 pagers, both at the caller's cost; 07624 are mobiles of the
    // Isle of Man.
    private static bool IsMobile(string digits) =>
        digits.Length == Digits
        && digits.StartsWith("07", StringComparison.Ordinal)
        && digits[2] is not '0'
        && (digits[2] is not '6' || digits.StartsWith("07624", StringComparison.Ordinal));
}
