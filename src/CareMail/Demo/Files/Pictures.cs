namespace CareMail.Demo.Files;

/// <summary>The pictures of the demo world: plain shapes, a few hundred bytes to a few kilobytes.</summary>
internal static class Pictures
{
    private const int Paper = 0xF6F4EF;
    private const int Ink = 0x1B2A30;
    private const int Lamp = 0xFFBE5C;
    private const int Deep = 0x0A3540;
    private const int Leaf = 0x1F6B43;

    /// <summary>A house with a light on, for letterheads.</summary>
    public static byte[] Letterhead() =>
        PngFile.Draw(
            240,
            80,
            (x, y) =>
            {
                var (dx, dy) = (Math.Abs(x - 40), y - 12);
                var roof = dy >= 0 && dy < 24 && dx <= dy + 2;
                var walls = y is >= 36 and < 68 && dx < 22;
                var window = y is >= 42 and < 56 && dx < 8;
                return window ? Lamp
                    : roof || walls ? Paper
                    : y >= 68 ? Leaf
                    : Deep;
            }
        );

    /// <summary>A floor plan with one room marked.</summary>
    public static byte[] FloorPlan(int room) =>
        PngFile.Draw(
            360,
            200,
            (x, y) =>
            {
                var corridor = y is >= 90 and < 110;
                var wall = x % 60 < 3 || y is < 3 or > 196 || y is >= 87 and < 90 or >= 110 and < 113 || x > 356;
                var number = (y < 100 ? 1 : 7) + (x / 60);
                return wall && !corridor ? Ink
                    : number == room && !corridor ? Lamp
                    : Paper;
            }
        );

    /// <summary>Twelve bars, one a month.</summary>
    public static byte[] Chart(IReadOnlyList<int> bars) =>
        PngFile.Draw(bars.Count * 24, 120, (x, y) => x % 24 is >= 4 and < 20 && 119 - y < bars[x / 24] ? Deep : Paper);

    /// <summary>A garden at dusk, standing for a photograph.</summary>
    public static byte[] Garden(int shade) =>
        PngFile.Draw(
            480,
            320,
            (x, y) =>
            {
                var hill = 200 + (int)(24 * Math.Sin((x + shade) / 57.0)) + (int)(9 * Math.Sin(x / 13.0));
                var sky = ((90 + (y / 4)) << 16) | ((110 + (y / 5)) << 8) | (150 - (y / 8));
                var (sx, sy) = (x - 360, y - 90);
                return (sx * sx) + (sy * sy) < 1_000 ? Lamp
                    : y < hill ? sky
                    : ((20 + (shade % 30)) << 16) | ((70 + (y / 8)) << 8) | 50;
            }
        );
}
