using System.Text.RegularExpressions;
using Mono.Cecil;

namespace CareMail.Tests.Architecture;

/// <summary>A module's tables are its own: their names begin with its name, and nobody else's SQL names them.</summary>
internal static partial class TableRules
{
    /// <summary>SQL text in the code of one module that names a table of another.</summary>
    public static List<string> Violations(AssemblyDefinition assembly, string root, IReadOnlyCollection<string> modules)
    {
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var literal in DependencyReader.ReadLiterals(assembly))
        {
            if (ModuleRules.ModuleOf(literal.From, root) is not { } module)
            {
                continue;
            }

            foreach (var table in Tables(literal.Text))
            {
                if (OwnerOf(table, modules) is { } owner && owner != module)
                {
                    broken.Add($"{literal.From.FullName} names {table}, which is {owner}'s");
                }
            }
        }

        return [.. broken];
    }

    /// <summary>What a script in <c>module/Schema</c> makes, changes or points to that is not its own.</summary>
    public static List<string> Strangers(string module, string script) =>
        [
            .. Tables(Comment().Replace(script, ""))
                .Where(table => !table.StartsWith(Prefix(module), StringComparison.Ordinal)),
        ];

    private static IEnumerable<string> Tables(string sql) =>
        TableName().Matches(sql).Select(match => match.Groups["name"].Value.ToLowerInvariant()).Distinct();

    private static string? OwnerOf(string table, IReadOnlyCollection<string> modules) =>
        modules.FirstOrDefault(module => table.StartsWith(Prefix(module), StringComparison.Ordinal));

    private static string Prefix(string module) => module.ToLowerInvariant() + "_";

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    // After these words a table or an index stands, and its name has an underscore.
    [GeneratedRegex(
        @"\b(FROM|JOIN|INTO|UPDATE|TABLE|INDEX|VIEW|TRIGGER|REFERENCES|ON|EXISTS|ONLY)\s+(?<name>[a-z][a-z0-9]*_[a-z0-9_]+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex TableName();
}
