namespace CareMail.Policies;

/// <summary>
/// Policy as dated data: what a module lets the service decide (day counts, levels, choices) is a
/// <see cref="PolicySetting"/> with rows from a day on, delivered by the module, changed with a reason by
/// <see cref="ChangePolicy"/> and read for an instant by <see cref="DatedPolicy"/>. The pages are at <c>/policy</c>.
/// </summary>
public static class PoliciesModule
{
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<PolicyCatalogue>();
        services.AddSingleton<PolicyTable>();
        services.AddSingleton<DatedPolicy>();
        services.AddSingleton<ChangePolicy>();
        services.AddHostedService<PolicyStart>();
        return services;
    }

    /// <summary>A module's settings, in the order in which <c>/policy</c> shows them.</summary>
    public static IServiceCollection AddDatedSettings(
        this IServiceCollection services,
        string title,
        IReadOnlyList<PolicySetting> settings,
        IReadOnlyList<PolicyRow> seeds
    ) => services.AddSingleton(new PolicyGroup(title, settings, seeds));
}
