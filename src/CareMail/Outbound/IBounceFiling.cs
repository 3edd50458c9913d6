using CareMail.Storage;

namespace CareMail.Outbound;

/// <summary>Puts a report into its sender's inbox. Delivery implements it, because filing is its office.</summary>
public interface IBounceFiling
{
    /// <summary>False when the mailbox is gone; then nothing was written, <paramref name="alongside"/> neither.</summary>
    Task<bool> FileAsync(
        Guid mailboxId,
        ReadOnlyMemory<byte> report,
        Func<WriteTransaction, Task> alongside,
        CancellationToken ct = default
    );
}
