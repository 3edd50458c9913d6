using System.Globalization;

namespace CareMail.Manage.Pages;

/// <summary>A day as it is typed: three fields.</summary>
internal sealed class TypedDay
{
    public string? Day { get; set; }

    public string? Month { get; set; }

    public string? Year { get; set; }

    /// <summary>Null if that is no day.</summary>
    public DateOnly? Read() =>
        DateOnly.TryParseExact(
            $"{Year?.Trim()}-{Month?.Trim()}-{Day?.Trim()}",
            "yyyy-M-d",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;
}

/// <summary>What <c>_TypedDay.cshtml</c> shows.</summary>
/// <param name="Field">The property's name.</param>
internal sealed record DayField(string Field, string Legend, string Hint, TypedDay Typed, string? Error);
