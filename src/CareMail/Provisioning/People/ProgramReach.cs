using CareMail.Access;
using CareMail.Organisations;

namespace CareMail.Provisioning.People;

/// <summary>Who acts, for which organisation's own ids, and where they reach: that organisation and perhaps the sites below it.</summary>
internal sealed record ProgramReach(Actor Actor, Guid FeedId, IReadOnlyList<Organisation> Places)
{
    /// <summary>Kept with what is done: what they act through.</summary>
    public string Reason { get; init; } = "by a program";

    public IReadOnlyList<Guid> Reach { get; } = [.. Places.Select(p => p.Id)];

    public Organisation Own => Places.First(p => p.Id == FeedId);

    public Organisation? Place(string ods) =>
        Places.FirstOrDefault(p => p.Ods.Equals(ods.Trim(), StringComparison.OrdinalIgnoreCase));
}
