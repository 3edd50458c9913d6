using CareMail.Access;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Scim;

/// <summary>A request that is understood and refused. The endpoint turns it into an answer (RFC 7644 §3.12).</summary>
internal sealed class ScimRefusedException(int status, string detail, string? type = null) : Exception(detail)
{
    public int Status { get; } = status;

    public string? Type { get; } = type;

    public static ScimRefusedException NotFound(string id) =>
        new(StatusCodes.Status404NotFound, $"There is no resource {id}.");

    public static ScimRefusedException Taken(string detail) => new(StatusCodes.Status409Conflict, detail, "uniqueness");

    public static ScimRefusedException Wrong(string detail) =>
        new(StatusCodes.Status400BadRequest, detail, "invalidValue");

    public static ScimRefusedException Of(Refusal refusal) =>
        refusal.Field == PeopleActs.FeedStopped
            ? new(StatusCodes.Status403Forbidden, refusal.Sentence)
            : Wrong(refusal.Sentence);
}
