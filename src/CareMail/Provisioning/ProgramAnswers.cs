using System.Globalization;
using System.Text.Json.Nodes;
using CareMail.Access;
using CareMail.Provisioning.Tokens;

namespace CareMail.Provisioning;

/// <summary>How programs are told no: in the form of the interface they called.</summary>
internal static class ProgramAnswers
{
    public const string ScimPath = "/scim/v2";
    public const string ScimType = "application/scim+json";

    public static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        var isScim = context.Request.Path.StartsWithSegments(ScimPath, StringComparison.Ordinal);
        context.Response.ContentType = isScim ? ScimType : "application/problem+json";
        // RFC 7644 §3.12, RFC 9457 §3.
        var body = isScim
            ? new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error"),
                ["status"] = status.ToString(CultureInfo.InvariantCulture),
                ["detail"] = detail,
            }
            : new JsonObject { ["status"] = status, ["detail"] = detail };
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    /// <summary>Opens an endpoint to programs whose token names this act, and to nobody's browser.</summary>
    public static TBuilder AllowsPrograms<TBuilder>(this TBuilder endpoints, Act act)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new AllowsAttribute(act) { AuthenticationSchemes = TokenHandler.Name });
        return endpoints;
    }
}
