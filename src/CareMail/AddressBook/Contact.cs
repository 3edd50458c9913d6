using CareMail.Protocols.Addresses;

namespace CareMail.AddressBook;

/// <summary>Somebody outside the service whom a person, or an organisation for its people, keeps.</summary>
public sealed record Contact
{
    public Guid Id { get; init; }

    /// <summary>Whose own it is; empty for an organisation's.</summary>
    public Guid? AccountId { get; init; }
    public Guid? OrganisationId { get; init; }
    public string Name { get; init; } = "";
    public string Address { get; init; } = "";
    public string Note { get; init; } = "";

    public bool IsShared => OrganisationId is not null;

    internal bool IsFoundBy(IReadOnlyList<string> words)
    {
        var known = AddressRules.Words(Name, EmailAddress.Parse(Address).LocalPart);
        return words.All(word => known.Any(name => name.StartsWith(word, StringComparison.Ordinal)));
    }
}

/// <summary>What is typed about somebody.</summary>
public sealed record ContactAnswers(string Name, string Address, string Note);

/// <summary>Several addresses under one name.</summary>
public sealed record ContactGroup(Guid Id, string Name, IReadOnlyList<GroupMember> Members);

public sealed record GroupMember(string Name, string Address);
