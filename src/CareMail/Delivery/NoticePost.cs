using CareMail.AddressBook;
using CareMail.Hosting;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Delivery;

/// <summary>Files notices to our own people in their inboxes. Answers to them reach the helpdesk's mailbox.</summary>
internal sealed class NoticePost(CareMailSettings settings, Addresses addresses, MailStore store, TimeProvider clock)
    : IOwnPost
{
    /// <summary>A notice is a few paragraphs.</summary>
    private const int MostBytes = 64 * 1024;

    public bool IsOurs(string address) =>
        EmailAddress.TryParse(address, out var parsed) && addresses.IsOwnDomain(parsed.Domain);

    public async Task<bool> FileAsync(WrittenNotice notice, CancellationToken ct)
    {
        if (
            await addresses.ResolveAsync(EmailAddress.Parse(notice.To), ct)
            is not { State: RecipientState.Accepts or RecipientState.OverQuota } to
        )
        {
            return false;
        }

        await using var message = store.Receive(MostBytes);
        await message.WriteAsync(await WriteAsync(notice, to, ct), ct);
        message.Complete();
        var filing = new Filing(
            await message.StoreAsync(ct),
            new Placement
            {
                MailboxId = to.MailboxId,
                Keywords = [FlagNames.OwnMail],
                Received = clock.GetUtcNow(),
                EvenOverQuota = true,
            }
        );
        return (await store.FileAsync([filing], ct: ct)).IsFiled;
    }

    private async Task<byte[]> WriteAsync(WrittenNotice notice, Recipient to, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await new MessageBuilder
        {
            From = [new NamedAddress("CareMail", EmailAddress.Parse(settings.HelpdeskMailbox))],
            To = [new NamedAddress(to.DisplayName, to.Address)],
            Subject = notice.Subject,
            Date = clock.GetUtcNow(),
            MessageId = $"{notice.Id:N}@{settings.Hostname}",
            Text = notice.Body,
        }.WriteAsync(bytes, cancellationToken: ct);
        return bytes.ToArray();
    }
}
