namespace CareMail.Webmail.Reading;

/// <summary>How a message travelled: an icon, a word, a colour, and why we say so.</summary>
internal sealed record Travel(string? Kind, string Icon, string Word, string Why)
{
    public static readonly Travel Own = new(
        "own",
        "lock",
        "Own service",
        "The sender signed in to this service. The message never crossed the internet."
    );

    public static readonly Travel Outside = new(
        null,
        "out",
        "Outside",
        "It came from outside this service. Anybody can write any name on such a message, so check the address before you trust it."
    );

    public static readonly Travel Unproven = new(
        "warn",
        "alert",
        "Unproven",
        "It names an address of this service as its author, but it did not come from somebody signed in here. Check another way before you trust it."
    );

    public static readonly Travel Secure = new(
        "verified",
        "shield",
        "Secure list",
        "This organisation is on the secure list. The message goes by verified encryption or not at all."
    );

    public static readonly Travel OutsideOut = new(
        null,
        "out",
        "Outside",
        "An ordinary address outside this service. Do not put personal details of the people you care for into this message."
    );

    public static readonly Travel Refused = new(
        "bad",
        "cross",
        "Cannot be sent",
        "This message cannot go to this address."
    );
}
