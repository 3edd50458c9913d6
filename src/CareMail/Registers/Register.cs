namespace CareMail.Registers;

/// <summary>The public lists that are read here, each from a file of its own. The numbers are stored: never reuse one.</summary>
public enum Register
{
    OdsHeadquarters = 1,
    OdsSites = 2,
    Successions = 3,
    CqcDirectory = 4,
    CqcLocations = 5,
    CqcContacts = 6,
    Dspt = 7,
    SecureDomains = 8,
}

/// <summary>What registers and their files are called.</summary>
public static class RegisterFiles
{
    private static readonly Dictionary<string, Register> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ecarehomehq.csv"] = Register.OdsHeadquarters,
        ["ecarehomesite.csv"] = Register.OdsSites,
        ["succ.csv"] = Register.Successions,
        ["cqc_directory.csv"] = Register.CqcDirectory,
        ["cqc_locations.csv"] = Register.CqcLocations,
        ["cqc_contacts.csv"] = Register.CqcContacts,
        ["dspt_status.csv"] = Register.Dspt,
        ["dcb1596_accredited_domains.csv"] = Register.SecureDomains,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Which register a file is of, by its name: ours, or the one its publisher gives it.</summary>
    public static Register? Recognise(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var name = Path.GetFileName(fileName.Replace('\\', '/'));
        if (ByName.TryGetValue(name, out var register))
        {
            return register;
        }

        // "16_september_2026_CQC_directory.csv", "DSPT search results 16_11_2026 09_15_00.csv"
        return name.EndsWith("_CQC_directory.csv", StringComparison.OrdinalIgnoreCase) ? Register.CqcDirectory
            : name.StartsWith("DSPT search results", StringComparison.OrdinalIgnoreCase) ? Register.Dspt
            : name.StartsWith("dcb1596_accredited_domains.", StringComparison.OrdinalIgnoreCase)
                ? Register.SecureDomains
            : null;
    }

    public static string NameOf(Register register) => ByName.Single(name => name.Value == register).Key;

    /// <summary>What people call it.</summary>
    public static string Title(this Register register) =>
        register switch
        {
            Register.OdsHeadquarters => "ODS headquarters",
            Register.OdsSites => "ODS care sites",
            Register.Successions => "ODS successions",
            Register.CqcDirectory => "CQC directory",
            Register.CqcLocations => "CQC locations",
            Register.CqcContacts => "CQC contacts",
            Register.Dspt => "DSPT publications",
            Register.SecureDomains => "Accredited domains",
        };
}
