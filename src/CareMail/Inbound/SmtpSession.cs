using System.Security.Authentication;
using CareMail.Hosting;
using CareMail.Protocols.Smtp;

namespace CareMail.Inbound;

/// <summary>
/// One conversation with a client, from greeting to goodbye. Here are the order of commands and the limits on talk; what
/// commands do is in the partial files beside: lines, sign-in, envelope, message. RFC 5321.
/// </summary>
internal sealed partial class SmtpSession(SmtpServices services, WireConnection connection, bool isSubmission)
    : IAsyncDisposable
{
    private static readonly SmtpReply Ok = new(250, "2.0.0", "OK");
    private static readonly SmtpReply Goodbye = new(221, "2.0.0", "Goodbye");
    private static readonly SmtpReply GoAhead = new(220, "2.0.0", "Ready for TLS");
    private static readonly SmtpReply HelpText = new(214, "2.0.0", "RFC 5321. Questions: postmaster");

    private readonly SmtpLimits _limits = services.Limits;
    private readonly string _id = Guid.CreateVersion7().ToString("N")[^12..];
    private SmtpState _state = SmtpState.Connected;
    private string _greeting = "";
    private bool _extended;
    private int _mistakes;
    private int _idleCommands;
    private bool _closing;

    public async Task RunAsync(CancellationToken ct)
    {
        using var open = services.Metrics.Opened(isSubmission);
        Reply(new SmtpReply(220, null, $"{services.Settings.Hostname} ESMTP CareMail"));
        while (!_closing && await ReadLineAsync(_limits.CommandLine, ct) is { } line)
        {
            if (SmtpCommand.TryParse(line.Span, out var command))
            {
                await AnswerAsync(command, ct);
            }
            else
            {
                Refuse(SmtpRejection.NotText);
            }
        }

        await FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetTransactionAsync();
        _whenEnded?.Dispose();
    }

    private async Task AnswerAsync(SmtpCommand command, CancellationToken ct)
    {
        // Chunk bytes follow BDAT whatever the answer is, so it looks after its state itself.
        if (command.Verb != SmtpVerb.Bdat && SmtpStates.Check(command.Verb, _state) is { } wrong)
        {
            Refuse(wrong);
            return;
        }

        switch (command.Verb)
        {
            case SmtpVerb.Ehlo or SmtpVerb.Helo:
                await GreetAsync(command.Argument, extended: command.Verb == SmtpVerb.Ehlo);
                break;
            case SmtpVerb.StartTls:
                await StartTlsAsync(command.Argument, ct);
                break;
            case SmtpVerb.Auth:
                await AuthAsync(command.Argument, ct);
                break;
            case SmtpVerb.Mail:
                await MailAsync(command.Argument, ct);
                break;
            case SmtpVerb.Rcpt:
                await RcptAsync(command.Argument, ct);
                break;
            case SmtpVerb.Data:
                await DataAsync(command.Argument, ct);
                break;
            case SmtpVerb.Bdat:
                await BdatAsync(command.Argument, ct);
                break;
            case SmtpVerb.Rset:
                await ForgetTransactionAsync();
                Chat(Ok);
                break;
            case SmtpVerb.Noop:
                Chat(Ok);
                break;
            case SmtpVerb.Help:
                Chat(HelpText);
                break;
            case SmtpVerb.Vrfy:
                // RFC 5321 §7.3: neither yes nor no; who works here is not for strangers to learn.
                Chat(SmtpRejections.Of(SmtpRejection.NoVrfy).Reply);
                break;
            case SmtpVerb.Expn:
                Refuse(SmtpRejection.NotImplemented);
                break;
            case SmtpVerb.Quit:
                Reply(Goodbye);
                _closing = true;
                break;
            default:
                Refuse(SmtpRejection.UnknownCommand);
                break;
        }
    }

    private async Task GreetAsync(string name, bool extended)
    {
        if (name.Length == 0)
        {
            Refuse(SmtpRejection.BadSyntax);
            return;
        }

        await ForgetTransactionAsync();
        (_greeting, _extended, _state) = (name, extended, SmtpState.Greeted);
        Chat(extended ? Capabilities() : new SmtpReply(250, null, services.Settings.Hostname));
    }

    private SmtpReply Capabilities()
    {
        List<string> lines =
        [
            services.Settings.Hostname,
            "PIPELINING", // RFC 2920
            $"SIZE {_limits.MessageSize}", // RFC 1870
            "8BITMIME", // RFC 6152
            "SMTPUTF8", // RFC 6531
            "CHUNKING", // RFC 3030
            "ENHANCEDSTATUSCODES", // RFC 2034
            $"LIMITS RCPTMAX={MaxRecipients}", // RFC 9422
        ];
        if (!connection.IsTls)
        {
            lines.Add("STARTTLS"); // RFC 3207
        }
        else if (isSubmission && _account is null)
        {
            // RFC 4954; and RFC 8314 §3: passwords only under TLS.
            lines.Add(services.SignIn.TakesTokens ? "AUTH PLAIN LOGIN OAUTHBEARER" : "AUTH PLAIN LOGIN");
        }

        return new SmtpReply(250, null, [.. lines]);
    }

    private async Task StartTlsAsync(string argument, CancellationToken ct)
    {
        if (connection.IsTls || argument.Length != 0)
        {
            Refuse(connection.IsTls ? SmtpRejection.TlsActive : SmtpRejection.TlsArgument);
            return;
        }

        // RFC 3207 §4.2 and CVE-2011-0411: bytes pipelined behind STARTTLS are an injection. Not a word more.
        if (connection.HasBufferedInput())
        {
            InboundLog.ClearTextBehindStartTls(services.Log, _id);
            _closing = true;
            return;
        }

        Reply(GoAhead);
        await FlushAsync(ct);
        try
        {
            await connection.UpgradeToTlsAsync(ct);
        }
        catch (AuthenticationException e)
        {
            InboundLog.HandshakeFailed(services.Log, _id);
            connection.Abort();
            throw new IOException("No TLS.", e);
        }

        // RFC 3207 §4.2: everything said in clear is forgotten.
        (_state, _greeting, _extended) = (SmtpState.Connected, "", false);
    }

    /// <summary>An answer that gets the client no further: there may only be so many of them between messages.</summary>
    private void Chat(SmtpReply reply)
    {
        if (++_idleCommands > _limits.IdleCommands && !connection.IsTrusted)
        {
            Refuse(SmtpRejection.TooManyIdleCommands);
            return;
        }

        Reply(reply);
    }

    private void Reply(SmtpReply reply)
    {
        reply.WriteTo(connection.Output);
        _unflushed = true;
    }

    private void Refuse(SmtpRejection why)
    {
        var refusal = SmtpRejections.Of(why);
        services.Metrics.Refused(refusal);
        InboundLog.Refused(services.Log, _id, why, refusal.Fault);
        Reply(refusal.Reply);
        _closing |= refusal.Closes;
        // What no working mail program says. An address that does not exist is no mistake of that kind.
        var isMistake = refusal.Reply.Code is >= 500 and <= 504 or 555;
        if (isMistake && !_closing && ++_mistakes >= _limits.Mistakes)
        {
            Refuse(SmtpRejection.TooManyMistakes);
        }
    }
}
