using CareMail.Access;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Access;

/// <summary>
/// Walks through every door of the running program as everybody who can stand before it, with what belongs to their own
/// organisation and with what belongs to another, and compares with the table. A door that is not in the table fails.
/// </summary>
public class EveryDoorTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Everybody_gets_through_the_doors_of_the_table_and_no_others(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var world = await AccessWorld.OnAsync(server);
        var expected = Expectations.Read();
        var doors = await Door.OfAsync(server);
        AssertSameDoors(doors, expected);

        var wrong = new List<string>();
        foreach (var caller in Expectations.Callers)
        {
            using var browser = await world.BrowserAsync(caller);
            // Signing out comes last, or nothing after it would say anything.
            foreach (var door in doors.OrderBy(d => d.Method != "GET").ThenBy(d => d.Act is Act.SignOut))
            {
                foreach (var at in AccessWorld.AtOf(door))
                {
                    var errand = await world.ErrandAsync(door, at);
                    var (seen, text) = await browser.TryAsync(door, errand);
                    if (seen != expected.Of(door.Name, at, caller))
                    {
                        wrong.Add($"{caller}: {door.Name} {at}: {seen}, not {expected.Of(door.Name, at, caller)}");
                    }

                    wrong.AddRange(
                        world
                            .Foreign(caller, door)
                            .Where(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase))
                            // What somebody typed may be said back to them.
                            .Where(mark => !errand.Says(mark))
                            .Select(mark => $"{caller}: {door.Name} {at} tells {mark} of another organisation")
                    );
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void AssertSameDoors(IReadOnlyList<Door> doors, Expectations expected)
    {
        var rows = doors.SelectMany(d => AccessWorld.AtOf(d).Select(at => (d.Name, at))).ToHashSet();
        Assert.True(
            rows.SetEquals(expected.Rows),
            "Write in tests/CareMail.Tests/Access/expectations.csv who may pass: "
                + string.Join("; ", rows.Except(expected.Rows).Order())
                + "\nand remove, for there is no such door: "
                + string.Join("; ", expected.Rows.Except(rows).Order())
        );
    }
}
