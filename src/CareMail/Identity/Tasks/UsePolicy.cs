using System.Globalization;

namespace CareMail.Identity.Tasks;

/// <summary>One part of the acceptable use policy: a page to read.</summary>
/// <param name="Lines">Paragraphs; a line that begins with "- " is an item of a list.</param>
public sealed record PolicyPart(string Heading, IReadOnlyList<string> Lines);

/// <summary>A version of the acceptable use policy, and the day from which it counts.</summary>
public sealed record UsePolicy(int Version, DateOnly From, IReadOnlyList<PolicyPart> Parts)
{
    /// <summary>The text as it lies in <c>Tasks/Texts</c>: two lines of facts, then parts under headings.</summary>
    public static UsePolicy Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var parts = new List<(string Heading, List<string> Lines)>();
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                parts.Add((line[2..], []));
            }
            else if (parts.Count > 0)
            {
                parts[^1].Lines.Add(line);
            }
        }

        return new UsePolicy(
            int.Parse(Fact(lines, "version"), CultureInfo.InvariantCulture),
            DateOnly.ParseExact(Fact(lines, "from"), "yyyy-MM-dd", CultureInfo.InvariantCulture),
            [.. parts.Select(part => new PolicyPart(part.Heading, part.Lines))]
        );
    }

    private static string Fact(string[] lines, string name) =>
        lines.FirstOrDefault(l => l.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..]
        ?? throw new FormatException($"The policy's text does not say its {name}.");
}

/// <summary>All versions there are. A new text is a new file with a later day; who accepted an older one is asked again.</summary>
public sealed class UsePolicies(IReadOnlyList<UsePolicy> versions)
{
    public IReadOnlyList<UsePolicy> Versions => versions;

    public UsePolicy InForce(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return versions.Where(v => v.From <= today).MaxBy(v => v.Version)
            ?? throw new InvalidOperationException("No use policy is in force.");
    }

    /// <summary>The first version that comes into force later, if one is known.</summary>
    public UsePolicy? Next(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return versions.Where(v => v.From > today).MinBy(v => v.From);
    }

    /// <summary>Those that travel inside the program.</summary>
    public static UsePolicies Embedded()
    {
        var assembly = typeof(UsePolicies).Assembly;
        return new UsePolicies([
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith("use-policy/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return UsePolicy.Parse(reader.ReadToEnd());
                }),
        ]);
    }
}
