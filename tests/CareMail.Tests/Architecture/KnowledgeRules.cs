using Mono.Cecil;

namespace CareMail.Tests.Architecture;

/// <summary>Rules do not know SQL or the web, and most modules do not know the web.</summary>
internal static class KnowledgeRules
{
    public static List<string> WebViolations(
        AssemblyDefinition assembly,
        string root,
        IReadOnlyCollection<string> allowed
    ) =>
        [
            .. DependencyReader
                .ReadForeign(assembly)
                .Where(use => IsIn(use.Namespace, "Microsoft.AspNetCore"))
                .Where(use => ModuleRules.ModuleOf(use.From, root) is { } module && !allowed.Contains(module))
                .Select(use => $"{use.From.FullName}.{use.Member} knows {use.Namespace}")
                .Distinct(),
        ];

    public static List<string> ImpureRules(AssemblyDefinition assembly, string root, IReadOnlyCollection<string> never)
    {
        var foreign = DependencyReader.ReadForeign(assembly).Select(use => (use.From, use.Namespace, use.Member));
        var own = DependencyReader.Read(assembly, root).Select(use => (use.From, use.To.Namespace, use.Member));
        return
        [
            .. foreign
                .Concat(own)
                .Where(use => use.From.Name.EndsWith("Rules", StringComparison.Ordinal))
                .Where(use => use.From.Namespace.StartsWith(root, StringComparison.Ordinal))
                .Where(use => never.Any(name => IsIn(use.Namespace, name)))
                .Select(use => $"{use.From.FullName}.{use.Member} knows {use.Namespace}")
                .Distinct(),
        ];
    }

    private static bool IsIn(string name, string root) =>
        name == root || name.StartsWith(root + ".", StringComparison.Ordinal);
}
