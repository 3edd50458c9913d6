using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using CareMail.Hosting;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Sasl;
using CareMail.Protocols.Smtp;

namespace CareMail.Outbound;

/// <summary>The operator's smarthost. One connection for each delivery.</summary>
internal sealed class SmtpRelay(
    RelaySettings settings,
    string hostname,
    IDialler dialler,
    OutboundLimits limits,
    ILogger<SmtpRelay> log,
    RemoteCertificateValidationCallback? trust = null
) : IRelay
{
    // RFC 8314 §3.3: TLS from the first byte.
    private const int TlsFirstPort = 465;

    public bool Exists => true;

    public bool IsSecure => settings.Tls == RelayTls.Secure;

    public async Task<IReadOnlyList<RelayAnswer>> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        // It was queued while the operator vouched for the relay, and is no longer.
        if (mail.MustBeSecure && !IsSecure)
        {
            OutboundLog.NotDeclaredSecure(log);
            return Same(mail, new RelayAnswer(RelayOutcome.NoSecureLine, "4.7.5", null, settings.Host));
        }

        // What the server has answered counts, however the conversation ends: what it took is never sent again.
        var answers = new RelayAnswer?[mail.Recipients.Count];
        try
        {
            using var connect = CancellationTokenSource.CreateLinkedTokenSource(ct);
            connect.CancelAfter(limits.Connect);
            var line = await dialler.ConnectAsync(settings.Host, settings.Port, connect.Token);
            await using var session = new RelaySession(line, limits, TimeProvider.System);
            if (await OpenAsync(session, mail, ct) is { } failed)
            {
                return Same(mail, failed);
            }

            await SendAsync(session, mail, answers, ct);
        }
        catch (AuthenticationException)
        {
            OutboundLog.NoTls(log);
            return Same(mail, new RelayAnswer(RelayOutcome.NoSecureLine, "4.7.5", null, settings.Host));
        }
        catch (Exception e)
            when (e is IOException or SocketException
                || (e is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            OutboundLog.LineBroke(log, e.GetType().Name);
            var status = e is SocketException ? "4.4.1" : "4.4.2";
            Fill(answers, new RelayAnswer(RelayOutcome.TryLater, status, null, settings.Host));
        }

        return [.. answers.Select(a => a!)];
    }

    /// <summary>Greeting, TLS and sign-in; null when the session is ready.</summary>
    private async Task<RelayAnswer?> OpenAsync(RelaySession session, OutgoingMail mail, CancellationToken ct)
    {
        var verified = settings.Tls != RelayTls.Opportunistic;
        if (settings.Port == TlsFirstPort)
        {
            await session.SecureAsync(settings.Host, Trust(verified), ct);
        }

        if (await session.GreetingAsync(ct) is { IsPositive: false } busy)
        {
            return Later(busy);
        }

        if (await session.HelloAsync(hostname, ct) is { IsPositive: false } unwelcome)
        {
            return Later(unwelcome);
        }

        if (!session.IsTls && session.Offers("STARTTLS"))
        {
            if ((await session.CommandAsync("STARTTLS", limits.Command, ct)).IsPositive)
            {
                await session.SecureAsync(settings.Host, Trust(verified), ct);
                if (await session.HelloAsync(hostname, ct) is { IsPositive: false } changed)
                {
                    return Later(changed);
                }
            }
        }

        if (!session.IsTls && verified)
        {
            return new RelayAnswer(RelayOutcome.NoSecureLine, "4.7.5", "STARTTLS is not offered", settings.Host);
        }

        return settings.User.Length == 0 ? null : await SignInAsync(session, ct);
    }

    private async Task<RelayAnswer?> SignInAsync(RelaySession session, CancellationToken ct)
    {
        // RFC 4954 §4 and common sense: a password never crosses the line in clear.
        if (!session.IsTls || !session.OffersAuth("PLAIN"))
        {
            OutboundLog.CannotSignIn(log);
            return new RelayAnswer(
                RelayOutcome.TryLater,
                "4.7.0",
                "AUTH PLAIN under TLS is not offered",
                settings.Host
            );
        }

        var reply = await session.CommandAsync(
            "AUTH PLAIN " + SaslPlain.Encode(settings.User, settings.Password),
            limits.Command,
            ct
        );
        if (reply.IsPositive)
        {
            return null;
        }

        // The relay not knowing us is the operator's trouble, not the fault of the message: it waits.
        OutboundLog.CannotSignIn(log);
        return Later(reply);
    }

    private async Task SendAsync(RelaySession session, OutgoingMail mail, RelayAnswer?[] answers, CancellationToken ct)
    {
        var utf8 = session.Offers("SMTPUTF8");
        var eightBit = session.Offers("8BITMIME");
        if (!utf8 && Needs8BitPath(mail.Sender))
        {
            Fill(answers, new RelayAnswer(RelayOutcome.Refused, "5.6.7", "SMTPUTF8 is not offered", settings.Host));
            return;
        }

        // RFC 6152 §3 would let us recode the message; a body only a relay of the last century cannot take goes back.
        if (!eightBit && await Is8BitAsync(mail, ct))
        {
            Fill(answers, new RelayAnswer(RelayOutcome.Refused, "5.6.3", "8BITMIME is not offered", settings.Host));
            return;
        }

        var paths = new List<int>();
        var commands = new List<string> { MailFrom(mail, session, utf8, eightBit) };
        for (var i = 0; i < mail.Recipients.Count; i++)
        {
            if (!utf8 && Needs8BitPath(mail.Recipients[i]))
            {
                answers[i] = new RelayAnswer(RelayOutcome.Refused, "5.6.7", "SMTPUTF8 is not offered", settings.Host);
                continue;
            }

            paths.Add(i);
            commands.Add($"RCPT TO:<{Path(mail.Recipients[i], utf8)}>");
        }

        if (paths.Count > 0)
        {
            await TransactAsync(session, mail, commands, paths, answers, ct);
        }

        await session.WriteAsync(["QUIT"], CancellationToken.None);
    }

    private async Task TransactAsync(
        RelaySession session,
        OutgoingMail mail,
        List<string> commands,
        List<int> paths,
        RelayAnswer?[] answers,
        CancellationToken ct
    )
    {
        // RFC 2920 §3.1: MAIL and RCPT may share a packet. DATA waits for their answers, so that it is only said when
        // somebody wants the message.
        var pipelining = session.Offers("PIPELINING");
        await session.WriteAsync(pipelining ? commands : commands.Take(1), ct);
        var sender = await session.ReplyAsync(limits.Command, ct);
        var wanted = new List<int>();
        foreach (var (index, command) in paths.Zip(commands.Skip(1)))
        {
            if (!pipelining && !sender.IsPositive)
            {
                answers[index] = Answer(sender);
                continue;
            }

            if (!pipelining)
            {
                await session.WriteAsync([command], ct);
            }

            var reply = await session.ReplyAsync(limits.Command, ct);
            if (sender.IsPositive && reply.IsPositive)
            {
                wanted.Add(index);
            }
            else
            {
                answers[index] = Answer(sender.IsPositive ? reply : sender);
            }
        }

        if (wanted.Count == 0)
        {
            return;
        }

        var outcome = Answer(await DataAsync(session, mail, ct));
        foreach (var index in wanted)
        {
            answers[index] = outcome;
        }
    }

    private async Task<ServerReply> DataAsync(RelaySession session, OutgoingMail mail, CancellationToken ct)
    {
        var go = await session.CommandAsync("DATA", limits.DataStart, ct);
        if (go.Code != 354)
        {
            return go.IsPositive ? throw new RelayProtocolException("DATA was not answered with 354.") : go;
        }

        var encoder = new LineEndEncoder(stuffDots: true);
        var block = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var encoded = ArrayPool<byte>.Shared.Rent(LineEndEncoder.MaxEncodedLength(64 * 1024));
        try
        {
            await using var message = mail.Message.OpenStream();
            while (await message.ReadAsync(block.AsMemory(0, 64 * 1024), ct) is var read and > 0)
            {
                var length = encoder.Encode(block.AsSpan(0, read), encoded);
                await session.SendAsync(encoded.AsMemory(0, length), ct);
            }

            await session.SendAsync(encoded.AsMemory(0, encoder.Finish(encoded)), CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            ArrayPool<byte>.Shared.Return(encoded);
        }

        // The message is with the server. Whether it took it must be heard, whoever wants us to stop.
        return await session.ReplyAsync(limits.DataEnd, CancellationToken.None);
    }

    private static string MailFrom(OutgoingMail mail, RelaySession session, bool utf8, bool eightBit)
    {
        var command = new StringBuilder("MAIL FROM:<");
        command.Append(mail.Sender is null ? "" : Path(mail.Sender, utf8)).Append('>');
        if (session.Offers("SIZE"))
        {
            command.Append(CultureInfo.InvariantCulture, $" SIZE={mail.Message.Size}");
        }

        command.Append(eightBit ? " BODY=8BITMIME" : "").Append(utf8 && NeedsUtf8(mail) ? " SMTPUTF8" : "");
        return command.ToString();
    }

    private static bool NeedsUtf8(OutgoingMail mail) =>
        Needs8BitPath(mail.Sender)
        || mail.Recipients.Any(Needs8BitPath)
        || mail.Message.Summary.Envelope.From.Concat(mail.Message.Summary.Envelope.To)
            .Concat(mail.Message.Summary.Envelope.Cc)
            .Any(a => a.LocalPart is { } local && !Ascii.IsValid(local));

    // A domain has an ASCII form (RFC 5890 §2.3.2.1), a local part has none.
    private static bool Needs8BitPath(EmailAddress? address) =>
        address is not null && !Ascii.IsValid(address.LocalPart);

    private static string Path(EmailAddress address, bool utf8)
    {
        var path = address.ToString();
        if (utf8 || Ascii.IsValid(address.Domain))
        {
            return path;
        }

        return path[..^address.Domain.Length] + new IdnMapping().GetAscii(address.Domain);
    }

    private static async Task<bool> Is8BitAsync(OutgoingMail mail, CancellationToken ct)
    {
        var block = new byte[64 * 1024];
        await using var message = mail.Message.OpenStream();
        while (await message.ReadAsync(block, ct) is var read and > 0)
        {
            if (!Ascii.IsValid(block.AsSpan(0, read)))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 7435: where nobody promised a name, some encryption is better than none, whoever is at the other end.
    private RemoteCertificateValidationCallback? Trust(bool verified) =>
        verified ? trust : (_, certificate, _, _) => certificate is not null;

    private static IReadOnlyList<RelayAnswer> Same(OutgoingMail mail, RelayAnswer answer) =>
        [.. Enumerable.Repeat(answer, mail.Recipients.Count)];

    /// <summary>The answer for all that have none.</summary>
    private static void Fill(RelayAnswer?[] answers, RelayAnswer answer)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] ??= answer;
        }
    }

    private RelayAnswer Answer(ServerReply reply) =>
        reply switch
        {
            { IsPositive: true } => new(RelayOutcome.Taken, reply.Enhanced ?? "2.0.0", reply.Summary, settings.Host),
            { IsTransient: true } => Later(reply),
            _ => new(RelayOutcome.Refused, reply.Enhanced ?? "5.0.0", reply.Summary, settings.Host),
        };

    // Before the transaction even 5xx is about us and our relay, not about the message: the operator can mend it.
    private RelayAnswer Later(ServerReply reply) =>
        new(
            RelayOutcome.TryLater,
            reply is { IsTransient: true, Enhanced: { } e } ? e : "4.3.0",
            reply.Summary,
            settings.Host
        );
}
