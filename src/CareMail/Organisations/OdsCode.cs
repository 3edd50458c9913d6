namespace CareMail.Organisations;

/// <summary>
/// One to nine letters and digits. Nothing else can be told from the code's shape: since 2020 neither the kind of
/// organisation nor whether it is a headquarters or a site.
/// </summary>
public static class OdsCode
{
    private const int Longest = 9;

    /// <summary>The code as it is stored, or null if it is none.</summary>
    public static string? Read(string? typed)
    {
        var code = typed?.Trim().ToUpperInvariant() ?? "";
        return code.Length is > 0 and <= Longest && code.All(char.IsAsciiLetterOrDigit) ? code : null;
    }
}
