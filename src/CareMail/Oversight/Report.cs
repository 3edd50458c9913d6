namespace CareMail.Oversight;

/// <summary>A question that a report answers.</summary>
internal sealed record Report(string Name, string Title, string Says, IReadOnlyList<string> Headings)
{
    private static readonly string[] OfPeople = ["Name", "Address", "Site", "Added"];

    public static readonly Report Access = new(
        "access",
        "Who has access to what",
        "Shared mailboxes with their owners and members, and the roles people hold.",
        ["What", "Site", "Who", "Address", "As"]
    );

    public static readonly Report NeverActivated = new(
        "never-activated",
        "Never activated",
        "People who have an account and have never finished their first sign-in. Mail to them waits with its senders.",
        OfPeople
    );

    public static readonly Report WithoutFactor = new(
        "without-second-factor",
        "Without a second factor",
        "People who use their account and have neither an authenticator app nor a passkey.",
        OfPeople
    );

    public static readonly Report WithoutSecret = new(
        "without-secret",
        "Without an Account Secret",
        "People who use their account and could not prove on the telephone who they are.",
        OfPeople
    );

    public static readonly Report Closed = new(
        "closed",
        "Closed accounts",
        "People whose account is locked or disabled, and those who have left.",
        [.. OfPeople, "State"]
    );

    public static readonly IReadOnlyList<Report> All = [Access, NeverActivated, WithoutFactor, WithoutSecret, Closed];

    public static Report? Find(string name) => All.FirstOrDefault(r => r.Name == name);
}
