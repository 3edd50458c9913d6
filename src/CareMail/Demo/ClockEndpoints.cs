using CareMail.Access;

namespace CareMail.Demo;

/// <summary>What <c>GET /demo/clock</c> answers.</summary>
/// <param name="Now">The time in the demo world.</param>
/// <param name="Real">The time outside.</param>
internal sealed record ClockReading(DateTimeOffset Now, DateTimeOffset Real);

/// <summary>What <c>POST /demo/clock</c> takes: an instant, or hours to go forward.</summary>
internal sealed record ClockMove(DateTimeOffset? Now, double? ForwardHours);

/// <summary><c>GET</c> and <c>POST /demo/clock</c>: for scripts. People move the clock on the page /demo.</summary>
internal static class ClockEndpoints
{
    // JSON only: a form on somebody else's page cannot send that to us.
    public static void MapClock(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/demo/clock", Read).Allows(Act.UseDemo);
        routes.MapPost("/demo/clock", Move).Accepts<ClockMove>("application/json").Allows(Act.UseDemo);
    }

    private static ClockReading Read(ProgrammeClock clock) => new(clock.GetUtcNow(), TimeProvider.System.GetUtcNow());

    private static IResult Move(ClockMove move, ProgrammeClock clock)
    {
        DateTimeOffset? target = move switch
        {
            { Now: { } now, ForwardHours: null } => now,
            { Now: null, ForwardHours: >= 0 and <= 24 * 366 * 10 and var hours } => clock.GetUtcNow().AddHours(hours),
            _ => null,
        };
        if (target is not { Year: > 2000 and < 2200 } instant)
        {
            return Results.Problem(
                "Say either \"now\" (an instant such as 2026-12-01T09:00:00Z) or \"forwardHours\" (0 to 87840).",
                statusCode: StatusCodes.Status400BadRequest
            );
        }

        clock.MoveTo(instant);
        return Results.Ok(Read(clock));
    }
}
