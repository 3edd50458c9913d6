namespace CareMail.Protocols.Mime;

/// <summary>
/// One entry of an address list, in the shape of RFC 9051's ENVELOPE: a group is an entry without domain whose
/// local part is its name, then its members, then an entry without either.
/// </summary>
public readonly record struct HeaderAddress(string? RawName, string? LocalPart, string? Domain)
{
    public bool IsGroupStart => Domain is null && LocalPart is not null;

    public bool IsGroupEnd => Domain is null && LocalPart is null;

    /// <summary>True for a mailbox, false for the start and the end of a group.</summary>
    public bool IsMailbox => Domain is not null;

    /// <summary>The display name for people: decoded, without control and direction-changing characters; or empty.</summary>
    public string Name => RawName is null ? "" : HeaderText.ForDisplay(HeaderText.Decode(RawName));

    /// <summary><c>local@domain</c> as far as it was given; empty for a group's start and end.</summary>
    public string Address =>
        Domain is null ? ""
        : Domain.Length == 0 ? LocalPart ?? ""
        : $"{LocalPart}@{Domain}";
}
