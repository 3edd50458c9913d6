using System.Text.Json.Nodes;

namespace CareMail.Provisioning.Scim;

/// <summary>What comes of a request that is about one resource.</summary>
internal sealed record ScimAnswer(int Status, JsonObject? Body, string? Location = null, long? Version = null)
{
    public string? ETag => Version is { } v ? ScimLinks.ETag(v) : null;
}
