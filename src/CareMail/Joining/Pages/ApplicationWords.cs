using CareMail.Notices;

namespace CareMail.Joining.Pages;

/// <summary>How the parts of an application are said.</summary>
internal static class ApplicationWords
{
    public static string Proof(Proof proof) =>
        proof switch
        {
            Joining.Proof.ContactId => "By the CQC contact ID",
            Joining.Proof.CodeByText => "By a code sent to the number CQC holds",
            Joining.Proof.CodeByVoice => "By a code read out on the number CQC holds",
            Joining.Proof.Caseworker => "By a caseworker, on the telephone",
            Joining.Proof.LeftToCaseworker => "A caseworker rings you after it is sent",
            Joining.Proof.None => "None yet",
        };

    public static string State(ApplicationState state) =>
        state switch
        {
            ApplicationState.Draft => "Draft",
            ApplicationState.Submitted => "Waiting for a person to look",
            ApplicationState.Asked => "Waiting for the applicant’s answer",
            ApplicationState.Approved => "Approved",
            ApplicationState.Rejected => "Rejected",
            ApplicationState.Provisional => "Waiting until ODS shows the home",
            ApplicationState.Withdrawn => "Taken back",
            ApplicationState.Expired => "Run out",
        };

    /// <summary>For the caseworker.</summary>
    public static string Event(ApplicationEvent happened) =>
        happened.Kind switch
        {
            EventKind.Begun => "Begun",
            EventKind.Proved => $"Proved: {happened.Words}",
            EventKind.CodeSent => "Code sent by text to the number CQC holds",
            EventKind.RingWanted => "Asked to be rung with a code",
            EventKind.Rung => "Rung, and code read out",
            EventKind.WrongGuess => "A wrong contact ID or code",
            EventKind.Submitted => "Sent in",
            EventKind.ContactTold => "The contact CQC holds was told",
            EventKind.Asked => "Asked",
            EventKind.Answered => "Answered",
            EventKind.InRegister => $"ODS shows the home: {happened.Words}",
            EventKind.Approved => "Approved",
            EventKind.Rejected => "Rejected",
            EventKind.Withdrawn => "Taken back by the applicant",
            EventKind.Undelivered => $"Could not be delivered: {Notice(happened.Words)}",
            EventKind.StillMissing => "ODS has not shown the home for 60 days",
            EventKind.Resent => $"User name and a new password sent again: {happened.Words}",
        };

    /// <summary>Words one person wrote to another, which stand below the line.</summary>
    public static string? Words(ApplicationEvent happened) =>
        happened.Kind is EventKind.Asked or EventKind.Answered or EventKind.Approved or EventKind.Rejected
            ? happened.Words
            : null;

    /// <summary>For the applicant; null for what is not theirs to know.</summary>
    public static string? ForApplicant(ApplicationEvent happened) =>
        happened.Kind switch
        {
            EventKind.Submitted => "You sent the application",
            EventKind.Asked => "We asked you",
            EventKind.Answered => "You answered",
            EventKind.InRegister => "ODS shows the home now",
            EventKind.Approved => "Approved",
            EventKind.Rejected => "We could not approve it",
            EventKind.Withdrawn => "You took it back",
            _ => null,
        };

    private static string Notice(string? kind) =>
        Enum.TryParse<NoticeKind>(kind, out var notice)
            ? notice switch
            {
                NoticeKind.UserName => "a user name",
                NoticeKind.TemporaryPassword => "a temporary password",
                NoticeKind.OneTimeCode => "a one-time code",
                NoticeKind.SomebodyApplied => "word to the contact CQC holds",
                NoticeKind.Linked => "word to somebody linked",
                _ => "a letter to the applicant",
            }
            : "a notice";
}
