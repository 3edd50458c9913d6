using System.Globalization;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Providers;

/// <summary>
/// Where postcodes are: the columns <c>pcds</c>, <c>lat</c> and <c>long</c> of the ONS Postcode Directory, or of any CSV
/// file with a heading line that has these three. Other columns are passed over.
/// </summary>
public sealed class Postcodes(Database database, TimeProvider time)
{
    private const int AtOnce = 400;

    /// <summary>As many rows as one transaction writes: mail goes on between two of them, and the country has 2.6 million.</summary>
    private const int Slice = 5_000;

    private const string Current = "(SELECT MAX(edition) FROM providers_postcode_edition)";

    private static readonly BulkRows<(long Edition, Row At)> InsertRows = BulkRows<(long Edition, Row At)>.Insert(
        "providers_postcode",
        "ON CONFLICT DO NOTHING",
        BulkColumn<(long Edition, Row At)>.Text("postcode", r => r.At.Postcode),
        BulkColumn<(long Edition, Row At)>.Number("edition", r => r.Edition),
        BulkColumn<(long Edition, Row At)>.Number("latitude", r => r.At.Latitude),
        BulkColumn<(long Edition, Row At)>.Number("longitude", r => r.At.Longitude)
    );

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
                $"""
                SELECT postcode AS Postcode, latitude AS Latitude, longitude AS Longitude FROM providers_postcode
                WHERE {SqlIds.InTexts(database.Engine, "postcode", "@some")} AND edition = {Current}
                """,
                new { some = SqlIds.List(database.Engine, some) },
                ct
            );
            foreach (var row in rows)
            {
                found[row.Postcode] = new(row.Latitude, row.Longitude);
            }
        }

        return found;
    }

    /// <summary>
    /// Takes the file in place of the one before, which counts until this one is read to its end. Cut short, nothing has
    /// changed.
    /// </summary>
    /// <exception cref="FormatException">The heading line lacks a column.</exception>
    public async Task<(int Read, int Refused)> ImportAsync(TextReader file, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var columns = Columns.Of(await file.ReadLineAsync(ct) ?? "");
        await ForgetAsync($"edition > COALESCE({Current}, 0)", ct);
        var edition = 1 + await database.QuerySingleOrDefaultAsync<long>($"SELECT COALESCE({Current}, 0)", ct: ct);
        var (read, refused) = (0, 0);
        var slice = new List<(long Edition, Row At)>(Slice);
        while (await file.ReadLineAsync(ct) is { } line)
        {
            if (columns.Read(line) is not { } row)
            {
                refused++;
                continue;
            }

            slice.Add((edition, row));
            if (slice.Count == Slice)
            {
                read += await database.WriteAsync(tx => InsertRows.RunAsync(tx, slice), ct);
                slice.Clear();
            }
        }

        read += await database.WriteAsync(tx => InsertRows.RunAsync(tx, slice), ct);
        await database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "INSERT INTO providers_postcode_edition (edition, taken) VALUES (@edition, @now)",
                    new { edition, now = time.GetUtcNow() }
                ),
            ct
        );
        await ForgetAsync($"edition < {Current}", ct);
        return (read, refused);
    }

    private async Task ForgetAsync(string which, CancellationToken ct)
    {
        while (
            await database.WriteAsync(
                tx =>
                    tx.ExecuteAsync(
                        $"""
                        DELETE FROM providers_postcode WHERE (postcode, edition) IN
                            (SELECT postcode, edition FROM providers_postcode WHERE {which} LIMIT {Slice})
                        """
                    ),
                ct
            ) == Slice
        ) { }
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
