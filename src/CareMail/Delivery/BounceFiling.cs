using CareMail.Mailboxes;
using CareMail.Outbound;
using CareMail.Storage;

namespace CareMail.Delivery;

/// <summary>Files a report in its sender's inbox, full or not: a person must learn that a message did not arrive.</summary>
internal sealed class BounceFiling(MailStore store, TimeProvider clock) : IBounceFiling
{
    public async Task<bool> FileAsync(
        Guid mailboxId,
        ReadOnlyMemory<byte> report,
        Func<WriteTransaction, Task> alongside,
        CancellationToken ct = default
    )
    {
        var filing = await StoreAsync(mailboxId, report, ct);
        var result = await store.FileAsync([filing], alongside: alongside, ct: ct);
        return result.IsFiled;
    }

    /// <summary>Brings the report to disk; it is in the inbox once the filing is done.</summary>
    public async Task<Filing> StoreAsync(Guid mailboxId, ReadOnlyMemory<byte> report, CancellationToken ct)
    {
        await using var message = store.Receive(report.Length);
        await message.WriteAsync(report, ct);
        message.Complete();
        return new Filing(
            await message.StoreAsync(ct),
            new Placement
            {
                MailboxId = mailboxId,
                Received = clock.GetUtcNow(),
                EvenOverQuota = true,
            }
        );
    }
}
