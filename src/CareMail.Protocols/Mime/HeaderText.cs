using CareMail.Protocols.Addresses;

namespace CareMail.Protocols.Mime;

/// <summary>Header values from and to text: encoded words, address lists, Message-IDs.</summary>
public static class HeaderText
{
    /// <summary>Encoded words (RFC 2047) turned into text; what is not one stays as it is.</summary>
    public static string Decode(string raw) => throw new NotImplementedException();

    /// <summary>Without control and direction-changing characters, white space as single spaces.</summary>
    public static string ForDisplay(string text) => throw new NotImplementedException();

    /// <summary>As unstructured header text: plain if ASCII, otherwise encoded words separated by spaces (not folded).</summary>
    public static string Encode(string text) => throw new NotImplementedException();

    /// <summary><c>name &lt;address&gt;</c>, quoted or encoded as needed, on one line.</summary>
    public static string Format(NamedAddress address) => throw new NotImplementedException();

    /// <summary>Reads a header's address list, as far as it can be understood.</summary>
    public static IReadOnlyList<HeaderAddress> ParseAddresses(string raw, int limit = 2_000) =>
        throw new NotImplementedException();

    /// <summary>Reads what a person typed into a recipient field: commas or semicolons, names allowed.</summary>
    public static IReadOnlyList<NamedAddress> ParseRecipients(string typed, out IReadOnlyList<string> notUnderstood) =>
        throw new NotImplementedException();

    /// <summary>The Message-IDs in a References or In-Reply-To value, without angle brackets.</summary>
    public static IReadOnlyList<string> ParseMessageIds(string raw, int limit = 100) =>
        throw new NotImplementedException();

    /// <summary>RFC 5322 §3.3 dates and the broken ones met in mail.</summary>
    public static DateTimeOffset? ParseDate(string raw) => throw new NotImplementedException();

    public static string FormatDate(DateTimeOffset date) => throw new NotImplementedException();

    /// <summary>RFC 5256 §2.1: the subject without Re:, Fwd:, [list] and the like.</summary>
    public static string BaseSubject(string subject, out bool isReplyOrForward) => throw new NotImplementedException();

    /// <summary>A name safe to show and to save: no path, no control or direction-changing characters, bounded; null if nothing is left.</summary>
    public static string? SafeFileName(string? name) => throw new NotImplementedException();
}

/// <summary>An address with the name people see before it (may be empty).</summary>
public sealed record NamedAddress(string Name, EmailAddress Address)
{
    public override string ToString() => HeaderText.Format(this);
}
