using CareMail.Protocols.Addresses;
using CareMail.Protocols.Imap;

namespace CareMail.Delivery;

/// <summary>A message that came for somebody who is away, as far as an answer depends on it.</summary>
/// <param name="Sender">The envelope's: the reverse-path, or for our own people the address they signed in for.</param>
/// <param name="Header">As it is stored.</param>
/// <param name="IsToThem">One of their addresses stands in To or Cc.</param>
internal sealed record AwayLetter(EmailAddress? Sender, ReadOnlyMemory<byte> Header, bool IsToThem);

/// <summary>RFC 3834: who is answered by itself. Whenever it is not sure that a person wrote to this person, nobody. Pure.</summary>
internal static class AwayRules
{
    /// <summary>RFC 3834 §2: what these send was not written by a person. The last are in use, not in the RFC.</summary>
    private static readonly string[] Machines =
    [
        "mailer-daemon",
        "postmaster",
        "listserv",
        "majordomo",
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "bounce",
        "bounces",
    ];

    /// <summary>Lists say what they are. The last is said by programs that want no answer.</summary>
    private static readonly string[] FieldsOfLists =
    [
        "List-Id",
        "List-Post",
        "List-Help",
        "List-Unsubscribe",
        "List-Subscribe",
        "Feedback-ID",
        "X-Auto-Response-Suppress",
    ];

    private static readonly string[] Bulk = ["bulk", "list", "junk"];

    public static bool MayAnswer(AwayLetter letter) =>
        letter is { Sender: { } sender, IsToThem: true }
        && !IsMachine(sender.LocalPart.ToLowerInvariant())
        && Values(letter, "Auto-Submitted").All(value => KeywordOf(value) == "no")
        && Values(letter, "Precedence").All(value => !Bulk.Contains(KeywordOf(value)))
        && FieldsOfLists.All(field => Values(letter, field).Count == 0);

    /// <summary>
    /// RFC 3834 §3.1.5. To our own people with what they wrote about; outside only that it is automatic: a subject may hold
    /// what must not leave.
    /// </summary>
    public static string SubjectOf(string theirs, bool isOwn) =>
        isOwn && theirs.Length > 0 ? $"Automatic reply: {theirs}" : "Automatic reply";

    private static bool IsMachine(string localPart) =>
        Machines.Contains(localPart)
        || localPart.StartsWith("owner-", StringComparison.Ordinal)
        || localPart.EndsWith("-owner", StringComparison.Ordinal)
        || localPart.EndsWith("-request", StringComparison.Ordinal)
        || localPart.StartsWith("bounce-", StringComparison.Ordinal)
        || localPart.StartsWith("bounces+", StringComparison.Ordinal);

    private static List<string> Values(AwayLetter letter, string field) =>
        HeaderFields.Values(letter.Header.Span, field);

    // RFC 3834 §5: parameters and comments may follow.
    private static string KeywordOf(string value) => value.Split(';', '(')[0].Trim().ToLowerInvariant();
}
