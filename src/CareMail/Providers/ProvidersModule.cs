using CareMail.Access;

namespace CareMail.Providers;

/// <summary>
/// Who can be reached by secure mail. Owners agree that their shared mailbox is found (<see cref="Listings"/>); anybody
/// finds it at <c>/providers</c> by words, or by distance from a postcode (<see cref="Postcodes"/>), and takes the list as
/// a file or through <c>/api/v1/providers</c>; <see cref="CheckList"/> goes through a ward's list. Only organisations and shared mailboxes: never a person.
/// </summary>
public static class ProvidersModule
{
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.AddSingleton<Postcodes>();
        services.AddSingleton<Listings>();
        services.AddSingleton<ProviderBook>();
        services.AddSingleton<ProviderSearch>();
        services.AddSingleton<CheckList>();
        services.AddRateLimiter(ProvidersLimit.Add);
        return services;
    }

    public static WebApplication MapProviders(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/api/v1/providers", ProvidersEndpoint.AnswerAsync)
            .WithName("providers")
            .WithSummary("Who can be reached by secure mail?")
            .WithDescription(
                $"At most {ProviderSearch.Shown} at a time; count says how many there are. Only what owners agreed to show."
            )
            .Produces<ProvidersAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireRateLimiting(ProvidersLimit.Policy)
            .Allows(Act.FindProviders);
        app.MapGet("/providers/file", ProvidersEndpoint.FileAsync)
            .RequireRateLimiting(ProvidersLimit.Policy)
            .Allows(Act.FindProviders)
            .ExcludeFromDescription();
        return app;
    }
}
