using System.CommandLine;

namespace CareMail.Operations;

/// <summary><c>caremail restore DIR</c></summary>
internal static class RestoreVerb
{
    public static Command Build(Func<WebApplication> build)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that a backup was made into." };
        var restore = new Command(
            "restore",
            "Restore a backup into an empty data folder. The master key must be there."
        )
        {
            folder,
        };
        restore.SetAction(
            async (given, stop) =>
            {
                await using var app = build();
                var manifest = await app.Services.GetRequiredService<Restore>().RunAsync(given.GetValue(folder)!, stop);
                await Console.Out.WriteLineAsync(
                    $"restore: the store as it was on {manifest.TakenAt:u}. Now run: caremail verify"
                );
                return 0;
            }
        );
        return restore;
    }
}
