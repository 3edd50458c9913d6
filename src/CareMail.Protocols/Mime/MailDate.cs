using System.Globalization;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>RFC 5322 §3.3 dates, the obsolete forms of §4.3, and the other orders met in mail.</summary>
internal static class MailDate
{
    private const int LongestDate = 200;

    private static readonly string[] Months = "jan feb mar apr may jun jul aug sep oct nov dec".Split(' ');

    public static DateTimeOffset? Parse(string raw)
    {
        var text = WithoutComments(raw.AsSpan(0, Math.Min(raw.Length, LongestDate)));
        var parts = new Parts();
        foreach (var word in text.Split([' ', '\t', ',', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            parts.Take(word);
        }
        return parts.Result()
            ?? (
                DateTimeOffset.TryParse(
                    text.Trim(),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
                    out var iso
                )
                && text.AsSpan().Trim() is { Length: >= 10 } trimmed
                && trimmed[4] == '-'
                    ? iso
                    : null
            );
    }

    public static string Format(DateTimeOffset date)
    {
        var zone = date.Offset;
        var sign = zone < TimeSpan.Zero ? '-' : '+';
        var text = date.ToString("ddd, d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{text} {sign}{Math.Abs(zone.Hours):00}{Math.Abs(zone.Minutes):00}"
        );
    }

    /// <summary>Neither comments nor white space around colons (RFC 5322 §4.3 allows both anywhere).</summary>
    private static string WithoutComments(ReadOnlySpan<char> raw)
    {
        var kept = new StringBuilder();
        var depth = 0;
        foreach (var c in raw)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
            {
                if (c == ':')
                {
                    while (kept.Length > 0 && char.IsWhiteSpace(kept[^1]))
                    {
                        kept.Length--;
                    }
                }
                if (!char.IsWhiteSpace(c) || kept.Length == 0 || kept[^1] != ':')
                {
                    kept.Append(c);
                }
            }
            depth -= c == ')' && depth > 0 ? 1 : 0;
        }
        return kept.ToString();
    }

    /// <summary>What the words of a date have told so far, in whatever order they stand.</summary>
    private struct Parts
    {
        private int? _day;
        private int? _month;
        private int? _year;
        private TimeSpan? _time;
        private TimeSpan? _zone;

        public void Take(string word)
        {
            if (word.Contains(':') && _time is null)
            {
                _time = Time(word);
            }
            else if (word[0] is '+' or '-' && word.Length >= 3)
            {
                _zone ??= Offset(word);
            }
            else if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                Number(number, word.Length);
            }
            else if (word.Contains('-') && _day is null)
            {
                // 20-Nov-2026 (RFC 5322's forerunners).
                foreach (var piece in word.Split('-', StringSplitOptions.RemoveEmptyEntries))
                {
                    Take(piece);
                }
            }
            else
            {
                Name(word.ToLowerInvariant());
            }
        }

        public readonly DateTimeOffset? Result()
        {
            if (_day is not { } day || _month is not { } month || _year is not { } year)
            {
                return null;
            }
            // RFC 5322 §4.3: two and three digits.
            year +=
                year < 50 ? 2000
                : year < 1000 ? 1900
                : 0;
            if (year is < 1900 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month))
            {
                return null;
            }
            return new DateTimeOffset(new DateTime(year, month, day) + (_time ?? default), _zone ?? default);
        }

        private void Number(int number, int digits)
        {
            if (_day is null && number is >= 1 and <= 31 && digits <= 2)
            {
                _day = number;
            }
            else if (digits is 2 or 3 or 4)
            {
                _year ??= number;
            }
        }

        private void Name(string word)
        {
            var month = word.Length >= 3 ? Array.IndexOf(Months, word[..3]) : -1;
            if (month >= 0 && _month is null)
            {
                _month = month + 1;
                return;
            }
            if (word is "am" or "pm" && _time is { Hours: >= 1 and <= 12 } time)
            {
                _time =
                    time
                    - TimeSpan.FromHours(time.Hours)
                    + TimeSpan.FromHours(time.Hours % 12 + (word == "pm" ? 12 : 0));
                return;
            }
            // RFC 5322 §4.3 names; the military letters and all others mean nothing certain: UTC.
            int? hours = word switch
            {
                "ut" or "utc" or "gmt" or "z" => 0,
                "est" => -5,
                "edt" => -4,
                "cst" => -6,
                "cdt" => -5,
                "mst" => -7,
                "mdt" => -6,
                "pst" => -8,
                "pdt" => -7,
                "bst" => 1,
                "cet" => 1,
                "cest" => 2,
                _ => null,
            };
            if (hours is { } known)
            {
                _zone ??= TimeSpan.FromHours(known);
            }
            else if (word.StartsWith("gmt", StringComparison.Ordinal) && word.Length > 5)
            {
                _zone ??= Offset(word[3..]);
            }
        }

        private static TimeSpan? Time(string word)
        {
            var pieces = word.Split(':', '.');
            Span<int> values = stackalloc int[3];
            for (var i = 0; i < Math.Min(3, pieces.Length); i++)
            {
                if (!int.TryParse(pieces[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
                {
                    return null;
                }
            }
            // A leap second is the last second of its minute.
            return values[0] < 24 && values[1] < 60 && values[2] <= 60
                ? new TimeSpan(values[0], values[1], Math.Min(59, values[2]))
                : null;
        }

        private static TimeSpan? Offset(string word)
        {
            var digits = word.Replace(":", "");
            if (
                digits.Length is not (3 or 5)
                || !int.TryParse(digits.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            )
            {
                return null;
            }
            value = digits.Length == 3 ? value * 100 : value;
            var offset = new TimeSpan(value / 100, value % 100, 0);
            return offset.TotalHours > 14 || value % 100 > 59 ? null
                : digits[0] == '-' ? -offset
                : offset;
        }
    }
}
