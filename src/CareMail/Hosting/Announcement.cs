namespace CareMail.Hosting;

/// <summary>Starts the application and says on standard output which doors are open, one a line: <c>listening smtp 127.0.0.1:2525</c>.</summary>
public static class Announcement
{
    public static async Task RunAnnouncedAsync(this WebApplication app, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(app);
        await app.StartAsync(stop);
        var listeners = app.Services.GetRequiredService<Listeners>();
        foreach (var door in listeners.Open.Order())
        {
            var name = Enum.GetName(door)!.ToLowerInvariant();
            await Console.Out.WriteLineAsync($"listening {name} {listeners.Of(door)}");
        }

        await app.WaitForShutdownAsync(stop);
    }
}
