using System.Globalization;
using CareMail.Mailboxes;

namespace CareMail.Webmail;

/// <summary>How to undo a move: these messages, from where they are now, to where they were. Spelled in one word, to be said once.</summary>
internal sealed record WayBack(Guid From, Guid To, IReadOnlyList<uint> Uids)
{
    /// <summary>More than a page of messages is no slip of the finger.</summary>
    private const int Most = 100;

    /// <summary>Null if nothing moved, or more than is undone.</summary>
    public static WayBack? Of(TransferResult moved, Guid now, Guid before) =>
        moved.Outcome == TransferOutcome.Done && moved.Entries.Count is > 0 and <= Most && now != before
            ? new WayBack(now, before, [.. moved.Entries.Select(e => e.To)])
            : null;

    public override string ToString() =>
        From.ToString("N")
        + "."
        + To.ToString("N")
        + "."
        + string.Join('.', Uids.Select(u => u.ToString(CultureInfo.InvariantCulture)));

    public static WayBack? Read(string? text) =>
        text?.Split('.') is [var from, var to, .. { Length: > 0 } uids]
        && Guid.TryParseExact(from, "N", out var now)
        && Guid.TryParseExact(to, "N", out var before)
            ? new WayBack(
                now,
                before,
                [.. uids.Select(u => uint.TryParse(u, CultureInfo.InvariantCulture, out var uid) ? uid : 0)]
            )
            : null;
}
