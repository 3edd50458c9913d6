namespace CareMail.Protocols.Scim;

/// <summary>RFC 7644 §3.12, table 9: what was wrong with a request, in the words of the protocol.</summary>
public enum ScimFaultType
{
    InvalidFilter,
    TooMany,
    Uniqueness,
    Mutability,
    InvalidSyntax,
    InvalidPath,
    NoTarget,
    InvalidValue,
    InvalidVers,
    Sensitive,
}

/// <summary>A request that breaks a rule of SCIM. Whoever reads requests turns it into an answer.</summary>
public sealed class ScimFaultException(ScimFaultType type, string detail) : Exception(detail)
{
    public ScimFaultType Type { get; } = type;

    /// <summary>As the protocol spells it: <c>invalidFilter</c>.</summary>
    public string Spelled { get; } = char.ToLowerInvariant(type.ToString()[0]) + type.ToString()[1..];
}
