using CareMail.Access;
using CareMail.Identity.Tasks;

namespace CareMail.Identity.Doors;

/// <summary>
/// Pages ask first for what a campaign rolls out to people who are signed in already. What is open to the street stays
/// open, and so do signing out and the pages on which the task is done; mail is closed only by a campaign's last stage.
/// </summary>
internal sealed class TaskGate(RequestDelegate next, OpenTasks tasks)
{
    /// <summary>Tells somebody what they have still to do (module Accounts).</summary>
    public const string ChecklistPath = "/account/checklist";

    // On these the tasks are done; the password is asked for on the first.
    private static readonly string[] AlwaysOpen =
    [
        ChecklistPath,
        "/account/confirm",
        "/account/secret",
        "/account/policy",
        "/account/app",
        "/account/passkey",
        "/account/recovery-codes",
        "/account/sign-in",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        if (
            context.User.Account() is { } who
            && context.GetEndpoint()?.Metadata.GetMetadata<AllowsAttribute>() is { } door
            && !IsAlwaysOpen(context.Request.Path, door.Act)
            && (await tasks.ClosingAsync(who, door.Act is Act.UseMail, context.RequestAborted)).Count > 0
        )
        {
            await RefuseAsync(context);
            return;
        }

        await next(context);
    }

    private static bool IsAlwaysOpen(PathString path, Act act) =>
        act is Act.SignOut
        || Permissions.IsOpenToAnyone(act)
        || AlwaysOpen.Any(open => path.StartsWithSegments(open, StringComparison.OrdinalIgnoreCase));

    private static Task RefuseAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            return Results
                .Problem(
                    "A security task is due first. Sign in on the web and open “What is left to do”.",
                    statusCode: StatusCodes.Status403Forbidden
                )
                .ExecuteAsync(context);
        }

        // A page that asks for a piece of itself is told to go whole.
        if (context.Request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.Headers["HX-Redirect"] = ChecklistPath;
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = ChecklistPath;
        return Task.CompletedTask;
    }
}
