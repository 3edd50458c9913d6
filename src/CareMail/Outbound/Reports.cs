using System.Buffers;
using CareMail.Hosting;
using CareMail.Mailboxes;
using CareMail.Protocols.Dsn;
using CareMail.Protocols.Smtp;
using CareMail.Storage;

namespace CareMail.Outbound;

/// <summary>Writes the reports that tell a sender what became of a message.</summary>
public sealed class Reports(CareMailSettings settings, TimeProvider clock)
{
    private const int HeaderBytes = 64 * 1024;

    public async Task<byte[]> FailedAsync(
        string sender,
        StoredMessageReader? message,
        DateTimeOffset sent,
        IReadOnlyList<ReportedRecipient> recipients,
        CancellationToken ct = default
    ) => await WriteAsync(ReportKind.Failed, sender, message, sent, recipients, null, ct);

    public async Task<byte[]> DelayedAsync(
        string sender,
        StoredMessageReader? message,
        DateTimeOffset sent,
        IReadOnlyList<ReportedRecipient> recipients,
        DateTimeOffset until,
        CancellationToken ct = default
    ) => await WriteAsync(ReportKind.Delayed, sender, message, sent, recipients, until, ct);

    private async Task<byte[]> WriteAsync(
        ReportKind kind,
        string sender,
        StoredMessageReader? message,
        DateTimeOffset sent,
        IReadOnlyList<ReportedRecipient> recipients,
        DateTimeOffset? until,
        CancellationToken ct
    ) =>
        new DeliveryReport
        {
            Kind = kind,
            Hostname = settings.Hostname,
            Domain = settings.Domain,
            To = sender,
            Subject = message?.Summary.Envelope.Subject ?? "",
            OriginalMessageId = message?.Summary.Envelope.MessageId?.Trim('<', '>', ' '),
            OriginalHeader = message is null ? default : await HeaderAsync(message, ct),
            Recipients = recipients,
            Arrived = sent,
            Now = clock.GetUtcNow(),
            WillRetryUntil = until,
            MessageId = $"{Ids.New():N}@{settings.Hostname}",
        }.ToBytes();

    private static async Task<ReadOnlyMemory<byte>> HeaderAsync(StoredMessageReader message, CancellationToken ct)
    {
        var start = new ArrayBufferWriter<byte>();
        await message.ReadAsync(0, Math.Min(HeaderBytes, message.Size), start, ct);
        var end = HeaderBlock.EndOf(start.WrittenSpan);
        return end < 0 ? start.WrittenMemory : start.WrittenMemory[..end];
    }
}
