using System.Globalization;

namespace CareMail.Web;

/// <summary>A day as it is typed into three fields; kept as it was typed.</summary>
public sealed record TypedDay
{
    public string? Day { get; set; }
    public string? Month { get; set; }
    public string? Year { get; set; }

    public static TypedDay Of(DateOnly day) =>
        new()
        {
            Day = Number(day.Day),
            Month = Number(day.Month),
            Year = Number(day.Year),
        };

    /// <summary>Nothing was typed.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(Day + Month + Year);

    /// <summary>Null if it is no day.</summary>
    public DateOnly? Read() =>
        DateOnly.TryParseExact(
            $"{Day?.Trim()}-{Month?.Trim()}-{Year?.Trim()}",
            "d-M-yyyy",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What <c>/Web/_DayFields.cshtml</c> draws: the three fields of a day, under one question.</summary>
/// <param name="Name">Of the property; an error of it is that of <c>Name.Day</c>.</param>
public sealed record DayFields(string Name, string Legend, string? Hint, TypedDay Value)
{
    public string FieldOf(string part) => $"{Name}.{part}";

    public string IdOf(string part) => $"{Name}_{part}";
}
