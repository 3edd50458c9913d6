using CareMail.Accounts;
using CareMail.Policies;

namespace CareMail.Lifecycle;

/// <summary>
/// How people join, move and leave: each thing that can be done is one class with one <c>RunAsync</c>, and an overload for
/// use cases that do it inside their own transaction. What an account is on a day, and what it becomes when, is
/// <see cref="LifecycleRules"/>; <see cref="Hygiene"/> makes it so.
/// </summary>
public static class LifecycleModule
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services)
    {
        services.AddDatedSettings("How long accounts live", LifecycleSettings.All, LifecycleSettings.Seeds);
        services.AddSingleton<Lives>();
        services.AddSingleton<IAccountDays, OwnDays>();
        services.AddSingleton<AddColleague>();
        services.AddSingleton<ResendActivation>();
        services.AddSingleton<Relocation>();
        services.AddSingleton<Absences>();
        services.AddSingleton<Returning>();
        services.AddSingleton<MarkLeaver>();
        services.AddSingleton<TakeBackLeaver>();
        services.AddSingleton<AcceptJoiner>();
        services.AddSingleton<MovePerson>();
        services.AddSingleton<RenamePerson>();
        services.AddSingleton<DisableAccount>();
        services.AddSingleton<EnableAccount>();
        services.AddSingleton<RestoreAccount>();
        services.AddSingleton<DeleteAccount>();
        services.AddSingleton<DeletionWishes>();
        services.AddSingleton<Hygiene>();
        services.AddHostedService<HygieneWorker>();
        return services;
    }
}
