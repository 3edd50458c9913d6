namespace CareMail.Imap;

internal enum ImapStatus
{
    Ok,
    No,
    Bad,
}

/// <summary>How a command ended: what the client hears with its tag. <see cref="Code"/> is a response code of RFC 9051 §7.1.</summary>
internal readonly record struct ImapReply(ImapStatus Status, string? Code, string Text)
{
    /// <summary>The command has answered by itself.</summary>
    public static readonly ImapReply Answered = new(ImapStatus.Ok, null, "");

    public bool IsAnswered => Text.Length == 0;

    public static ImapReply Done(string text) => new(ImapStatus.Ok, null, text);

    public static ImapReply Done(string code, string text) => new(ImapStatus.Ok, code, text);

    public static ImapReply No(string code, string text) => new(ImapStatus.No, code, text);

    public static ImapReply Bad(string text) => new(ImapStatus.Bad, null, text);

    /// <summary>Names that cannot exist, folders of others and folders that are not there sound the same: nothing is given away.</summary>
    public static readonly ImapReply NoSuchFolder = No("NONEXISTENT", "There is no such folder");

    public static readonly ImapReply NoSuchTarget = No("TRYCREATE", "There is no such folder");

    public static readonly ImapReply BadName = No("CANNOT", "That cannot be the name of a folder");

    public static readonly ImapReply ReadOnly = No("NOPERM", "The folder was opened to read only");

    public static readonly ImapReply OverQuota = No("OVERQUOTA", "The mailbox is full");
}
