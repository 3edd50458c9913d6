using System.Text;
using CareMail.Identity;
using CareMail.Protocols.Sasl;
using CareMail.Protocols.Smtp;

namespace CareMail.Inbound;

/// <summary>AUTH on the submission ports: PLAIN and LOGIN with device passwords, never in clear. RFC 4954.</summary>
internal sealed partial class SmtpSession
{
    private static readonly SmtpReply SignedIn = new(235, "2.7.0", "Welcome");
    private static readonly SmtpReply Continue = new(334, null, "");

    // The two prompts of LOGIN, "Username:" and "Password:", as every client expects them.
    private static readonly SmtpReply AskName = new(334, null, "VXNlcm5hbWU6");
    private static readonly SmtpReply AskPassword = new(334, null, "UGFzc3dvcmQ6");

    private SignedInAccount? _account;
    private IDisposable? _whenEnded;
    private volatile bool _sessionEnded;
    private int _wrongPasswords;

    private async Task AuthAsync(string argument, CancellationToken ct)
    {
        if (RefusalOfAuth() is { } why)
        {
            Refuse(why);
            return;
        }

        var space = argument.IndexOf(' ', StringComparison.Ordinal);
        var mechanism = space < 0 ? argument : argument[..space];
        var initial = space < 0 ? null : argument[(space + 1)..].Trim(' ');
        if (mechanism.Equals("OAUTHBEARER", StringComparison.OrdinalIgnoreCase) && services.SignIn.TakesTokens)
        {
            await BearerAsync(initial, ct);
            return;
        }

        var credentials =
            mechanism.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) ? await PlainAsync(initial, ct)
            : mechanism.Equals("LOGIN", StringComparison.OrdinalIgnoreCase) ? await LoginAsync(initial, ct)
            : Refused(SmtpRejection.AuthMechanism);
        if (credentials is not null)
        {
            await SignInAsync(credentials, ct);
        }
    }

    /// <summary>RFC 7628: a token of the configured provider.</summary>
    private async Task BearerAsync(string? initial, CancellationToken ct)
    {
        var message = initial is null ? await AskAsync(Continue, ct) : Decoded(initial);
        if (message is null)
        {
            return;
        }

        if (SaslOAuthBearer.Parse(message) is not { } bearer)
        {
            Refuse(SmtpRejection.AuthSyntax);
            return;
        }

        var result = await services.SignIn.AuthenticateTokenAsync(
            bearer.UserName,
            bearer.Token,
            connection.Remote,
            "submission",
            ct
        );
        if (result.Account is null && await AskAsync(new(334, null, SaslOAuthBearer.FailureInBase64), ct) is null)
        {
            return;
        }

        Answer(result);
    }

    private SmtpRejection? RefusalOfAuth() =>
        !isSubmission ? SmtpRejection.NotImplemented
        : _account is not null ? SmtpRejection.AlreadyAuthenticated
        : !connection.IsTls ? SmtpRejection.NeedsTls
        : null;

    private async Task<SaslPlain?> PlainAsync(string? initial, CancellationToken ct)
    {
        var message = initial is null ? await AskAsync(Continue, ct) : Decoded(initial);
        if (message is null)
        {
            return null;
        }

        return SaslPlain.Parse(message) ?? Refused(SmtpRejection.AuthSyntax);
    }

    private async Task<SaslPlain?> LoginAsync(string? initial, CancellationToken ct)
    {
        var name = initial is null ? await AskAsync(AskName, ct) : Decoded(initial);
        if (name is null || await AskAsync(AskPassword, ct) is not { } password)
        {
            return null;
        }

        return SaslText.Decode(name) is { Length: > 0 } user && SaslText.Decode(password) is { Length: > 0 } secret
            ? new SaslPlain("", user, secret)
            : Refused(SmtpRejection.AuthSyntax);
    }

    /// <summary>Null when the client gave up or sent no base64; it has been told.</summary>
    private async Task<byte[]?> AskAsync(SmtpReply challenge, CancellationToken ct)
    {
        Reply(challenge);
        if (await ReadLineAsync(_limits.AuthLine, ct) is not { } line)
        {
            _closing = true;
            return null;
        }

        var text = Encoding.Latin1.GetString(line.Span);
        if (text == "*")
        {
            Refuse(SmtpRejection.AuthAborted);
            return null;
        }

        return Decoded(text);
    }

    private byte[]? Decoded(string text)
    {
        var bytes = SaslText.FromBase64(text);
        if (bytes is null)
        {
            Refuse(SmtpRejection.AuthSyntax);
        }

        return bytes;
    }

    private SaslPlain? Refused(SmtpRejection why)
    {
        Refuse(why);
        return null;
    }

    private async Task SignInAsync(SaslPlain credentials, CancellationToken ct)
    {
        // CVE-2023-27582: who signs in as one never becomes another. Answered like a wrong password.
        var result = credentials.ActsAsSelf
            ? await services.SignIn.AuthenticateAsync(
                credentials.UserName,
                credentials.Password,
                connection.Remote,
                "submission",
                ct
            )
            : new MailSignInResult(MailSignInOutcome.Refused, null, default);
        Answer(result);
    }

    private void Answer(MailSignInResult result)
    {
        switch (result.Outcome)
        {
            case MailSignInOutcome.Accepted:
                _account = result.Account;
                _whenEnded = services.SignIn.WhenEnded(result.Session, EndSession);
                InboundLog.SignedIn(services.Log, _id);
                Reply(SignedIn);
                break;
            case MailSignInOutcome.TryLater:
                Refuse(SmtpRejection.AuthTooOften);
                break;
            case MailSignInOutcome.NotYetActive:
                Refuse(SmtpRejection.AuthNotActive);
                break;
            case MailSignInOutcome.PasswordRunOut:
                Refuse(SmtpRejection.AuthPasswordRunOut);
                break;
            case MailSignInOutcome.Closed:
                Refuse(SmtpRejection.AuthClosed);
                break;
            default:
                Refuse(
                    ++_wrongPasswords < _limits.WrongPasswords ? SmtpRejection.AuthRefused : SmtpRejection.AuthTooOften
                );
                break;
        }
    }

    /// <summary>The device password was removed, or the account closed: the connection ends now, not at its next command.</summary>
    private void EndSession()
    {
        _sessionEnded = true;
        connection.Wake();
    }
}
