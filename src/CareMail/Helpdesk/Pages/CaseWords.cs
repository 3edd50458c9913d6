using CareMail.Web;

namespace CareMail.Helpdesk.Pages;

/// <summary>How cases are told to people.</summary>
internal static class CaseWords
{
    public static IReadOnlyList<RadioOption> Topics { get; } =
    [
        new("Password", "I cannot sign in", "A forgotten password, or the sign-in is locked"),
        new("Mobile", "My phone or my number changed"),
        new("AccountSecret", "I forgot my Account Secret"),
        new("SharedMailbox", "Nobody here can reach our shared mailbox"),
        new("Other", "Something else"),
    ];

    public static string Topic(CaseTopic topic) =>
        topic switch
        {
            CaseTopic.Password => "Cannot sign in",
            CaseTopic.Mobile => "Phone or number changed",
            CaseTopic.AccountSecret => "Account Secret forgotten",
            CaseTopic.SharedMailbox => "Nobody reaches the shared mailbox",
            CaseTopic.Other => "Something else",
        };

    public static string Source(HelpCase c, string? mailbox) =>
        c.Source switch
        {
            CaseSource.Telephone => "by telephone",
            CaseSource.Form => "by the form on the web",
            CaseSource.SharedMailbox => $"from the shared mailbox of {mailbox ?? "their home"}",
            CaseSource.OwnMailbox => "from the person’s own mailbox",
        };

    public static string State(CaseState state) =>
        state switch
        {
            CaseState.Open => "With the helpdesk",
            CaseState.Waiting => "Waiting for a colleague to confirm",
            CaseState.Settled => "Settled",
        };

    public static string Pass(PassKind kind) => KnowCaller.Spell(kind);

    public static string Event(CaseEventKind kind) =>
        kind switch
        {
            CaseEventKind.Opened => "Case opened",
            CaseEventKind.Taken => "Taken",
            CaseEventKind.Note => "Note",
            CaseEventKind.Passed => "Known by the Account Secret",
            CaseEventKind.Failed => "The letters were wrong",
            CaseEventKind.Identified => "Known in another way",
            CaseEventKind.Unlocked => "Sign-in unlocked",
            CaseEventKind.Reset => "Sign-in reset",
            CaseEventKind.Resecured => "Account made secure again",
            CaseEventKind.MobileAsked => "New mobile: the shared mailbox is asked",
            CaseEventKind.MobileMoved => "Mobile moved",
            CaseEventKind.MobileDenied => "A colleague says no to the new mobile",
            CaseEventKind.Rung => "Rang the home: they know of it",
            CaseEventKind.NotReached => "Rang the home: not confirmed",
            CaseEventKind.OwnerMade => "New owner of the shared mailbox",
            CaseEventKind.Answered => "Answered by mail",
            CaseEventKind.WroteAgain => "They wrote again",
            CaseEventKind.AboutPerson => "Whom it is about",
            CaseEventKind.Settled => "Settled",
            CaseEventKind.Undelivered => "A notice could not be brought",
        };

    public static bool IsBad(CaseEventKind kind) =>
        kind
            is CaseEventKind.Failed
                or CaseEventKind.MobileDenied
                or CaseEventKind.NotReached
                or CaseEventKind.Undelivered;
}
