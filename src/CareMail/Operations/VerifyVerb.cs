using System.CommandLine;

namespace CareMail.Operations;

/// <summary><c>caremail verify</c></summary>
internal static class VerifyVerb
{
    private const int Faulty = 1;

    public static Command Build(Func<WebApplication> build)
    {
        var verify = new Command(
            "verify",
            "Prove that database, message log and audit trail agree. The service may be running."
        );
        verify.SetAction(
            async (_, stop) =>
            {
                await using var app = build();
                return await RunAsync(app.Services.GetRequiredService<Verification>(), stop);
            }
        );
        return verify;
    }

    private static async Task<int> RunAsync(Verification verification, CancellationToken stop)
    {
        var report = await verification.RunAsync(stop);
        foreach (var (what, number) in report.Counts)
        {
            await Console.Out.WriteLineAsync($"{number, 12:N0} {what}");
        }

        foreach (var fault in report.Faults)
        {
            await Console.Out.WriteLineAsync("FAULT " + fault);
        }

        await Console.Out.WriteLineAsync(report.IsClean ? "verify: clean" : $"verify: {report.FaultCount} faults");
        return report.IsClean ? 0 : Faulty;
    }
}
