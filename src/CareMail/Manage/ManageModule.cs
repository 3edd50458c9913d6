namespace CareMail.Manage;

/// <summary>
/// The pages on which a site's owner, and its administrators, look after its people: who there is and until when, adding,
/// leavers and joiners, restoring. Every act is a use case of Lifecycle or Accounts, which asks the permission table.
/// </summary>
public static class ManageModule
{
    public static IServiceCollection AddManage(this IServiceCollection services)
    {
        services.AddSingleton<ManagedPlaces>();
        return services;
    }
}
