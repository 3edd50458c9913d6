using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace CareMail.Providers;

/// <summary>A drawing of where places are: degrees of latitude and longitude, and towns to find one's way by.</summary>
internal sealed class MapView
{
    private const double Height = 600;

    /// <summary>A degree of longitude is so much shorter than one of latitude in the middle of England.</summary>
    private const double Narrower = 0.6;
    private const double Least = 0.4;

    private static readonly (string Name, double North, double East)[] Towns =
    [
        ("London", 51.507, -0.128),
        ("Birmingham", 52.481, -1.899),
        ("Manchester", 53.479, -2.245),
        ("Leeds", 53.797, -1.544),
        ("Newcastle", 54.974, -1.613),
        ("Bristol", 51.454, -2.588),
        ("Norwich", 52.628, 1.299),
        ("Plymouth", 50.371, -4.143),
        ("Southampton", 50.904, -1.404),
        ("Carlisle", 54.895, -2.934),
        ("Nottingham", 52.955, -1.149),
    ];

    private readonly double _south;
    private readonly double _north;
    private readonly double _west;
    private readonly double _east;

    /// <param name="places">What is to be seen; without any, England.</param>
    public MapView(IReadOnlyCollection<Position> places)
    {
        (_south, _north, _west, _east) =
            places.Count == 0
                ? (49.8, 55.9, -6.5, 2.0)
                : Around(
                    places.Min(p => p.North),
                    places.Max(p => p.North),
                    places.Min(p => p.East),
                    places.Max(p => p.East)
                );
    }

    private double Scale => Height / (_north - _south);

    public string ViewBox => $"0 0 {Number((_east - _west) * Narrower * Scale)} {Number(Height)}";

    public (string X, string Y) At(Position place) => At(place.North, place.East);

    public IEnumerable<TagBuilder> Landmarks =>
        Towns
            .Where(t => t.North > _south && t.North < _north && t.East > _west && t.East < _east)
            .Select(t => Label(t.Name, At(t.North, t.East)));

    /// <summary>Paths along whole degrees, or along tenths where little is to be seen.</summary>
    public string Graticule
    {
        get
        {
            var step = _north - _south > 2 ? 1 : 0.1;
            var paths = new List<string>();
            for (var north = Math.Ceiling(_south / step) * step; north <= _north; north += step)
            {
                paths.Add($"M{At(north, _west).X} {At(north, _west).Y}L{At(north, _east).X} {At(north, _east).Y}");
            }

            for (var east = Math.Ceiling(_west / step) * step; east <= _east; east += step)
            {
                paths.Add($"M{At(_south, east).X} {At(_south, east).Y}L{At(_north, east).X} {At(_north, east).Y}");
            }

            return string.Concat(paths);
        }
    }

    // Razor takes an element called text for its own.
    private static TagBuilder Label(string name, (string X, string Y) at)
    {
        var label = new TagBuilder("text")
        {
            Attributes =
            {
                ["class"] = "cm-map-town",
                ["x"] = at.X,
                ["y"] = at.Y,
            },
        };
        label.InnerHtml.Append(name);
        return label;
    }

    private (string X, string Y) At(double north, double east) =>
        (Number((east - _west) * Narrower * Scale), Number((_north - north) * Scale));

    private static (double, double, double, double) Around(double south, double north, double west, double east)
    {
        var half = Math.Max(Math.Max(north - south, (east - west) * Narrower) / 2 * 1.15, Least / 2);
        var (middle, across) = ((south + north) / 2, (west + east) / 2);
        return (middle - half, middle + half, across - (half / Narrower), across + (half / Narrower));
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
