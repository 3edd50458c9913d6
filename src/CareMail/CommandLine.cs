using System.CommandLine;
using CareMail.Demo;
using CareMail.Hosting;
using CareMail.Operations;
using CareMail.Storage;
using Microsoft.AspNetCore.Connections;

namespace CareMail;

/// <summary>The verbs of the one executable. Each reads the same settings.</summary>
internal static class CommandLine
{
    /// <summary>What an operator's mistake ends with; 1 is for faults.</summary>
    private const int Refused = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var serve = new Command("serve", "Run the service. This is what happens without a verb.");
        serve.SetAction((_, stop) => ServeAsync(stop));
        var demo = new Command("demo", "Run the service on a ready-made world in a data folder of its own.");
        demo.SetAction((_, stop) => DemoAsync(stop));
        var root = new RootCommand("CareMail: secure mail for health and social care.") { serve, demo };
        root.SetAction((_, stop) => ServeAsync(stop));
        foreach (var verb in Verbs.All(() => App.Build(Settings())))
        {
            root.Add(verb);
        }

        try
        {
            return await root.Parse(args)
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception refused)
            when (refused
                    is SettingException
                        or RefusedException
                        or StoreRefusedException
                        or IOException { InnerException: AddressInUseException }
            )
        {
            await Console.Error.WriteLineAsync("caremail: " + refused.Message);
            return Refused;
        }
    }

    private static CareMailSettings Settings(bool demo = false) =>
        CareMailSettings.From(
            new ConfigurationBuilder()
                .SetBasePath(Directory.GetCurrentDirectory())
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .Build(),
            demo
        );

    private static async Task<int> ServeAsync(CancellationToken stop)
    {
        var settings = Settings();
        DemoFolder.RefuseToServe(settings);
        await using var app = App.Build(settings);
        await app.RunAnnouncedAsync(stop);
        return 0;
    }

    private static async Task<int> DemoAsync(CancellationToken stop)
    {
        var settings = Settings(demo: true);
        DemoFolder.Claim(settings);
        await using var app = App.Build(settings);
        await app.RunAnnouncedAsync(stop);
        return 0;
    }
}
