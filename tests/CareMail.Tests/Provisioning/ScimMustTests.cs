using System.Reflection;

namespace CareMail.Tests.Provisioning;

/// <summary>Keeps the list of rules and the tests that check them telling the same story.</summary>
public class ScimMustTests
{
    private static readonly List<string[]> Rules =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Provisioning", "scim-musts.csv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Skip(1)
            .Select(line => line.Split(';')),
    ];

    [Fact]
    public void Every_rule_names_a_test_that_runs()
    {
        var missing = Rules.Where(rule => rule.Length != 3 || !Runs(rule[2])).Select(rule => string.Join(';', rule));

        Assert.Empty(missing);
        Assert.True(Rules.Count > 90, "Rules were lost.");
    }

    [Fact]
    public void No_rule_stands_there_twice() =>
        Assert.Empty(Rules.GroupBy(rule => rule[1]).Where(same => same.Skip(1).Any()).Select(same => same.Key));

    private static bool Runs(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var type = typeof(ScimMustTests).Assembly.GetType($"CareMail.Tests.Provisioning.{name[..dot]}");
        return type?.GetMethod(name[(dot + 1)..])?.GetCustomAttribute<FactAttribute>(inherit: true) is { Skip: null };
    }
}
