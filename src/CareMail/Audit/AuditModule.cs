using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>
/// Who did what to whom. <see cref="AuditTrail"/> writes the row in the act's own transaction; <see cref="AuditSealer"/>
/// then chains the committed rows (<see cref="AuditChain"/>) so that none can be changed or removed unseen.
/// </summary>
public static class AuditModule
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditChain>();
        services.AddSingleton<AuditHeads>();
        services.AddSingleton<IStoreCheck, AuditCheck>();
        services.AddHostedService<AuditSealer>();
        return services;
    }
}
