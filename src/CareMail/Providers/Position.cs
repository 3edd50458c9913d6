namespace CareMail.Providers;

/// <summary>A point on the earth, in millionths of a degree.</summary>
public readonly record struct Position(long Latitude, long Longitude)
{
    private const double Millionths = 1_000_000;
    private const double RadiansAMillionth = Math.PI / 180 / Millionths;

    // The mean radius, in miles: within England the error is less than a postcode's own size.
    private const double EarthRadius = 3958.8;

    public double North => Latitude / Millionths;

    public double East => Longitude / Millionths;

    /// <summary>As the crow flies.</summary>
    public double MilesTo(Position other)
    {
        var (here, there) = (Latitude * RadiansAMillionth, other.Latitude * RadiansAMillionth);
        var up = Math.Sin((there - here) / 2);
        var along = Math.Sin((other.Longitude - Longitude) * RadiansAMillionth / 2);
        var chord = (up * up) + (Math.Cos(here) * Math.Cos(there) * along * along);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }
}
