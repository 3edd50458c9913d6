namespace CareMail.Audit;

/// <summary>
/// Who did what to whom. <see cref="AuditTrail"/> writes the row in the act's own transaction; a sealer then chains the
/// committed rows so that none can be changed or removed unseen.
/// </summary>
public static class AuditModule
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditTrail>();
        return services;
    }
}
