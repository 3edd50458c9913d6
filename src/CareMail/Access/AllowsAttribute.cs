using Microsoft.AspNetCore.Authorization;

namespace CareMail.Access;

/// <summary>Says which act an endpoint is. The permission table decides who may; an endpoint without one is closed.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowsAttribute(Act act) : Attribute, IAuthorizeData
{
    public Act Act { get; } = act;

    public string? Policy
    {
        get => PolicyOf(Act);
        set => throw new NotSupportedException("The act is the policy.");
    }

    public string? Roles { get; set; }

    public string? AuthenticationSchemes { get; set; }

    public static string PolicyOf(Act act) => "act " + act.Spell();
}

public static class AllowsExtensions
{
    /// <summary>Says which act these endpoints are.</summary>
    public static TBuilder Allows<TBuilder>(this TBuilder endpoints, Act act)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new AllowsAttribute(act));
        return endpoints;
    }
}
