using CareMail.Provisioning.Bulk;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Api;

/// <summary>A person as the interface gives them.</summary>
/// <param name="Site">ODS code.</param>
internal sealed record ApiPerson(
    Guid Id,
    string? ExternalId,
    string Address,
    string FirstName,
    string LastName,
    string DisplayName,
    string JobTitle,
    string Department,
    string Site,
    bool Active,
    DateTimeOffset Created,
    DateTimeOffset Changed
)
{
    public static ApiPerson Of(PersonRow p) =>
        new(
            p.AccountId,
            p.ExternalId.Length > 0 ? p.ExternalId : null,
            p.Address,
            p.GivenName,
            p.FamilyName,
            p.DisplayName,
            p.Title,
            p.Department,
            p.Ods,
            p.Active,
            p.Created,
            p.Modified
        );
}

/// <param name="Next">Where the rest is; null at the end.</param>
internal sealed record ApiPeople(IReadOnlyList<ApiPerson> People, long Total, string? Next);

/// <param name="ExternalId">Your own id for the person: asked again with it, nobody is made twice.</param>
/// <param name="Mobile">A UK mobile, for the temporary password; never told again.</param>
/// <param name="Email">Their own address outside, for the user name; kept nowhere.</param>
internal sealed record ApiNewPerson(
    string? ExternalId,
    string? FirstName,
    string? LastName,
    string? Mobile,
    string? Email,
    string? JobTitle,
    string? Site,
    string? Department
);

/// <summary>What is null stays.</summary>
internal sealed record ApiChange(string? ExternalId, string? JobTitle, string? Department);

internal sealed record ApiMailbox(Guid Id, string Name, string Site, IReadOnlyList<ApiAccess> People);

/// <param name="Right">owner or member.</param>
internal sealed record ApiAccess(Guid PersonId, string Right);

internal sealed record ApiRight(string? Right);

internal sealed record ApiBulk(
    Guid Id,
    string State,
    long Rows,
    long Wrong,
    long Done,
    long Failed,
    string? Fault,
    IReadOnlyList<ApiBulkError> Errors
)
{
    public static ApiBulk Of(BulkFile file, IReadOnlyList<RowCount> counts, IReadOnlyList<BulkRow> wrong) =>
        new(
            file.Id,
            file.State.ToString().ToLowerInvariant(),
            file.RowsRead,
            file.RowsWrong,
            counts.Where(c => c.State is RowState.Done).Sum(c => c.Number),
            counts.Where(c => c.State is RowState.Failed).Sum(c => c.Number),
            file.Fault.Length > 0 ? file.Fault : null,
            [.. wrong.Select(row => new ApiBulkError(row.Line, row.Outcome))]
        );
}

internal sealed record ApiBulkError(long Line, string Sentence);
