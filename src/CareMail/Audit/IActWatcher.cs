using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>
/// Hears of all acts inside their own transaction: what it writes there is kept exactly if they are. It must be
/// quick, and leave whatever is slow to later.
/// </summary>
public interface IActWatcher
{
    Task ActedAsync(WriteTransaction tx, IReadOnlyList<AuditEntry> entries);
}
