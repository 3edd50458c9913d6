namespace CareMail.Audit;

/// <summary>One act, as it is recorded.</summary>
/// <param name="Actor">The account that acted; null when the program or its operator did.</param>
/// <param name="Act">What was done, in dotted words: <c>mailbox.access-granted</c>.</param>
/// <param name="Subject">What it was done to: the id of an account, mailbox, organisation…</param>
/// <param name="Organisation">The organisation concerned.</param>
/// <param name="Origin">From where: an address, or <c>command line</c>.</param>
/// <param name="OldValue">The value before, as text or JSON. May be erased later.</param>
/// <param name="NewValue">The value after. May be erased later. Never a secret.</param>
/// <param name="Reason">Why, in the actor's words.</param>
public sealed record AuditEntry(
    Guid? Actor,
    string Act,
    Guid? Subject,
    Guid? Organisation,
    string? Origin = null,
    string? OldValue = null,
    string? NewValue = null,
    string? Reason = null
);
