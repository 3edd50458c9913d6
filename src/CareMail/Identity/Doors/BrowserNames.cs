namespace CareMail.Identity.Doors;

/// <summary>What a browser says it is, in words its owner recognises. What it says is not believed, only shown.</summary>
internal static class BrowserNames
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Machines =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "Chromebook"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];

    public static string Of(string userAgent)
    {
        var browser = Find(Browsers, userAgent);
        var machine = Find(Machines, userAgent);
        return (browser, machine) switch
        {
            (null, null) => "A browser",
            (null, _) => machine,
            (_, null) => browser,
            _ => $"{browser} on {machine}",
        };
    }

    private static string? Find((string Mark, string Name)[] names, string userAgent) =>
        names.FirstOrDefault(n => userAgent.Contains(n.Mark, StringComparison.Ordinal)).Name;
}
