using CareMail.Access;

namespace CareMail.Tests.Access;

/// <summary>
/// The table <c>expectations.csv</c>, written by hand: for every door, and every caller, what must happen. <c>in</c>: let
/// in (the form may still refuse what was typed). <c>sign-in</c>: led to the door. <c>shut</c>: not with these roles.
/// <c>none</c>: as if it did not exist. A door with gaps in its address stands there twice: with what is the caller's own
/// organisation's and with what is another's.
/// </summary>
internal sealed class Expectations
{
    public const string Anyone = "anyone";

    private readonly Dictionary<(string Door, string At, string Caller), string> _cells = [];

    private Expectations() { }

    public HashSet<(string Door, string At)> Rows { get; } = [];

    public static IReadOnlyList<string> Callers { get; } =
    [Anyone, .. Enum.GetValues<Role>().Select(role => role.Spell())];

    public static Expectations Read()
    {
        var table = new Expectations();
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Access", "expectations.csv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(',', StringSplitOptions.TrimEntries))
            .ToList();
        var header = lines[0];
        Assert.Equal(Callers, header.Skip(2));
        foreach (var line in lines.Skip(1))
        {
            Assert.Equal(header.Length, line.Length);
            Assert.True(table.Rows.Add((line[0], line[1])), $"{line[0]} at {line[1]} stands in the table twice.");
            for (var i = 2; i < line.Length; i++)
            {
                table._cells.Add((line[0], line[1], header[i]), line[i]);
            }
        }

        return table;
    }

    public string Of(string door, string at, string caller) => _cells[(door, at, caller)];
}
