namespace CareMail.Protocols.Scim;

/// <summary>RFC 7644 §3.4.2.2, table 3.</summary>
public enum ScimOperator
{
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,
}

/// <summary>The name of an attribute as it is asked for: perhaps with its schema before it and a sub-attribute behind.</summary>
public sealed record ScimName(string? Schema, string Attribute, string? Sub)
{
    /// <summary>In lower case, for attribute names do not tell the cases apart (RFC 7643 §2.1); without the schema.</summary>
    public string Key => (Sub is null ? Attribute : $"{Attribute}.{Sub}").ToLowerInvariant();

    public override string ToString() =>
        (Schema is null ? "" : Schema + ":") + (Sub is null ? Attribute : $"{Attribute}.{Sub}");
}

/// <summary>A filter, read.</summary>
public abstract record ScimFilter
{
    private ScimFilter() { }

    public sealed record And(ScimFilter Left, ScimFilter Right) : ScimFilter;

    public sealed record Or(ScimFilter Left, ScimFilter Right) : ScimFilter;

    public sealed record Not(ScimFilter Inner) : ScimFilter;

    public sealed record Present(ScimName Name) : ScimFilter;

    /// <param name="Value">A string, a double, a bool, or null.</param>
    public sealed record Compare(ScimName Name, ScimOperator Operator, object? Value) : ScimFilter;

    /// <summary><c>emails[type eq "work"]</c>: one value of several that meets all of it.</summary>
    public sealed record OfOne(ScimName Name, ScimFilter Inner) : ScimFilter;

    /// <exception cref="ScimFaultException">invalidFilter.</exception>
    public static ScimFilter Parse(string text) => new ScimReader(text, ScimFaultType.InvalidFilter).WholeFilter();
}

/// <summary>RFC 7644 §3.5.2, figure 7: where a PATCH operation works.</summary>
/// <param name="Filter">Which of several values; null: all.</param>
/// <param name="Sub">What of each.</param>
public sealed record ScimPath(string? Schema, string Attribute, ScimFilter? Filter, string? Sub)
{
    /// <exception cref="ScimFaultException">invalidPath, or invalidFilter within brackets.</exception>
    public static ScimPath Parse(string text) => new ScimReader(text, ScimFaultType.InvalidPath).WholePath();
}
