using System.Globalization;

namespace CareMail.Benchmarks;

/// <summary>What the command line asked for: <c>--name value</c>.</summary>
internal sealed class Options(string[] args)
{
    /// <summary>The CareMail under test: the one built beside this program, or a published copy.</summary>
    public string Program => TextOf("program") ?? Path.Combine(AppContext.BaseDirectory, "caremail");

    /// <summary>PostgreSQL's connection string, patient with the statements that make a whole country; empty for SQLite.</summary>
    public string Database => TextOf("database") is { } given ? given + ";Command Timeout=600" : "";

    public int Of(string name, int otherwise)
    {
        var text = TextOf(name);
        return text is null ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);
    }

    public string? TextOf(string name)
    {
        var at = Array.IndexOf(args, "--" + name);
        return at < 0 ? null : args[at + 1];
    }
}
