using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Organisations;

namespace CareMail.Provisioning.Scim;

/// <summary>The program that asks, and where it reaches: the token's organisation and the sites below it.</summary>
internal sealed record ScimCaller(Actor Actor, Guid FeedId, IReadOnlyList<Organisation> Places)
{
    public IReadOnlyList<Guid> Reach { get; } = [.. Places.Select(p => p.Id)];

    public Organisation? Place(string ods) =>
        Places.FirstOrDefault(p => p.Ods.Equals(ods.Trim(), StringComparison.OrdinalIgnoreCase));

    public Organisation Own => Places.First(p => p.Id == FeedId);

    public static async Task<ScimCaller> OfAsync(HttpContext context, Places places)
    {
        var actor = context.ProgramActor();
        return new ScimCaller(
            actor,
            context.User.Program()!.OrganisationId,
            await places.OfAsync(actor, Act.UseScim, context.RequestAborted)
        );
    }
}

/// <summary>What comes of a request that is about one resource.</summary>
internal sealed record ScimAnswer(
    int Status,
    System.Text.Json.Nodes.JsonObject? Body,
    string? Location = null,
    long? Version = null
)
{
    public string? ETag => Version is { } v ? ScimLinks.ETag(v) : null;
}
