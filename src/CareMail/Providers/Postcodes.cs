using System.Globalization;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Providers;

/// <summary>
/// Where postcodes are: the columns <c>pcds</c>, <c>lat</c> and <c>long</c> of the ONS Postcode Directory, or of any CSV
/// file with a heading line that has these three. Other columns are passed over.
/// </summary>
public sealed class Postcodes(Database database)
{
    private const int AtOnce = 400;

    public async Task<Position?> FindAsync(string postcode, CancellationToken ct = default) =>
        (await FindAsync([RegisterNames.PostcodeKey(postcode)], ct)).Values.Select(p => (Position?)p).FirstOrDefault();

    /// <param name="keys">Upper case, no spaces; unknown ones are absent from the answer.</param>
    public async Task<IReadOnlyDictionary<string, Position>> FindAsync(
        IEnumerable<string> keys,
        CancellationToken ct = default
    )
    {
        var found = new Dictionary<string, Position>(StringComparer.Ordinal);
        foreach (var some in keys.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            var rows = await database.QueryAsync<Row>(
                "SELECT postcode AS Postcode, latitude AS Latitude, longitude AS Longitude FROM providers_postcode WHERE "
                    + (database.Engine is Engine.Postgres ? "postcode = ANY(@some)" : "postcode IN @some"),
                new { some },
                ct
            );
            foreach (var row in rows)
            {
                found[row.Postcode] = new(row.Latitude, row.Longitude);
            }
        }

        return found;
    }

    /// <summary>Takes the file in place of what was there: in whole or not at all.</summary>
    /// <exception cref="FormatException">The heading line lacks a column.</exception>
    public Task<(int Read, int Refused)> ImportAsync(TextReader file, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return database.WriteAsync(tx => ReplaceAsync(tx, file, ct), ct);
    }

    private static async Task<(int Read, int Refused)> ReplaceAsync(
        WriteTransaction tx,
        TextReader file,
        CancellationToken ct
    )
    {
        var columns = Columns.Of(await file.ReadLineAsync(ct) ?? "");
        await tx.ExecuteAsync("DELETE FROM providers_postcode");
        var (read, refused) = (0, 0);
        while (await file.ReadLineAsync(ct) is { } line)
        {
            if (columns.Read(line) is not { } row)
            {
                refused++;
                continue;
            }

            read += await tx.ExecuteAsync(
                """
                INSERT INTO providers_postcode (postcode, latitude, longitude)
                VALUES (@Postcode, @Latitude, @Longitude) ON CONFLICT DO NOTHING
                """,
                row
            );
        }

        return (read, refused);
    }

    private sealed record Columns(int Postcode, int Latitude, int Longitude)
    {
        private const int LongestPostcode = 8;

        public static Columns Of(string heading)
        {
            var names = Cells(heading.TrimStart('\uFEFF'));
            return new(At("pcds"), At("lat"), At("long"));

            int At(string name) =>
                Array.FindIndex(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at
                    ? at
                    : throw new FormatException($"The heading line has no column {name}.");
        }

        /// <summary>Null: not a place. ONS writes latitude 99.999999 for a postcode it knows no place of.</summary>
        public Row? Read(string line)
        {
            var cells = Cells(line);
            return
                cells.Length > Math.Max(Postcode, Math.Max(Latitude, Longitude))
                && RegisterNames.PostcodeKey(cells[Postcode]) is { Length: > 0 and <= LongestPostcode } key
                && Degrees(cells[Latitude], 90) is { } north
                && Degrees(cells[Longitude], 180) is { } east
                ? new Row
                {
                    Postcode = key,
                    Latitude = north,
                    Longitude = east,
                }
                : null;
        }

        // None of these columns ever holds a comma or a quotation mark of its own.
        private static string[] Cells(string line) => [.. line.Split(',').Select(cell => cell.Trim().Trim('"').Trim())];

        private static long? Degrees(string cell, int most) =>
            decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= most
                ? (long)(value * 1_000_000)
                : null;
    }

    private sealed class Row
    {
        public string Postcode { get; init; } = "";
        public long Latitude { get; init; }
        public long Longitude { get; init; }
    }
}
