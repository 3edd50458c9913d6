using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>How long, how large and how often: what one IMAP client may ask of the server.</summary>
public sealed record ImapSessionLimits
{
    public static readonly ImapSessionLimits Default = new();

    public ImapLimits BeforeSignIn { get; init; } = ImapLimits.BeforeSignIn;
    public ImapLimits SignedIn { get; init; } = ImapLimits.SignedIn;

    /// <summary>A program signs in within a second; a person at a keyboard has a minute.</summary>
    public TimeSpan SignInTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>RFC 9051 §5.4: the autologout timer is at least 30 minutes.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>While a message is on its way, or a reader takes what it asked for, each piece has this long.</summary>
    public TimeSpan TransferTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest message APPEND takes; as large as what the post office lets in.</summary>
    public long MessageBytes { get; init; } = 50L * 1024 * 1024;

    /// <summary>Messages in one MULTIAPPEND: all of them are filed or none, in one transaction.</summary>
    public int AppendedMessages { get; init; } = 500;

    /// <summary>Commands in a row that made no sense, before the connection is closed.</summary>
    public int BadCommands { get; init; } = 10;

    /// <summary>Refused sign-ins on one connection; the throttle behind counts across connections.</summary>
    public int SignIns { get; init; } = 3;

    /// <summary>Bytes of answers gathered before they are sent on.</summary>
    public int OutputBytes { get; init; } = 64 * 1024;

    /// <summary>Header bytes read to choose fields from: more than any relay adds.</summary>
    public int HeaderBytes { get; init; } = 1024 * 1024;
}
