using CareMail.Access;
using CareMail.Web;

namespace CareMail.Oversight;

/// <summary>
/// What those who answer for an organisation must be able to see at a glance: who has access to what, and whose sign-in is
/// not as it should be. Reports read; they change nothing.
/// </summary>
public static class OversightModule
{
    public static IServiceCollection AddOversight(this IServiceCollection services)
    {
        services.AddSingleton<Reports>();
        services.AddStaffPage("Reports", "/manage/reports", Act.SeeReports, place: 33);
        return services;
    }

    public static WebApplication MapOversight(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        ReportEndpoint.Map(app);
        return app;
    }
}
