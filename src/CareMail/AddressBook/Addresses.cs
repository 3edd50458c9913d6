using CareMail.Protocols.Addresses;

namespace CareMail.AddressBook;

/// <summary>Addresses of our domain: where they lead, who may write from them, whom one may have meant.</summary>
public sealed class Addresses
{
    public bool IsOwnDomain(string domain) => throw new NotImplementedException();

    /// <summary>Null when no mailbox has the address.</summary>
    public Task<Recipient?> ResolveAsync(EmailAddress address, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Many at once, in one read; addresses nobody has are absent.</summary>
    public Task<IReadOnlyDictionary<EmailAddress, Recipient>> ResolveAsync(
        IReadOnlyCollection<EmailAddress> addresses,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>The addresses this account may send as; the personal one comes first.</summary>
    public Task<IReadOnlyList<SenderAddress>> SendersOfAsync(Guid accountId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Addresses whose name or address begins like <paramref name="text"/>: the own organisation's first.</summary>
    public Task<IReadOnlyList<Suggestion>> SuggestAsync(
        Guid organisationId,
        string text,
        int limit = 8,
        CancellationToken ct = default
    ) => throw new NotImplementedException();
}
