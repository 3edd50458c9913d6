using CareMail.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace CareMail.Identity.Doors;

internal sealed record ActRequirement(Act Act) : IAuthorizationRequirement;

/// <summary>Opens an endpoint to those the permission table names for its act.</summary>
internal sealed class ActHandler : AuthorizationHandler<ActRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ActRequirement requirement)
    {
        var opens = context.User.Program() is { } program
            ? program.Acts.Contains(requirement.Act)
            : Permissions.MayAtAll(context.User.Account()?.Roles ?? [], requirement.Act);
        if (opens)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>One policy for each act; where no act is named, nobody gets in.</summary>
internal static class ActPolicies
{
    public static void Add(AuthorizationOptions options)
    {
        foreach (var act in Enum.GetValues<Act>())
        {
            options.AddPolicy(AllowsAttribute.PolicyOf(act), policy => policy.AddRequirements(new ActRequirement(act)));
        }

        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
    }
}

/// <summary>An address nobody serves is "not found", for everybody; only what exists asks who is there.</summary>
internal sealed class NotFoundBeforeClosed : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    ) => context.GetEndpoint() is null ? next(context) : _usual.HandleAsync(next, context, policy, authorizeResult);
}
