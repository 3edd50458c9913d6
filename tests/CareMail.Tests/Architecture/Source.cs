using System.Runtime.CompilerServices;

namespace CareMail.Tests.Architecture;

/// <summary>The repository's own files, for rules that compiled code does not show.</summary>
internal static class Source
{
    public sealed record SourceFile(string Path, string Text)
    {
        /// <summary>With '/' between names, from the root of the repository.</summary>
        public string Folder => Path[..Path.LastIndexOf('/')];

        /// <summary>The folder below the project: <c>src/CareMail/<b>Mailboxes</b>/Schema/0001.sql</c>.</summary>
        public string Module => Path.Split('/')[2];
    }

    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    public static IEnumerable<SourceFile> Files(string folder, string pattern)
    {
        var built = new[] { "/bin/", "/obj/", "/node_modules/" };
        return Directory
            .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !built.Any(part => path.Contains(part, StringComparison.Ordinal)))
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path))));
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
