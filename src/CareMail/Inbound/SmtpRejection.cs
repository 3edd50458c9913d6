using CareMail.Protocols.Smtp;

namespace CareMail.Inbound;

/// <summary>Who has to change something so that it does not happen again.</summary>
internal enum Fault
{
    Client,

    /// <summary>A rule of ours that the client met.</summary>
    Policy,
    Server,
}

/// <summary>Every way we say no to an SMTP client. The list is closed: nothing else is ever answered with 4xx or 5xx.</summary>
internal enum SmtpRejection
{
    LineTooLong,
    BareLineEnd,
    NotText,
    UnknownCommand,
    NotImplemented,
    BadSequence,
    BadSyntax,
    BadPath,
    BadParameter,
    BadParameterValue,
    NeedsUtf8,
    NeedsGreeting,
    NeedsTls,
    NeedsAuthentication,
    TlsActive,
    TlsArgument,
    AlreadyAuthenticated,
    AuthMechanism,
    AuthSyntax,
    AuthAborted,
    AuthRefused,
    AuthTooOften,
    AuthNotActive,
    AuthPasswordRunOut,
    AuthClosed,
    TooManyConnections,
    TooManyMistakes,
    TooManyIdleCommands,
    TooManyGuesses,
    NoVrfy,
    RelayDenied,
    NoSuchMailbox,
    NotActivated,
    MailboxFull,
    ListNotForSender,
    ListOnlyForNamed,
    ListTooLarge,
    TooManyRecipients,
    NoRecipients,
    SenderNotAllowed,
    AuthorNotAllowed,
    FromMissingOrRepeated,
    HeaderTooLong,
    TooLarge,
    ChunkTooLarge,
    Smuggling,
    Loop,
    MailboxGone,
    TooFast,
    DailyLimit,
    Timeout,
    ShuttingDown,
    StorageTrouble,
    SessionEnded,
}

/// <param name="Closes">The connection ends after the reply.</param>
internal sealed record Refusal(SmtpRejection Why, Fault Fault, SmtpReply Reply, bool Closes = false);

internal static class SmtpRejections
{
    private static readonly Refusal[] All = [.. Enum.GetValues<SmtpRejection>().Select(Make)];

    public static Refusal Of(SmtpRejection why) => All[(int)why];

    private static Refusal Make(SmtpRejection why)
    {
        var (fault, code, enhanced, text, closes) = Words(why);
        return new Refusal(why, fault, new SmtpReply(code, enhanced, text), closes);
    }

