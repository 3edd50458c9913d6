namespace CareMail.Outbound;

/// <summary>Finds NHS numbers in text: ten digits whose check digit is right, written whole or as 3-3-4.</summary>
public static class NhsNumbers
{
    /// <summary>Linear in the length of the text.</summary>
    public static bool AreIn(ReadOnlySpan<char> text)
    {
        Span<int> digits = stackalloc int[10];
        var i = 0;
        while (i < text.Length)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                i++;
                continue;
            }

            // A whole run is looked at: in "+44 7700 900 123" no ten digits are a number of their own.
            var end = EndOfRun(text, i, digits, out var count, out var grouped);
            if (count == 10 && grouped && IsValid(digits))
            {
                return true;
            }

            i = end;
        }

        return false;
    }

    /// <summary>Modulus 11, as the NHS Data Dictionary defines it.</summary>
    internal static bool IsValid(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < 9; i++)
        {
            sum += digits[i] * (10 - i);
        }

        var check = (11 - (sum % 11)) % 11;
        // 0000000000 and its like pass the sum; nobody has them.
        return check == digits[9] && digits.ContainsAnyExcept(digits[0]);
    }

    private static int EndOfRun(ReadOnlySpan<char> text, int start, Span<int> digits, out int count, out bool grouped)
    {
        (count, grouped) = (0, true);
        var separators = 0;
        var i = start;
        while (i < text.Length)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                if (count < digits.Length)
                {
                    digits[count] = text[i] - '0';
                }

                count++;
                i++;
                continue;
            }

            if (!IsSeparator(text[i]) || i + 1 >= text.Length || !char.IsAsciiDigit(text[i + 1]))
            {
                break;
            }

            grouped &= count is 3 or 6;
            separators++;
            i++;
        }

        grouped &= separators is 0 or 2;
        return i;
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '\u00A0' or '\u2011';
}
