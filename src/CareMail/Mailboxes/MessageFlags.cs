namespace CareMail.Mailboxes;

/// <summary>Flags every client knows. The numbers are stored: never change one. Other keywords are kept as text.</summary>
[Flags]
public enum MessageFlags
{
    None = 0,
    Seen = 1,
    Answered = 2,
    Flagged = 4,
    Deleted = 8,
    Draft = 16,
    Forwarded = 32,
    Junk = 64,
    NotJunk = 128,
    MdnSent = 256,
    Phishing = 512,
}
