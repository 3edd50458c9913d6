namespace CareMail.Access;

/// <summary>Says which act an endpoint is. The permission table decides who may; an endpoint without one is closed.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = true)]
public sealed class AllowsAttribute(Act act) : Attribute
{
    public Act Act { get; } = act;
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
