using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Provisioning.Bulk;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Webhooks;

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
internal sealed record ApiPeoplePage(IReadOnlyList<ApiPerson> People, long Total, string? Next);

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
)
{
    /// <summary>As a row of a file would ask for it: the same rules hold.</summary>
    public BulkWish Wish =>
        BulkWish.Of(
            BulkRules.Create,
            [
                ("id", ExternalId),
                ("first_name", FirstName),
                ("last_name", LastName),
                ("mobile", Mobile),
                ("email", Email),
                ("job_title", JobTitle),
                ("site", Site),
                ("department", Department),
            ]
        );
}

/// <summary>What is null stays.</summary>
internal sealed record ApiChange(
    string? ExternalId,
    string? FirstName,
    string? LastName,
    string? JobTitle,
    string? Site,
    string? Department
)
{
    public BulkWish Wish =>
        BulkWish.Of(
            BulkRules.Update,
            [
                ("id", ExternalId),
                ("first_name", FirstName),
                ("last_name", LastName),
                ("job_title", JobTitle),
                ("site", Site),
                ("department", Department),
            ]
        );
}

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

/// <param name="Next">Where the rest is; null at the end.</param>
internal sealed record ApiInactivePage(IReadOnlyList<ApiInactive> People, long Total, string? Next);

/// <summary>Somebody who has not been here for long.</summary>
/// <param name="LastActive">When they last signed in, read or sent, to some minutes; whoever never did: when they were added.</param>
/// <param name="Becomes">What the account becomes next, if nobody uses it, and when.</param>
internal sealed record ApiInactive(
    Guid Id,
    string Address,
    string DisplayName,
    string Site,
    string Stage,
    bool HasSignedIn,
    DateTimeOffset LastActive,
    string? Becomes,
    DateTimeOffset? BecomesAt
)
{
    public static ApiInactive Of(AccountLife life, string site, DayCounts days, DateTimeOffset now)
    {
        var dates = LifecycleRules.Of(life, days, now);
        var next = dates.Ahead.Count > 0 ? dates.Ahead[0] : null;
        return new(
            life.Id,
            life.UserName,
            life.DisplayName,
            site,
            LifecycleWords.Of(dates.Stage),
            life.Opened is not null,
            life.LastActive,
            next is null ? null : LifecycleWords.Of(next.Becomes),
            next?.At
        );
    }
}

/// <param name="Address">It begins with https://.</param>
/// <param name="Events">person.created, person.changed, person.left, application.decided.</param>
/// <param name="Site">ODS code; without one, your organisation and the sites below it.</param>
internal sealed record ApiNewWebhook(string? Address, IReadOnlyList<string>? Events, string? Site);

internal sealed record ApiWebhook(
    Guid Id,
    string Site,
    string Address,
    IReadOnlyList<string> Events,
    DateTimeOffset Created
)
{
    /// <summary>Told when it is made, and never again.</summary>
    public string? Secret { get; init; }
}

internal sealed record ApiDelivery(
    Guid Id,
    string Event,
    string State,
    long Attempts,
    DateTimeOffset Created,
    DateTimeOffset? LastTried,
    string Outcome
)
{
    public static ApiDelivery Of(WebhookDelivery d) =>
        new(
            d.Id,
            d.Kind,
            d.State switch
            {
                DeliveryState.Waiting => "waiting",
                DeliveryState.Delivered => "delivered",
                DeliveryState.GivenUp => "given up",
            },
            d.Attempts,
            d.Created,
            d.LastTried,
            d.Outcome
        );
}
