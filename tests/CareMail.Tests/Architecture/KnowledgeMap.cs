namespace CareMail.Tests.Architecture;

/// <summary>Who may know what of the framework and of packages.</summary>
internal static class KnowledgeMap
{
    /// <summary>The modules that meet the web or Kestrel, and why. Every other module can be used without either.</summary>
    public static readonly Dictionary<string, string> MayUseAspNetCore = new()
    {
        ["Access"] = "endpoints say which act they are",
        ["Hosting"] = "Kestrel's listeners and connections, health, metrics",
        ["Web"] = "the frame of every page",
        ["Identity"] = "sign-in: cookies, hashes, factors, passkeys",
        ["Eligibility"] = "pages and the interface",
        ["Inbound"] = "SMTP on Kestrel's connections",
        ["Imap"] = "IMAP on Kestrel's connections",
        ["Registers"] = "pages",
        ["AddressBook"] = "pages",
        ["Accounts"] = "pages",
        ["Campaigns"] = "pages",
        ["Joining"] = "pages",
        ["Oversight"] = "pages",
        ["Provisioning"] = "the interfaces of programs, and pages",
        ["Webmail"] = "pages",
        ["FourEyes"] = "pages",
        ["Manage"] = "pages",
        ["Helpdesk"] = "pages",
        ["Providers"] = "pages and the interface",
        ["Demo"] = "pages",
        ["Operations"] = "verbs build the application",
    };

    /// <summary>What a pure decision (a type named …Rules) never names.</summary>
    public static readonly string[] NotForRules =
    [
        "Microsoft.AspNetCore",
        "Microsoft.Data",
        "Microsoft.Extensions",
        "System.Data",
        "System.Net",
        "Dapper",
        "Npgsql",
        "CareMail.Storage",
    ];
}
