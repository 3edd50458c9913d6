using System.Globalization;

namespace CareMail.Benchmarks;

/// <summary>What the command line asked for: <c>--name value</c>.</summary>
internal sealed class Options(string[] args)
{
    public int Of(string name, int otherwise)
    {
        var at = Array.IndexOf(args, "--" + name);
        return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}
