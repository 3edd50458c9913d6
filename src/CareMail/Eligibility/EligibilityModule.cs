using CareMail.Access;
using CareMail.Hosting;
using CareMail.Policies;
using CareMail.Web;

namespace CareMail.Eligibility;

/// <summary>
/// May this provider apply, by which route, on this day? <see cref="EligibilityRules"/> is the answer as a pure function of
/// the registers, the <see cref="Policy"/> of the day and the question; <see cref="DecideEligibility"/> asks it. Policy is
/// dated rows (<see cref="PolicyBook"/>), changed at <c>/policy</c>. The answer is a page (<c>/join/check</c>) and an
/// interface (<c>/api/v1/eligibility</c>).
/// </summary>
public static class EligibilityModule
{
    public static IServiceCollection AddEligibility(this IServiceCollection services, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(EligibilityLimits.Default);
        services.AddSingleton(PolicySettings.Group);
        services.AddSingleton<RegisterMemory>();
        services.AddSingleton(s => new DecideEligibility(
            s.GetRequiredService<RegisterMemory>(),
            s.GetRequiredService<PolicyTable>()
        ));
        services.AddSingleton<PreviewPolicy>();
        services.AddSingleton<ReplayEligibility>();
        services.AddStaffPage("Decisions by day", "/helpdesk/eligibility", Act.ReplayEligibility, place: 40);
        services.AddStaffPage("Policy", "/policy", Act.ChangePolicy, place: 60);
        services.AddHostedService<EarlierPolicy>();
        services.AddRateLimiter(StreetLimit.Add);
        services.AddOpenApi("v1", ApiDescription.Describe);
        return services;
    }

    public static WebApplication MapEligibility(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/api/v1/eligibility", EligibilityEndpoint.AnswerAsync)
            .WithName("eligibility")
            .WithSummary("May this provider apply, and by which route, on this day?")
            .WithDescription("A decision is a 200 even when it says no. Only a malformed question is a 400.")
            .Produces<EligibilityAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireRateLimiting(StreetLimit.Policy)
            .Allows(Act.CheckEligibility);
        app.MapOpenApi().Allows(Act.ReadApiDescription);
        return app;
    }
}
