using CareMail.Access;
using CareMail.Audit;
using CareMail.Hosting;
using CareMail.Policies;
using CareMail.Provisioning.Api;
using CareMail.Provisioning.Bulk;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Scim;
using CareMail.Provisioning.Tokens;
using CareMail.Provisioning.Webhooks;
using CareMail.Web;
using Microsoft.AspNetCore.Authentication;

namespace CareMail.Provisioning;

/// <summary>
/// Programs that act for an organisation: an HR system, a directory, a script. They come in with a token
/// (<c>Tokens</c>) that an administrator made and answers for, and call the same use cases as the pages do.
/// </summary>
public static class ProvisioningModule
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services)
    {
        services.AddSingleton(new ProvisioningLimits());
        services.AddSingleton<Places>();
        AddTokens(services);
        AddPeople(services);
        AddScim(services);
        AddBulk(services);
        AddWebhooks(services);
        services.AddSingleton<ApiCaller>();
        return services;
    }

    public static WebApplication MapProvisioning(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        ScimEndpoints.Map(app);
        BulkEndpoints.Map(app);
        ApiEndpoints.Map(app);
        return app;
    }

    public static WebApplication UseProvisioning(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        ApiEndpoints.RefuseWrongTypes(app);
        return app;
    }

    private static void AddPeople(IServiceCollection services)
    {
        services.AddDatedSettings(FeedPolicy.Title, FeedPolicy.Settings, FeedPolicy.Seeds);
        services.AddSingleton<ChangeSignal>();
        services.AddSingleton<IActWatcher, ChangeWatcher>();
        services.AddSingleton<PersonTable>();
        services.AddSingleton<PeopleSync>();
        services.AddHostedService<PeopleWorker>();
        services.AddSingleton<FeedBrake>();
        services.AddSingleton<ResumeFeed>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<PauseFeed>();
        services.AddSingleton<NewPeople>();
        services.AddSingleton<PeopleActs>();
    }

    private static void AddBulk(IServiceCollection services)
    {
        services.AddSingleton<BulkSignal>();
        services.AddSingleton<BulkTable>();
        services.AddSingleton<UploadPeople>();
        services.AddSingleton<StartBulk>();
        services.AddSingleton<BringPerson>();
        services.AddSingleton<BulkWork>();
        services.AddHostedService<BulkWorker>();
        services.AddStaffPage("People by file", "/manage/bulk", Act.ImportPeople, place: 28);
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddSingleton(s => WebhookNetwork.Of(s.GetRequiredService<CareMailSettings>()));
        services.AddSingleton<WebhookKeys>();
        services.AddSingleton<WebhookTable>();
        services.AddSingleton<WebhookSignal>();
        services.AddSingleton<WebhookEvents>();
        services.AddSingleton<ChangeWebhooks>();
        services.AddSingleton<WebhookWorker>();
        services.AddHostedService(s => s.GetRequiredService<WebhookWorker>());
        services.AddStaffPage("Webhooks", "/manage/webhooks", Act.ChangeWebhooks, place: 31);
    }

    private static void AddScim(IServiceCollection services)
    {
        services.AddSingleton<ScimLinks>();
        services.AddSingleton<ScimUserJson>();
        services.AddSingleton<ScimUsers>();
        services.AddSingleton<ScimGroups>();
        services.AddSingleton<ScimRequests>();
        services.AddSingleton<ScimDiscovery>();
    }

    private static void AddTokens(IServiceCollection services)
    {
        services.AddSingleton<TokenKeys>();
        services.AddSingleton<TokenTable>();
        services.AddSingleton<TokenPace>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<CreateToken>();
        services.AddSingleton<RevokeToken>();
        services.AddSingleton<TakeOverToken>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.Name, null);
        services.AddStaffPage("Tokens", "/manage/tokens", Act.SeeTokens, place: 30);
    }
}