    // Codes of RFC 5321 §4.2.3, RFC 3463 and the registry of RFC 5248.
    private static (Fault, int, string?, string, bool Closes) Words(SmtpRejection why) =>
        why switch
        {
            SmtpRejection.LineTooLong => (Fault.Client, 500, "5.5.2", "Line too long", true),
            SmtpRejection.BareLineEnd => (Fault.Client, 500, "5.5.2", "Lines end with CR LF", true),
            SmtpRejection.NotText => (
                Fault.Client,
                500,
                "5.5.2",
                "Control characters or no UTF-8 in the command",
                false
            ),
            SmtpRejection.UnknownCommand => (Fault.Client, 500, "5.5.1", "Unknown command", false),
            SmtpRejection.NotImplemented => (Fault.Client, 502, "5.5.1", "Not offered here", false),
            SmtpRejection.BadSequence => (Fault.Client, 503, "5.5.1", "Not now: wrong order of commands", false),
            SmtpRejection.BadSyntax => (Fault.Client, 501, "5.5.4", "Cannot read the argument", false),
            SmtpRejection.BadPath => (Fault.Client, 501, "5.1.3", "That is no e-mail address", false),
            SmtpRejection.BadParameter => (Fault.Client, 555, "5.5.4", "Parameter not known", false),
            SmtpRejection.BadParameterValue => (Fault.Client, 501, "5.5.4", "Parameter value not valid", false),
            SmtpRejection.NeedsUtf8 => (Fault.Client, 553, "5.6.7", "Address needs SMTPUTF8", false),
            SmtpRejection.NeedsGreeting => (Fault.Client, 503, "5.5.1", "Say EHLO first", false),
            SmtpRejection.NeedsTls => (Fault.Policy, 530, "5.7.0", "Say STARTTLS first", false),
            SmtpRejection.NeedsAuthentication => (Fault.Policy, 530, "5.7.0", "Sign in first", false),
            SmtpRejection.TlsActive => (Fault.Client, 503, "5.5.1", "Already encrypted", false),
            SmtpRejection.TlsArgument => (Fault.Client, 501, "5.5.4", "STARTTLS takes no argument", false),
            SmtpRejection.AlreadyAuthenticated => (Fault.Client, 503, "5.5.1", "Already signed in", false),
            SmtpRejection.AuthMechanism => (Fault.Client, 504, "5.5.4", "Only PLAIN and LOGIN", false),
            SmtpRejection.AuthSyntax => (Fault.Client, 501, "5.5.2", "Cannot read the sign-in", false),
            SmtpRejection.AuthAborted => (Fault.Client, 501, "5.7.0", "Sign-in given up", false),
            SmtpRejection.AuthRefused => (
                Fault.Policy,
                535,
                "5.7.8",
                "Name or device password not right. Mail programs use a device password, not the one for the web",
                false
            ),
            SmtpRejection.AuthTooOften => (Fault.Policy, 454, "4.7.0", "Too many wrong passwords, try later", true),
            SmtpRejection.AuthNotActive => (
                Fault.Policy,
                535,
                "5.7.8",
                "Your account is not active yet: finish joining in the browser",
                false
            ),
            SmtpRejection.AuthPasswordRunOut => (
                Fault.Policy,
                535,
                "5.7.8",
                "Your password has run out: choose a new one in the browser",
                false
            ),
            SmtpRejection.AuthClosed => (
                Fault.Policy,
                535,
                "5.7.8",
                "Your account is closed: ask your administrator",
                false
            ),
            SmtpRejection.TooManyConnections => (Fault.Policy, 421, "4.7.0", "Too many connections, try later", true),
            SmtpRejection.TooManyMistakes => (Fault.Client, 421, "4.7.0", "Too many mistakes, goodbye", true),
            SmtpRejection.TooManyIdleCommands => (Fault.Client, 421, "4.7.0", "Too much talk, goodbye", true),
            SmtpRejection.TooManyGuesses => (
                Fault.Policy,
                421,
                "4.7.0",
                "Too many unknown recipients, try later",
                true
            ),
            SmtpRejection.NoVrfy => (Fault.Policy, 252, "2.1.5", "Send some mail, we try to deliver it", false),
            SmtpRejection.RelayDenied => (Fault.Policy, 550, "5.7.1", "We do not relay", false),
            SmtpRejection.NoSuchMailbox => (Fault.Client, 550, "5.1.1", "No such mailbox here", false),
            SmtpRejection.NotActivated => (Fault.Policy, 450, "4.2.1", "Mailbox not active yet, try later", false),
            SmtpRejection.MailboxFull => (Fault.Policy, 452, "4.2.2", "Mailbox full, try later", false),
            // RFC 3463 §3.8: 5.7.2, mailing list expansion prohibited.
            SmtpRejection.ListNotForSender => (
                Fault.Policy,
                550,
                "5.7.2",
                "You may not write to this list. Ask its owners",
                false
            ),
            SmtpRejection.ListOnlyForNamed => (
                Fault.Policy,
                550,
                "5.7.2",
                "This list is large: only senders its owners have named may write to it",
                false
            ),
            SmtpRejection.ListTooLarge => (
                Fault.Policy,
                550,
                "5.7.2",
                "This list stands for more people than one message can go to",
                false
            ),
            SmtpRejection.TooManyRecipients => (
                Fault.Policy,
                452,
                "4.5.3",
                "Too many recipients, send the rest separately",
                false
            ),
            SmtpRejection.NoRecipients => (Fault.Client, 503, "5.5.1", "No valid recipients", false),
            SmtpRejection.SenderNotAllowed => (Fault.Policy, 553, "5.7.1", "You may not send from this address", false),
            SmtpRejection.AuthorNotAllowed => (
                Fault.Policy,
                550,
                "5.7.1",
                "From and Sender must be addresses you may send from",
                false
            ),
            SmtpRejection.FromMissingOrRepeated => (
                Fault.Client,
                550,
                "5.6.0",
                "A message has exactly one From field",
                false
            ),
            SmtpRejection.HeaderTooLong => (Fault.Client, 552, "5.3.4", "Header too long", false),
            SmtpRejection.TooLarge => (Fault.Policy, 552, "5.3.4", "Message too large", false),
            SmtpRejection.ChunkTooLarge => (Fault.Policy, 552, "5.3.4", "Message too large", true),
            SmtpRejection.Smuggling => (
                Fault.Client,
                550,
                "5.6.0",
                "A line with a single dot must begin and end with CR LF",
                true
            ),
            SmtpRejection.Loop => (
                Fault.Client,
                554,
                "5.4.6",
                "Too many servers passed, the message goes in circles",
                false
            ),
            SmtpRejection.MailboxGone => (Fault.Server, 451, "4.2.0", "Mailbox changed, try again", false),
            SmtpRejection.TooFast => (Fault.Policy, 450, "4.7.0", "Too many messages in a minute, try later", false),
            SmtpRejection.DailyLimit => (Fault.Policy, 452, "4.7.0", "Too many recipients today, try tomorrow", false),
            SmtpRejection.Timeout => (Fault.Client, 421, "4.4.2", "Waited too long, goodbye", true),
            SmtpRejection.ShuttingDown => (Fault.Server, 421, "4.3.2", "Shutting down, try again", true),
            // RFC 5321 §4.2.3: 452, insufficient system storage. Whatever was wrong, nothing of the message was kept.
            SmtpRejection.StorageTrouble => (
                Fault.Server,
                452,
                "4.3.1",
                "Cannot store the message now, try again",
                false
            ),
            SmtpRejection.SessionEnded => (Fault.Policy, 421, "4.7.0", "Signed out, goodbye", true),
        };
}
