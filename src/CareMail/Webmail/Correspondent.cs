using System.Globalization;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail;

/// <summary>
/// Somebody a message is from or to, as a reader should see them. The name is the sender's word; the address is what the
/// mail came with, so it wins wherever the name pretends to be one (B30).
/// </summary>
internal sealed record Correspondent(string Name, string Address)
{
    /// <summary>What stands in a list: the name, or the address when there is none or the name could deceive.</summary>
    public string Shown => Name.Length == 0 || Deceives ? Address : Name;

    /// <summary>A name that looks like an address, and another one than this.</summary>
    public bool Deceives =>
        Name.Contains('@', StringComparison.Ordinal) && !Name.Equals(Address, StringComparison.OrdinalIgnoreCase);

    public static Correspondent Unknown { get; } = new("", "Unknown sender");

    public static Correspondent Of(HeaderAddress address) => new(address.Name.Trim(), Visible(address.Address));

    public static Correspondent Author(Envelope envelope) =>
        envelope.From.FirstOrDefault(a => a.IsMailbox) is { IsMailbox: true } from ? Of(from) : Unknown;

    /// <summary>Everybody in an address list; groups lose their brackets, not their members.</summary>
    public static IReadOnlyList<Correspondent> All(IEnumerable<HeaderAddress> addresses) =>
        [.. addresses.Where(a => a.IsMailbox).Select(Of)];

    /// <summary>"Ruth Vale, Tarnholt Pharmacy and 3 others".</summary>
    public static string Names(IReadOnlyList<Correspondent> people, int most = 3)
    {
        var shown = string.Join(", ", people.Take(most).Select(p => p.Shown));
        var rest = people.Count - most;
        return rest switch
        {
            <= 0 => shown,
            1 => shown + " and 1 other",
            _ => shown + " and " + rest.ToString(CultureInfo.InvariantCulture) + " others",
        };
    }

    /// <summary>A domain in letters that are not ASCII is shown as it travels, xn--: look-alikes then look like what they are.</summary>
    private static string Visible(string address)
    {
        var safe = HeaderText.ForDisplay(address);
        var at = safe.LastIndexOf('@');
        if (at < 0 || safe.AsSpan(at + 1).IndexOfAnyExceptInRange('\0', '\u007f') < 0)
        {
            return safe;
        }

        try
        {
            return safe[..(at + 1)] + new IdnMapping().GetAscii(safe[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            return safe[..(at + 1)] + "unreadable domain";
        }
    }
}
