namespace CareMail.Identity;

public static class IdentityModule
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) =>
        services.AddSingleton<MailSignIn>();
}
