using CareMail.Access;

namespace CareMail.FourEyes;

/// <summary>Approvals in the words of those who ask and agree.</summary>
internal static class ApprovalWords
{
    public static string Title(Approval approval) =>
        approval.What is DangerousAct.GiveServiceRole
            ? $"Give the role {Of(approval.Role!.Value)}"
            : Title(approval.What);

    public static string Title(DangerousAct what) =>
        what switch
        {
            DangerousAct.OpenMailbox => "Read somebody’s mailbox",
            DangerousAct.ExportMailbox => "Export a mailbox",
            DangerousAct.HoldMailbox => "Put a mailbox on hold",
            DangerousAct.EndHold => "End the hold on a mailbox",
            DangerousAct.GiveServiceRole => "Give a role that reaches everybody",
        };

    /// <summary>What it means for whom.</summary>
    public static string Means(DangerousAct what) =>
        what switch
        {
            DangerousAct.OpenMailbox =>
                "Whoever asked reads every message of it for some days, and changes nothing. Each message they open is in the record.",
            DangerousAct.ExportMailbox =>
                "Whoever asked saves all of it as a file, once it is outside nobody can take it back.",
            DangerousAct.HoldMailbox =>
                "From now on nothing in it is destroyed, whoever deletes it. Its reader goes on as before and notices nothing.",
            DangerousAct.EndHold => "What was deleted since the hold began is destroyed, and nobody can bring it back.",
            DangerousAct.GiveServiceRole => "They can see and change what belongs to every organisation.",
        };

    /// <summary>For a notice, in the middle of a sentence; nobody is named.</summary>
    public static string InShort(DangerousAct what) =>
        what switch
        {
            DangerousAct.OpenMailbox => "to read a mailbox that is not theirs",
            DangerousAct.ExportMailbox => "to export a mailbox",
            DangerousAct.HoldMailbox => "to put a mailbox on hold",
            DangerousAct.EndHold => "to end the hold on a mailbox",
            DangerousAct.GiveServiceRole => "to give somebody a role that reaches everybody",
        };

    /// <summary>For the record.</summary>
    public static string Spell(Approval approval) =>
        approval.What switch
        {
            DangerousAct.OpenMailbox => "open mailbox",
            DangerousAct.ExportMailbox => "export mailbox",
            DangerousAct.HoldMailbox => "hold mailbox",
            DangerousAct.EndHold => "end hold",
            DangerousAct.GiveServiceRole => $"give {approval.Role!.Value.Spell()}",
        };

    public static string Of(Role role) =>
        role switch
        {
            Role.PrimaryAdmin => "primary local administrator",
            Role.LocalAdmin => "local administrator",
            Role.LocalHelpdesk => "local helpdesk",
            Role.Auditor => "auditor",
            Role.DirectoryManager => "directory manager",
            Role.NationalHelpdesk => "national helpdesk",
            Role.Platform => "platform operator",
            Role.Caseworker => "caseworker",
            Role.Association => "association",
            Role.Sponsor => "sponsor",
            Role.Owner => "owner",
            Role.Member => "member",
            Role.Person => "person",
        };

    /// <summary>What whoever holds it can do, for whoever gives it.</summary>
    public static string? May(Role role) =>
        role switch
        {
            Role.PrimaryAdmin =>
                "Everything for the organisation and all its sites, and names the other administrators.",
            Role.LocalAdmin => "People, mailboxes, tokens and files of people, here.",
            Role.LocalHelpdesk => "Gets people here back in. Adds nobody and reads no mail.",
            Role.Auditor => "Sees people, reports and approvals of the organisation and its sites. Changes nothing.",
            Role.DirectoryManager => "Keeps the contacts that the organisation has of others.",
            Role.Person
            or Role.Owner
            or Role.Member
            or Role.Caseworker
            or Role.NationalHelpdesk
            or Role.Association
            or Role.Sponsor
            or Role.Platform => null,
        };

    public static (string Words, string Kind, string Icon) Chip(ApprovalState state) =>
        state switch
        {
            ApprovalState.Waiting => ("Waits for a second person", "warn", "clock"),
            ApprovalState.Lapsed => ("Nobody decided in time", "soft", "clock"),
            ApprovalState.Refused => ("Not agreed", "bad", "cross"),
            ApprovalState.Done => ("Agreed and done", "good", "check"),
            ApprovalState.Usable => ("Agreed: open now", "good", "check"),
            ApprovalState.Over => ("Agreed, and over", "soft", "clock"),
        };
}
