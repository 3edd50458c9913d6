using System.Text.RegularExpressions;

namespace CareMail.Tests.Architecture;

/// <summary>The folder tree is the map a newcomer reads: it must be true.</summary>
public partial class FolderRulesTests
{
    [Fact]
    public void A_file_s_namespace_is_its_folder() =>
        Assert.Empty(
            Source
                .Files("src", "*.cs")
                .Where(file =>
                    Namespace().Match(file.Text) is { Success: true } match && match.Groups[1].Value != Expected(file)
                )
                .Select(file => file.Path)
        );

    [Fact]
    public void Every_module_is_a_folder() =>
        Assert.Equal(
            ModuleMap.MayUse.Keys.Order(),
            Source
                .Files("src/CareMail", "*.cs")
                .Where(file => file.Folder != "src/CareMail")
                .Select(file => file.Module)
                .Distinct()
                .Order()
        );

    // The first part is the project, whose name is the root namespace.
    private static string Expected(Source.SourceFile file) => file.Folder["src/".Length..].Replace('/', '.');

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
