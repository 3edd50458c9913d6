namespace CareMail.Hosting;

/// <summary>
/// How many file handles this process has. When they are used up, accepting a connection fails at once, again and again, and
/// burns a core (B22): so the doors together take fewer than there are, and whoever comes later is turned away.
/// </summary>
internal static class FileHandles
{
    // What a process may open where nobody says otherwise.
    private const int Usual = 1_024;

    public static int Limit { get; } = Read();

    private static int Read()
    {
        // "Max open files            20000                20000                files"
        const string Row = "Max open files";
        try
        {
            var row = File.ReadLines("/proc/self/limits")
                .FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
            var soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return soft is null ? Usual
                : long.TryParse(soft, out var limit) ? (int)Math.Min(limit, 1_000_000)
                : 1_000_000;
        }
        catch (IOException)
        {
            return Usual;
        }
    }
}
