using CareMail.Identity;
using CareMail.Protocols.Imap;
using CareMail.Protocols.Sasl;

namespace CareMail.Imap;

/// <summary>STARTTLS, LOGIN and AUTHENTICATE PLAIN. RFC 9051 §6.2; RFC 4616, RFC 4959.</summary>
internal static class SignInCommands
{
    // Name, password and a third name of 255 octets each, in base64.
    private const int LongestResponse = 1100;

    private static readonly ImapReply NeedsTls = ImapReply.No("PRIVACYREQUIRED", "Use STARTTLS first");

    public static async Task<ImapReply> StartTlsAsync(ImapSession session, ImapRequest request)
    {
        if (session.Connection.IsTls)
        {
            return ImapReply.Bad("The line is encrypted already");
        }

        // RFC 9051 §6.2.1: what was sent behind STARTTLS in clear text could be anybody's (CVE-2021-33515).
        if (session.Connection.HasBufferedInput())
        {
            session.Leave();
            return ImapReply.Bad("Nothing may follow STARTTLS");
        }

        session.Writer.Ascii(request.Tag).Raw(" OK Begin TLS\r\n"u8);
        await session.StartTlsAsync();
        return ImapReply.Answered;
    }

    public static async Task<ImapReply> LoginAsync(ImapSession session, ImapRequest request)
    {
        var login = (LoginArguments)request.Arguments;
        return session.Connection.IsTls ? await SignInAsync(session, login.UserName, login.Password) : NeedsTls;
    }

    public static async Task<ImapReply> AuthenticateAsync(ImapSession session, ImapRequest request)
    {
        var authenticate = (AuthenticateArguments)request.Arguments;
        if (!session.Connection.IsTls)
        {
            return NeedsTls;
        }

        if (authenticate.Mechanism == "OAUTHBEARER" && session.Services.SignIn.TakesTokens)
        {
            return await BearerAsync(session, authenticate.InitialResponse);
        }

        if (authenticate.Mechanism != "PLAIN")
        {
            return ImapReply.No("CANNOT", "Only PLAIN is spoken here");
        }

        var response = authenticate.InitialResponse ?? await AskAsync(session);
        if (response is null)
        {
            session.Leave();
            return ImapReply.Bad("No answer");
        }

        if (response == "*")
        {
            return ImapReply.Bad("Called off");
        }

        if (SaslText.FromBase64(response) is not { } bytes || SaslPlain.Parse(bytes) is not { } plain)
        {
            return ImapReply.Bad("Not an answer of PLAIN");
        }

        // B39: nobody signs in as somebody else with their own password.
        return plain.ActsAsSelf
            ? await SignInAsync(session, plain.UserName, plain.Password)
            : Refuse(session, ImapReply.No("AUTHORIZATIONFAILED", "Sign in as yourself"));
    }

    /// <summary>RFC 7628: a token of the configured provider.</summary>
    private static async Task<ImapReply> BearerAsync(ImapSession session, string? initial)
    {
        var response = initial ?? await AskAsync(session, "", SaslOAuthBearer.LongestResponse);
        if (response is null)
        {
            session.Leave();
            return ImapReply.Bad("No answer");
        }

        if (SaslText.FromBase64(response) is not { } bytes || SaslOAuthBearer.Parse(bytes) is not { } bearer)
        {
            return ImapReply.Bad("Not an answer of OAUTHBEARER");
        }

        var result = await session.Services.SignIn.AuthenticateTokenAsync(
            bearer.UserName,
            bearer.Token,
            session.Connection.Remote,
            "imap",
            session.Closed
        );
        if (result.Account is null)
        {
            // RFC 7628 §3.2.3: the client is told why, answers with nothing, and only then hears the failure.
            await AskAsync(session, SaslOAuthBearer.FailureInBase64, LongestResponse);
        }

        return Answer(session, result);
    }

    private static async Task<string?> AskAsync(
        ImapSession session,
        string challenge = "",
        int longest = LongestResponse
    )
    {
        session.Writer.Ascii($"+ {challenge}\r\n");
        await session.FlushAsync();
        var (line, _) = await session.Input.LineAsync(longest, session.Closed);
        return line;
    }

    private static async Task<ImapReply> SignInAsync(ImapSession session, string userName, string password)
    {
        var result = await session.Services.SignIn.AuthenticateAsync(
            userName,
            password,
            session.Connection.Remote,
            "imap",
            session.Closed
        );
        return Answer(session, result);
    }

    private static ImapReply Answer(ImapSession session, MailSignInResult result)
    {
        if (result.Account is { } account)
        {
            session.SignedIn(account, result.Session);
            return ImapReply.Done($"CAPABILITY {BasicCommands.Capabilities(session)}", "Welcome");
        }

        return Refuse(
            session,
            result.Outcome switch
            {
                MailSignInOutcome.TryLater => ImapReply.No("UNAVAILABLE", "Too many attempts, try again later"),
                MailSignInOutcome.NotYetActive => ImapReply.No("CONTACTADMIN", "Finish joining in the browser first"),
                // RFC 5530 §3: the passphrase has expired.
                MailSignInOutcome.PasswordRunOut => ImapReply.No(
                    "EXPIRED",
                    "Your password has run out. Sign in in the browser and choose a new one"
                ),
                MailSignInOutcome.Closed => ImapReply.No("CONTACTADMIN", "This account is closed"),
                MailSignInOutcome.Accepted or MailSignInOutcome.Refused => ImapReply.No(
                    "AUTHENTICATIONFAILED",
                    "Wrong name or password. Mail programs need a device password"
                ),
            }
        );
    }

    private static ImapReply Refuse(ImapSession session, ImapReply reply)
    {
        if (++session.RefusedSignIns >= session.Services.Limits.SignIns)
        {
            session.LeaveWith("Too many refused sign-ins");
        }

        return reply;
    }
}
