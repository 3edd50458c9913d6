using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CareMail.Registers.Reading;

/// <summary>What a field of a register file means. Pure. What cannot be read counts as blank.</summary>
internal static partial class FieldRules
{
    private const string Iso = "yyyy-MM-dd";

    /// <summary>The text without what cannot be seen: control characters, stray bytes, spaces around it.</summary>
    public static string Clean(string field)
    {
        // Most fields are plain: nothing to take out of them.
        if (!field.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return field.Trim();
        }

        var seen = new StringBuilder(field.Length);
        foreach (var c in field)
        {
            var isUnseen = char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;
            seen.Append(isUnseen || c == '\u00A0' ? ' ' : c);
        }

        return seen.ToString().Trim();
    }

    /// <summary>An ODS code in upper case, or null.</summary>
    public static string? Code(string field) => Organisations.OdsCode.Read(Clean(field));

    /// <summary>A number of CQC's, in upper case, or null. Most are 1-…; those of trusts are letters and digits.</summary>
    public static string? CqcId(string field)
    {
        var id = Clean(field).ToUpperInvariant();
        return CqcNumber().IsMatch(id) ? id : null;
    }

    /// <summary>A registered manager's number as printed on the certificate: 1-… or CON1-…; null if it is none.</summary>
    public static string? ContactId(string field)
    {
        var id = string.Concat(field.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return ContactNumber().IsMatch(id) ? id : null;
    }

    /// <summary>A British telephone number with its 0 and no spaces, or null.</summary>
    public static string? Phone(string field)
    {
        var digits = string.Concat(field.Where(c => char.IsAsciiDigit(c) || c == '+'));
        digits = digits.StartsWith("+44", StringComparison.Ordinal) ? "0" + digits[3..] : digits;
        return Telephone().IsMatch(digits) ? digits : null;
    }

    /// <summary>A code in brackets at the end of a name. A word in brackets is none: codes have a digit.</summary>
    public static string? CodeInBrackets(string name) =>
        InBrackets().Match(name) is { Success: true } found && found.Groups[1].Value.Any(char.IsAsciiDigit)
            ? found.Groups[1].Value.ToUpperInvariant()
            : null;

    public static string? OdsDate(string field) => Date(field, "yyyyMMdd");

    public static string? BritishDate(string field) => Date(field, "dd/MM/yyyy");

    public static string? IsoDate(string field) => Date(field, Iso);

    /// <summary>A day written out, as in "This data was produced on 18 November 2026".</summary>
    public static DateOnly? DateWrittenOut(string text) =>
        WrittenOut().Match(text) is { Success: true } found
        && DateOnly.TryParseExact(
            found.Value,
            "d MMMM yyyy",
            CultureInfo.GetCultureInfo("en-GB"),
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    private static string? Date(string field, string format) =>
        DateOnly.TryParseExact(Clean(field), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString(Iso, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9-]{2,19}\z")]
    private static partial Regex CqcNumber();

    [GeneratedRegex(@"^(CON)?1-[0-9]{4,15}\z")]
    private static partial Regex ContactNumber();

    [GeneratedRegex(@"^0[1-9][0-9]{8,9}\z")]
    private static partial Regex Telephone();

    [GeneratedRegex(@"\(\s*([A-Za-z0-9]{1,9})\s*\)\s*\z")]
    private static partial Regex InBrackets();

    [GeneratedRegex(@"\b[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}\b")]
    private static partial Regex WrittenOut();
}
