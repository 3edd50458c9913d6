using System.Globalization;
using System.Text;
using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Smtp;

namespace CareMail.Inbound;

/// <summary>MAIL and RCPT: who may send, and to whom.</summary>
internal sealed partial class SmtpSession
{
    private static readonly SmtpReply SenderOk = new(250, "2.1.0", "OK");
    private static readonly SmtpReply RecipientOk = new(250, "2.1.5", "OK");

    private SmtpEnvelope? _envelope;

    private int MaxRecipients => isSubmission ? _limits.RecipientsOfSubmission : _limits.RecipientsFromOutside;

    private async Task MailAsync(string argument, CancellationToken ct)
    {
        if (isSubmission && _account is null)
        {
            Refuse(connection.IsTls ? SmtpRejection.NeedsAuthentication : SmtpRejection.NeedsTls);
            return;
        }

        if (RefusalOf(SmtpPath.TryParse(argument, "FROM", out var path)) is { } unreadable)
        {
            Refuse(unreadable);
            return;
        }

        if (CheckMail(path!, out var utf8, out var size) is { } bad)
        {
            Refuse(bad);
            return;
        }

        if (path!.Address is { } sender && isSubmission && !await MaySendAsAsync(sender, ct))
        {
            Refuse(SmtpRejection.SenderNotAllowed);
            return;
        }

        _envelope = new SmtpEnvelope
        {
            Sender = path.Address,
            Utf8 = utf8,
            DeclaredSize = size,
        };
        _state = SmtpState.Mail;
        Reply(SenderOk);
    }

    private async Task<bool> MaySendAsAsync(EmailAddress sender, CancellationToken ct)
    {
        var senders = await services.Addresses.SendersOfAsync(_account!.Id, ct);
        return senders.Any(own => own.Address.Equals(sender));
    }

