using CareMail.Storage;
using Mono.Cecil;

namespace CareMail.Tests.Architecture;

public class TableRulesTests
{
    [Fact]
    public void No_module_names_a_table_of_another()
    {
        using var app = AssemblyDefinition.ReadAssembly(typeof(Database).Assembly.Location);

        var violations = TableRules.Violations(app, "CareMail", ModuleMap.MayUse.Keys);

        Assert.True(violations is [], string.Join("\n", violations));
    }

    [Fact]
    public void A_module_s_scripts_touch_only_tables_that_bear_its_name()
    {
        var scripts = Source
            .Files("src/CareMail", "*.sql")
            .Where(f => f.Folder.EndsWith("/Schema", StringComparison.Ordinal));

        var strangers = scripts.SelectMany(script =>
            TableRules.Strangers(script.Module, script.Text).Select(table => $"{script.Path} touches {table}")
        );

        Assert.Empty(strangers);
        Assert.NotEmpty(scripts);
    }

    [Fact]
    public void The_rules_bite()
    {
        using var tests = AssemblyDefinition.ReadAssembly(typeof(TableRulesTests).Assembly.Location);

        var violations = TableRules.Violations(
            tests,
            "CareMail.Tests.Architecture.Fixture",
            ["Lower", "Upper", "Side"]
        );

        Assert.Equal(
            [
                "CareMail.Tests.Architecture.Fixture.Side.ConstantSql names lower_secret, which is Lower's",
                "CareMail.Tests.Architecture.Fixture.Side.ForeignSql names lower_thing, which is Lower's",
            ],
            violations
        );
    }

    [Theory]
    [InlineData("CREATE TABLE lower_thing (id uuid, other uuid REFERENCES upper_thing (id));", "upper_thing")]
    [InlineData("CREATE UNIQUE INDEX upper_index ON lower_thing (id);", "upper_index")]
    [InlineData("ALTER TABLE IF EXISTS upper_thing ADD COLUMN x text;", "upper_thing")]
    public void A_script_that_reaches_out_is_seen(string script, string stranger) =>
        Assert.Equal([stranger], TableRules.Strangers("Lower", script));
}
