using CareMail.Identity;

namespace CareMail.Webmail;

/// <summary>Names of colleagues by account: for "read by".</summary>
internal sealed class Names(AccountRecords accounts)
{
    public Task<IReadOnlyDictionary<Guid, string>> OfAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        accounts.NamesAsync(ids, ct);
}
