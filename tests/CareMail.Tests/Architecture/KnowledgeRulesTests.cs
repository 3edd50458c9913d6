using CareMail.Protocols.Smtp;
using CareMail.Storage;
using Mono.Cecil;

namespace CareMail.Tests.Architecture;

public class KnowledgeRulesTests
{
    private const string FixtureRoot = "CareMail.Tests.Architecture.Fixture";

    [Fact]
    public void Only_the_modules_listed_know_the_web()
    {
        using var app = AssemblyDefinition.ReadAssembly(typeof(Database).Assembly.Location);

        var violations = KnowledgeRules.WebViolations(app, "CareMail", KnowledgeMap.MayUseAspNetCore.Keys);

        Assert.True(violations is [], string.Join("\n", violations));
    }

    [Fact]
    public void The_list_of_modules_that_know_the_web_names_no_module_that_does_not()
    {
        using var app = AssemblyDefinition.ReadAssembly(typeof(Database).Assembly.Location);

        var without = KnowledgeMap.MayUseAspNetCore.Keys.Where(module =>
            KnowledgeRules
                .WebViolations(app, "CareMail", [.. ModuleMap.MayUse.Keys.Where(other => other != module)])
                .Count == 0
        );

        Assert.Empty(without);
    }

    [Fact]
    public void Rules_know_neither_sql_nor_the_web()
    {
        using var app = AssemblyDefinition.ReadAssembly(typeof(Database).Assembly.Location);

        var violations = KnowledgeRules.ImpureRules(app, "CareMail", KnowledgeMap.NotForRules);

        Assert.True(violations is [], string.Join("\n", violations));
    }

    [Fact]
    public void The_protocols_need_nothing_but_the_base_library()
    {
        using var protocols = AssemblyDefinition.ReadAssembly(typeof(SmtpReply).Assembly.Location);

        Assert.All(
            protocols.MainModule.AssemblyReferences,
            reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_rules_bite()
    {
        using var tests = AssemblyDefinition.ReadAssembly(typeof(KnowledgeRulesTests).Assembly.Location);

        var web = KnowledgeRules.WebViolations(tests, FixtureRoot, ["Upper"]);
        var impure = KnowledgeRules.ImpureRules(
            tests,
            FixtureRoot,
            [.. KnowledgeMap.NotForRules, FixtureRoot + ".Lower"]
        );

        Assert.Equal([FixtureRoot + ".Side.WebRules.Status knows Microsoft.AspNetCore.Http"], web);
        Assert.Contains(FixtureRoot + ".Side.SqlRules.Open knows System.Data.Common", impure);
        Assert.Contains(FixtureRoot + ".Side.WebRules.Status knows Microsoft.AspNetCore.Http", impure);
        Assert.Contains(FixtureRoot + ".Side.StorageRules.Read knows " + FixtureRoot + ".Lower", impure);
    }
}