    private SmtpRejection? CheckMail(SmtpPath path, out bool utf8, out long? size)
    {
        (utf8, size) = (false, null);
        if (path.IsPostmaster)
        {
            return SmtpRejection.BadPath;
        }

        if (!_extended && path.Parameters.Count > 0)
        {
            return SmtpRejection.BadParameter;
        }

        foreach (var (name, value) in path.Parameters)
        {
            switch (name.ToUpperInvariant())
            {
                // RFC 1870 §5
                case "SIZE":
                    if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var declared))
                    {
                        return value.Length > 18 && !value.AsSpan().ContainsAnyExceptInRange('0', '9')
                            ? SmtpRejection.TooLarge
                            : SmtpRejection.BadParameterValue;
                    }

                    if (declared > _limits.MessageSize)
                    {
                        return SmtpRejection.TooLarge;
                    }

                    size = declared;
                    break;
                // RFC 6152 §3; BINARYMIME is not offered
                case "BODY":
                    if (
                        !value.Equals("7BIT", StringComparison.OrdinalIgnoreCase)
                        && !value.Equals("8BITMIME", StringComparison.OrdinalIgnoreCase)
                    )
                    {
                        return SmtpRejection.BadParameterValue;
                    }

                    break;
                case "SMTPUTF8" when value.Length == 0:
                    utf8 = true;
                    break;
                // RFC 4954 §5: we trust nobody's word about it, and need not say so.
                case "AUTH" when isSubmission && value.Length > 0:
                    break;
                default:
                    return SmtpRejection.BadParameter;
            }
        }

        return IsAscii(path.Address) || utf8 ? null : SmtpRejection.NeedsUtf8;
    }

    private async Task RcptAsync(string argument, CancellationToken ct)
    {
        if (RefusalOf(SmtpPath.TryParse(argument, "TO", out var path)) is { } unreadable)
        {
            Refuse(unreadable);
            return;
        }

        if (path!.Parameters.Count > 0 || path.IsNull)
        {
            Refuse(path.IsNull ? SmtpRejection.BadPath : SmtpRejection.BadParameter);
            return;
        }

        // RFC 5321 §4.5.1: <Postmaster> without a domain is ours.
        var address = path.Address ?? EmailAddress.Parse("postmaster@" + services.Settings.Domain);
        if (!IsAscii(address) && !_envelope!.Utf8)
        {
            Refuse(SmtpRejection.NeedsUtf8);
            return;
        }

        if (_envelope!.Count >= MaxRecipients)
        {
            Refuse(SmtpRejection.TooManyRecipients);
            return;
        }

        var refusal = await RecipientAsync(address, ct);
        if (refusal is { } why)
        {
            Refuse(why);
            return;
        }

        _state = SmtpState.Recipients;
        Reply(RecipientOk);
    }

    private async Task<SmtpRejection?> RecipientAsync(EmailAddress address, CancellationToken ct)
    {
        if (!services.Addresses.IsOwnDomain(address.Domain))
        {
            if (!isSubmission)
            {
                return SmtpRejection.RelayDenied;
            }

            _envelope!.Outside.Add(address);
            return null;
        }

        // Before the question, not after a no: the wait says nothing about the answer.
        if (!isSubmission && !connection.IsTrusted && services.Guesses.Delay(connection.Remote) is { Ticks: > 0 } wait)
        {
            await FlushAsync(ct);
            await Task.Delay(wait, services.Clock, ct);
        }

        var recipient = await services.Addresses.ResolveAsync(address, ct);
        var refusal = RefusalOf(recipient, address);
        if (refusal is null && recipient!.Kind is MailboxKind.List)
        {
            refusal = await ListRefusalAsync(recipient, ct);
        }

        if (refusal is null)
        {
            _envelope!.Mailboxes.Add(recipient!);
        }
        else if (refusal is SmtpRejection.NoSuchMailbox or SmtpRejection.RelayDenied && !connection.IsTrusted)
        {
            services.Guesses.Guessed(connection.Remote);
            return services.Guesses.IsExhausted(connection.Remote) ? SmtpRejection.TooManyGuesses : refusal;
        }

        return refusal;
    }

    /// <summary>Who may write to a list is asked here, where the sender still hears it.</summary>
    private async Task<SmtpRejection?> ListRefusalAsync(Recipient recipient, CancellationToken ct)
    {
        // A report with the null path is for the list itself, which passes it on to nobody.
        if (
            _envelope!.Sender is not { } sender
            || await services.Lists.FindAsync(recipient.MailboxId, ct) is not { } list
        )
        {
            return null;
        }

        var own = _account is { } account
            ? (await services.Addresses.SendersOfAsync(account.Id, ct)).FirstOrDefault(s => s.Address.Equals(sender))
            : null;
        var (verdict, _) = await services.Lists.AskAsync(
            list,
            new ListPoster(own?.MailboxId, _account?.Id, sender),
            ct
        );
        return verdict switch
        {
            ListVerdict.Goes or ListVerdict.Waits => null,
            ListVerdict.NotASender => SmtpRejection.ListNotForSender,
            ListVerdict.OnlyNamed => SmtpRejection.ListOnlyForNamed,
            ListVerdict.TooMany => SmtpRejection.ListTooLarge,
        };
    }

    private static SmtpRejection? RefusalOf(Recipient? recipient, EmailAddress address) =>
        recipient?.State switch
        {
            RecipientState.Accepts => null,
            RecipientState.NotActivated => SmtpRejection.NotActivated,
            RecipientState.OverQuota => SmtpRejection.MailboxFull,
            RecipientState.Closed => SmtpRejection.NoSuchMailbox,
            // user%other@here and other@host!user@here ask us to relay; RFC 5321 §3.6.1 and B14.
            null when address.LocalPart.AsSpan().ContainsAny('%', '!', '@') => SmtpRejection.RelayDenied,
            null => SmtpRejection.NoSuchMailbox,
        };

    private static SmtpRejection? RefusalOf(SmtpPathError error) =>
        error switch
        {
            SmtpPathError.None => null,
            SmtpPathError.Syntax => SmtpRejection.BadSyntax,
            SmtpPathError.Address => SmtpRejection.BadPath,
            SmtpPathError.Parameter => SmtpRejection.BadParameterValue,
        };

    private static bool IsAscii(EmailAddress? address) =>
        address is null || (Ascii.IsValid(address.LocalPart) && Ascii.IsValid(address.Domain));

    private async ValueTask ForgetTransactionAsync()
    {
        _envelope = null;
        if (_state > SmtpState.Greeted)
        {
            _state = SmtpState.Greeted;
        }

        if (_intake is { } intake)
        {
            _intake = null;
            await intake.DisposeAsync();
        }
    }
}
