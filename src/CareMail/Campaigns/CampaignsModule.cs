using CareMail.Access;
using CareMail.Audit;
using CareMail.Campaigns.Pages;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Web;

namespace CareMail.Campaigns;

/// <summary>
/// A security change that is rolled out to people who are in already: whom it asks, from which day, with which exemptions.
/// Its three stages are rows (<see cref="CampaignStage"/>); what they mean at each door, Identity knows
/// (<see cref="ITaskCampaigns"/>). Letters go by <see cref="CampaignPost"/>; pages are under /campaigns.
/// </summary>
public static class CampaignsModule
{
    public static IServiceCollection AddCampaigns(this IServiceCollection services)
    {
        services.AddSingleton<CampaignTable>();
        services.AddSingleton<CampaignProgress>();
        services.AddSingleton<CampaignCourse>();
        services.AddSingleton<ITaskCampaigns, RunningCampaigns>();
        services.AddSingleton(s => new ChangeCampaigns(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<CampaignTable>(),
            s.GetRequiredService<AccountRecords>(),
            s.GetRequiredService<OrganisationTable>(),
            s.GetRequiredService<AuditTrail>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<CampaignServices>();
        services.AddSingleton<CampaignPost>();
        services.AddHostedService(s => s.GetRequiredService<CampaignPost>());
        services.AddStaffPage("Campaigns", "/campaigns", Act.SeeCampaigns, place: 40);
        return services;
    }
}
