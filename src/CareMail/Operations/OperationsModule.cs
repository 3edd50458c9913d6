namespace CareMail.Operations;

/// <summary>What an operator does from the command line: <see cref="Verbs"/> lists it.</summary>
public static class OperationsModule
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<Backup>();
        services.AddSingleton<Restore>();
        services.AddSingleton<Verification>();
        return services;
    }
}
