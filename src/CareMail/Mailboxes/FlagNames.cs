namespace CareMail.Mailboxes;

/// <summary>How flags are spelled on the wire: system flags of RFC 9051 §2.3.2 and the registered keywords we know.</summary>
public static class FlagNames
{
    private static readonly (MessageFlags Flag, string Name)[] Known =
    [
        (MessageFlags.Seen, @"\Seen"),
        (MessageFlags.Answered, @"\Answered"),
        (MessageFlags.Flagged, @"\Flagged"),
        (MessageFlags.Deleted, @"\Deleted"),
        (MessageFlags.Draft, @"\Draft"),
        (MessageFlags.Forwarded, "$Forwarded"),
        (MessageFlags.Junk, "$Junk"),
        (MessageFlags.NotJunk, "$NotJunk"),
        (MessageFlags.MdnSent, "$MDNSent"),
        (MessageFlags.Phishing, "$Phishing"),
    ];

    /// <summary>
    /// The keyword on mail whose author was signed in here. The service alone sets it: what a client says about it is not
    /// heard, and replacing a message's flags leaves it.
    /// </summary>
    public const string OwnMail = "$CareMailOwn";

    /// <summary>All names, in the order they are listed to a client.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>The flag with this name in any case; false for a keyword of the user's own (and for an unknown <c>\Flag</c>).</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out MessageFlags flag)
    {
        foreach (var known in Known)
        {
            if (name.Equals(known.Name, StringComparison.OrdinalIgnoreCase))
            {
                flag = known.Flag;
                return true;
            }
        }

        flag = MessageFlags.None;
        return false;
    }

    /// <summary>A keyword that no client sets or takes away.</summary>
    public static bool IsReserved(string keyword) => keyword.Equals(OwnMail, StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<string> Of(MessageFlags flags) =>
        Known.Where(known => flags.HasFlag(known.Flag)).Select(known => known.Name);
}
