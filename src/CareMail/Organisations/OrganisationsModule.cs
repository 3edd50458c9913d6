namespace CareMail.Organisations;

/// <summary>The bodies the service is for: what they are called, where they are, and which stands above which.</summary>
public static class OrganisationsModule
{
    public static IServiceCollection AddOrganisations(this IServiceCollection services)
    {
        services.AddSingleton<OrganisationTable>();
        services.AddSingleton<CreateOrganisation>();
        return services;
    }
}
