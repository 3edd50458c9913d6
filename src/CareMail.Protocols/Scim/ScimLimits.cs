namespace CareMail.Protocols.Scim;

/// <summary>How much of a filter or a path is read. Directory services send one to three comparisons.</summary>
public static class ScimLimits
{
    public const int FilterLength = 4096;

    /// <summary>Brackets inside brackets; each is a level of the parser's own stack.</summary>
    public const int FilterDepth = 32;

    public const int FilterTerms = 64;
}
