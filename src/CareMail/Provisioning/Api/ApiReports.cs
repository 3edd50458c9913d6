using CareMail.Access;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Provisioning.Scim;

namespace CareMail.Provisioning.Api;

/// <summary>What an organisation's programs ask to keep its accounts in order.</summary>
internal static class ApiReports
{
    private const int MostDays = 3_650;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/reports/inactive", InactiveAsync)
            .Told(
                Act.ReadPeople,
                "inactivePeople",
                "Who has neither signed in nor read nor sent for so many days, the longest away first"
            )
            .Produces<ApiInactivePage>();

    /// <param name="days">Without it: as many as make an account inactive.</param>
    private static async Task<IResult> InactiveAsync(
        HttpContext context,
        ApiCaller caller,
        AccountLives lives,
        Lives rules,
        TimeProvider time,
        int? days,
        int? skip,
        int? take
    )
    {
        var ct = context.RequestAborted;
        var who = await caller.WhoAsync(context, Act.ReadPeople);
        var counts = await rules.DaysAsync(ct);
        var many = days ?? counts.Inactive;
        if (many is < 0 or > MostDays)
        {
            throw ScimRefusedException.Wrong($"days is a number from 0 to {MostDays}.");
        }

        var (from, count) = ApiCaller.PageOf(skip, take);
        var now = time.GetUtcNow();
        var (total, idle) = await lives.IdleAsync(who.Reach, now.AddDays(-many), from, count, ct);
        var sites = who.Places.ToDictionary(p => p.Id, p => p.Ods);
        var next =
            from + idle.Count < total
                ? $"/api/v1/reports/inactive?days={many}&skip={from + idle.Count}&take={count}"
                : null;
        return Results.Ok(
            new ApiInactivePage(
                [.. idle.Select(life => ApiInactive.Of(life, sites[life.OrganisationId], counts, now))],
                total,
                next
            )
        );
    }
}
