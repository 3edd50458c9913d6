using System.Globalization;

namespace CareMail.Accounts;

/// <summary>How an account is from a mark on: the look of the line up to the next.</summary>
public enum LifeBand
{
    /// <summary>Made, and not completed.</summary>
    Waiting,
    Used,

    /// <summary>Nobody uses it, and it goes towards its end: inactive, left, away.</summary>
    Quiet,

    /// <summary>Closed; it can still be brought back.</summary>
    Closed,
    Gone,
}

/// <summary>A day in the life of an account.</summary>
/// <param name="Then">How it is from here on.</param>
public sealed record LifeMark(DateTimeOffset At, string What, LifeBand Then)
{
    public bool IsNow { get; init; }
}

/// <summary>A mark where it is drawn.</summary>
public sealed record DrawnMark(int Number, LifeMark Mark, double At, bool IsAhead)
{
    /// <summary>As an attribute is written.</summary>
    public string X => LifePicture.Spell(At);
}

/// <summary>A piece of the line, from one mark to the next.</summary>
public sealed record DrawnBand(LifeBand Band, string From, string To, bool IsAhead);

/// <summary>
/// The life of an account as a line with numbered marks. A longer time is a longer piece, but no more than its logarithm:
/// years before today and days before the end are both seen. Pure.
/// </summary>
public sealed class LifePicture
{
    public const int Width = 360;
    private const double Margin = 16;

    /// <summary>Two marks do not touch.</summary>
    private const double Between = 30;

    private LifePicture(
        IReadOnlyList<DrawnMark> marks,
        IReadOnlyList<DrawnBand> bands,
        IReadOnlyList<string> warnings
    ) => (Marks, Bands, Warnings) = (marks, bands, warnings);

    public IReadOnlyList<DrawnMark> Marks { get; }

    public IReadOnlyList<DrawnBand> Bands { get; }

    /// <summary>Where on the line its person is warned.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <param name="marks">Today is one of them.</param>
    /// <param name="warnings">The days on which the person is told what is coming.</param>
    public static LifePicture Of(IReadOnlyList<LifeMark> marks, IEnumerable<DateTimeOffset> warnings)
    {
        ArgumentNullException.ThrowIfNull(marks);
        ArgumentNullException.ThrowIfNull(warnings);
        var ordered = marks.OrderBy(mark => mark.At).ToList();
        var now = ordered.First(mark => mark.IsNow).At;
        var gaps = ordered.Zip(ordered.Skip(1), (a, b) => Math.Log2(1 + (b.At - a.At).TotalDays)).ToList();
        var all = gaps.Sum();
        var room = Width - (2 * Margin) - (gaps.Count * Between);
        var drawn = new List<DrawnMark>();
        var at = Margin;
        for (var i = 0; i < ordered.Count; i++)
        {
            drawn.Add(new DrawnMark(i + 1, ordered[i], at, ordered[i].At > now));
            if (i < gaps.Count)
            {
                at += Between + (all > 0 ? room * gaps[i] / all : room / gaps.Count);
            }
        }

        return new LifePicture(
            drawn,
            [.. drawn.Zip(drawn.Skip(1), (a, b) => new DrawnBand(a.Mark.Then, a.X, b.X, a.IsAhead || a.Mark.IsNow))],
            [.. warnings.Select(day => PlaceOf(day, drawn)).OfType<double>().Select(Spell)]
        );
    }

    public static string Spell(double at) => at.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Between its two marks, as much as it is between their days; null outside of the picture.</summary>
    private static double? PlaceOf(DateTimeOffset day, List<DrawnMark> drawn)
    {
        var next = drawn.FindIndex(mark => mark.Mark.At >= day);
        if (next <= 0)
        {
            return null;
        }

        var (a, b) = (drawn[next - 1], drawn[next]);
        return a.At + ((b.At - a.At) * ((day - a.Mark.At) / (b.Mark.At - a.Mark.At)));
    }
}
