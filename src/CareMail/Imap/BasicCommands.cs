using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>What needs neither folder nor message. RFC 9051 §6.1, §6.3.1, §6.3.10.</summary>
internal static class BasicCommands
{
    // RFC 9051 with the extensions it swallowed, announced under their old names for IMAP4rev1 clients:
    // RFC 2177 IDLE, RFC 2342 NAMESPACE, RFC 2971 ID, RFC 3348 CHILDREN, RFC 3502 MULTIAPPEND, RFC 3516 BINARY,
    // RFC 3691 UNSELECT, RFC 4315 UIDPLUS, RFC 4731 ESEARCH, RFC 5032 WITHIN, RFC 5161 ENABLE, RFC 5182 SEARCHRES,
    // RFC 5258 LIST-EXTENDED, RFC 5819 LIST-STATUS, RFC 6154 SPECIAL-USE, RFC 6851 MOVE, RFC 7162 CONDSTORE,
    // RFC 7888 LITERAL+, RFC 8438 STATUS=SIZE, RFC 9208 QUOTA.
    private const string Inside =
        "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE NAMESPACE CHILDREN UIDPLUS UNSELECT IDLE CONDSTORE ESEARCH "
        + "SEARCHRES LIST-EXTENDED LIST-STATUS SPECIAL-USE STATUS=SIZE MOVE MULTIAPPEND BINARY WITHIN "
        + "QUOTA QUOTA=RES-STORAGE APPENDLIMIT=";

    public static string Capabilities(ImapSession session) =>
        session.Account is not null ? Inside + session.Services.Limits.MessageBytes
        : session.Connection.IsTls
            ? "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE AUTH=PLAIN"
                + (session.Services.SignIn.TakesTokens ? " AUTH=OAUTHBEARER" : "")
        // RFC 8314, RFC 9051 §11.1: no password in clear text, so the client is told not to try.
        : "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE STARTTLS LOGINDISABLED";

    public static Task<ImapReply> CapabilityAsync(ImapSession session, ImapRequest request)
    {
        session.Writer.Raw("* CAPABILITY "u8).Ascii(Capabilities(session)).End();
        return Done("That is what I can do");
    }

    public static Task<ImapReply> NoopAsync(ImapSession session, ImapRequest request) => Done("Nothing done");

    public static Task<ImapReply> LogoutAsync(ImapSession session, ImapRequest request)
    {
        session.Bye("Goodbye");
        return Done("Signed out");
    }

    public static Task<ImapReply> IdAsync(ImapSession session, ImapRequest request)
    {
        session.Writer.Raw("* ID (\"name\" \"CareMail\")\r\n"u8);
        return Done("Pleased to meet you");
    }

    public static Task<ImapReply> EnableAsync(ImapSession session, ImapRequest request)
    {
        var names = ((EnableArguments)request.Arguments).Names;
        session.Writer.Raw("* ENABLED"u8);
        if (names.Contains("CONDSTORE"))
        {
            session.CondStore = true;
            session.Writer.Raw(" CONDSTORE"u8);
        }

        if (names.Contains("IMAP4REV2"))
        {
            session.Rev2 = true;
            session.Writer.Raw(" IMAP4rev2"u8);
        }

        session.Writer.End();
        return Done("Enabled");
    }

    public static Task<ImapReply> NamespaceAsync(ImapSession session, ImapRequest request)
    {
        session.Writer.Raw("* NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\"))\r\n"u8);
        return Done("Those are the places");
    }

    /// <summary>APPEND runs where its message arrives; without one it does not get this far.</summary>
    public static Task<ImapReply> MisplacedAsync(ImapSession session, ImapRequest request) =>
        Task.FromResult(ImapReply.Bad("A message is missing"));

    private static Task<ImapReply> Done(string text) => Task.FromResult(ImapReply.Done(text));
}
