using CareMail.Protocols.Smtp;

namespace CareMail.Inbound;

/// <summary>Where a session is. RFC 5321 §3.</summary>
internal enum SmtpState
{
    /// <summary>No EHLO yet, or TLS has just begun (RFC 3207 §4.2: as if just connected).</summary>
    Connected,
    Greeted,

    /// <summary>MAIL was accepted.</summary>
    Mail,

    /// <summary>At least one recipient was.</summary>
    Recipients,

    /// <summary>BDAT chunks are coming. RFC 3030 §2: nothing but BDAT and RSET (and QUIT) now.</summary>
    Chunks,
}

/// <summary>Which command may be said when: the order of SMTP on one screen. What is missing is answered from anywhere.</summary>
internal static class SmtpStates
{
    private static readonly Dictionary<SmtpVerb, (SmtpState[] In, SmtpRejection Otherwise)> Table = new()
    {
        // RFC 5321 §4.1.4: EHLO may come again, and acts as RSET.
        [SmtpVerb.Helo] = (
            [SmtpState.Connected, SmtpState.Greeted, SmtpState.Mail, SmtpState.Recipients],
            SmtpRejection.BadSequence
        ),
        [SmtpVerb.Ehlo] = (
            [SmtpState.Connected, SmtpState.Greeted, SmtpState.Mail, SmtpState.Recipients],
            SmtpRejection.BadSequence
        ),
        [SmtpVerb.StartTls] = ([SmtpState.Connected, SmtpState.Greeted], SmtpRejection.BadSequence),
        // RFC 4954 §4: not within a mail transaction.
        [SmtpVerb.Auth] = ([SmtpState.Greeted], SmtpRejection.BadSequence),
        [SmtpVerb.Mail] = ([SmtpState.Greeted], SmtpRejection.BadSequence),
        [SmtpVerb.Rcpt] = ([SmtpState.Mail, SmtpState.Recipients], SmtpRejection.BadSequence),
        // RFC 2920 §3.1: pipelined behind refused recipients, DATA is refused too.
        [SmtpVerb.Data] = ([SmtpState.Recipients], SmtpRejection.NoRecipients),
        [SmtpVerb.Bdat] = ([SmtpState.Recipients, SmtpState.Chunks], SmtpRejection.NoRecipients),
        [SmtpVerb.Noop] = (
            [SmtpState.Connected, SmtpState.Greeted, SmtpState.Mail, SmtpState.Recipients],
            SmtpRejection.BadSequence
        ),
    };

    /// <summary>Null when the command may be said in this state.</summary>
    public static SmtpRejection? Check(SmtpVerb verb, SmtpState state)
    {
        if (!Table.TryGetValue(verb, out var row) || row.In.Contains(state))
        {
            return null;
        }

        return state == SmtpState.Connected ? SmtpRejection.NeedsGreeting : row.Otherwise;
    }
}
