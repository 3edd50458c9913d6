using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>
/// Hears of every act inside the act's own transaction: what it writes there is kept exactly if the act is. It must be
/// quick, and leave whatever is slow to later.
/// </summary>
public interface IActWatcher
{
    Task ActedAsync(WriteTransaction tx, AuditEntry entry);
}
