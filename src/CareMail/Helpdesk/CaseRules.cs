using CareMail.Access;

namespace CareMail.Helpdesk;

/// <summary>When a case allows a change. Pure: no clock, no database.</summary>
internal static class CaseRules
{
    public static Refusal NotYours { get; } = new("There is no such case, or it is not yours to work on.");

    /// <summary>Two agents on one case: the second one looks again.</summary>
    public static Refusal Changed { get; } =
        new("Somebody changed this case while you looked at it. Here it is as it stands now: look again.");

    public static Refusal NoPass { get; } =
        new("First make sure that the caller is this person: nothing is changed without it.");

    public static Refusal NoPerson { get; } = new("Say first whom this case is about.");

    /// <summary>A pass counts for one case, one person and a short while.</summary>
    public static bool IsFresh(HelpCase c, TimeSpan life, DateTimeOffset now) =>
        c.PassAt is { } at && c.PassAccount is { } passed && passed == c.AccountId && now - at < life && at <= now;

    /// <summary>How the clock stands, for its colour.</summary>
    public static string ClockKind(HelpCase c, DateTimeOffset now) =>
        now > c.Due ? "bad"
        : now > c.Due - ((c.Due - c.Opened) / 2) ? "warn"
        : "good";

    /// <summary>A message from a shared mailbox speaks for a person of the same home, unless the person wrote it.</summary>
    public static bool MailboxVouches(HelpCase c) =>
        c.Source is CaseSource.SharedMailbox && c.AccountId is not null && c.SenderId != c.AccountId;
}
