namespace CareMail.Storage;

/// <summary>
/// Where everything is kept: <see cref="Database"/> for rows, <see cref="IMessageBytes"/> for the bytes of messages,
/// <see cref="MasterKey"/> and <see cref="OrganisationKeys"/> between them. <see cref="StorageStart"/> opens it all.
/// </summary>
public static class StorageModule
{
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(_ => Database.Open(options));
        services.AddSingleton(_ => MasterKey.Load(options));
        services.AddSingleton<Migrations>();
        services.AddSingleton<OrganisationKeys>();
        services.AddSingleton<MessageLog>();
        services.AddSingleton<IMessageBytes>(s => s.GetRequiredService<MessageLog>());
        services.AddSingleton<SegmentSpace>();
        services.AddSingleton<Leases>();
        services.AddSingleton<StoreIdentity>();
        services.AddSingleton<StoreBond>();
        services.AddSingleton<DatabaseCopy>();
        services.AddSingleton<IStoreCheck, DatabaseCheck>();
        services.AddSingleton<IStoreCheck, LogCheck>();
        services.AddSingleton<StorageStart>();
        services.AddHostedService(s => s.GetRequiredService<StorageStart>());
        services.AddSingleton<Compaction>();
        services.AddHostedService<SpaceWorker>();
        return services;
    }
}
