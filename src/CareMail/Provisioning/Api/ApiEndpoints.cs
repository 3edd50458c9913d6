using CareMail.Access;
using CareMail.Provisioning.Scim;
using CareMail.Provisioning.Tokens;
using Microsoft.AspNetCore.Authentication;

namespace CareMail.Provisioning.Api;

/// <summary>
/// <c>/api/v1</c> for programs of an organisation: the same acts as SCIM and the pages, in our own words. Refusals are
/// problem details (RFC 9457), a write may say the version it knows (If-Match).
/// </summary>
internal static class ApiEndpoints
{
    public const string Path = "/api/v1";

    /// <summary>What the framework calls the endpoint it puts in the place of one that does not take this type of content.</summary>
    private const string WrongType = "415 HTTP Unsupported Media Type";

    public static void Map(WebApplication app)
    {
        var api = app.MapGroup(Path).AddEndpointFilter(RefusalsAsync);
        ApiPeople.Map(api);
        ApiMailboxes.Map(api);
        ApiFiles.Map(api);
        ApiReports.Map(api);
        ApiWebhooks.Map(api);
    }

    /// <summary>A type that no endpoint takes is said to whoever has a token: the framework's own answer knows no programs.</summary>
    public static void RefuseWrongTypes(WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (
                    context.GetEndpoint()?.DisplayName != WrongType
                    || !context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal)
                )
                {
                    await next(context);
                }
                else if ((await context.AuthenticateAsync(TokenHandler.Name)).Succeeded)
                {
                    await ProgramAnswers.RefuseAsync(
                        context,
                        StatusCodes.Status415UnsupportedMediaType,
                        "Send application/json; a file of people as text/csv."
                    );
                }
                else
                {
                    await context.ChallengeAsync(TokenHandler.Name);
                }
            }
        );

    /// <summary>An endpoint as the description of the interface shows it.</summary>
    public static RouteHandlerBuilder Told(this RouteHandlerBuilder endpoint, Act act, string name, string summary) =>
        endpoint
            .WithName(name)
            .WithSummary(summary)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AllowsPrograms(act);

    private static async ValueTask<object?> RefusalsAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        try
        {
            return await next(context);
        }
        catch (ScimRefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: refused.Status);
        }
    }
}
