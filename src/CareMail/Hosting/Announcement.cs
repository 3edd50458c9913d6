namespace CareMail.Hosting;

/// <summary>Starts the application and says on standard output which doors are open, one a line, and then <c>ready</c>.</summary>
public static class Announcement
{
    public static async Task RunAnnouncedAsync(this WebApplication app, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(app);
        foreach (var name in app.Services.GetRequiredService<CareMailSettings>().NotUsedYet)
        {
            await Console.Error.WriteLineAsync($"caremail: {name} is set, but this release does not use it yet.");
        }

        await app.StartAsync(stop);
        var listeners = app.Services.GetRequiredService<Listeners>();
        foreach (var door in listeners.Open.Order())
        {
            var name = Enum.GetName(door)!.ToLowerInvariant();
            await Console.Out.WriteLineAsync($"listening {name} {listeners.Of(door)}");
        }

        await Console.Out.WriteLineAsync("ready");
        await app.WaitForShutdownAsync(stop);
    }
}
