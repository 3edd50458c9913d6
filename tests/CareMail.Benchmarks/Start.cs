using System.Diagnostics;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks;

/// <summary>How long from nothing to every door open, and what it then takes of memory: empty, and with the demo's world.</summary>
internal static class Start
{
    public static async Task RunAsync(Options options)
    {
        var report = new Report(
            "start: from an empty folder, and again",
            "what",
            "first start s",
            "second start s",
            "resident MB"
        );
        foreach (var verb in new[] { "serve", "demo" })
        {
            var (first, second, memory) = (new List<double>(), new List<double>(), 0L);
            for (var round = 0; round < options.Of("rounds", 3); round++)
            {
                var folder = Directory.CreateTempSubdirectory("caremail-bench-").FullName;
                first.Add((await StartAsync(options.Program, verb, folder)).Seconds);
                (var again, memory) = await StartAsync(options.Program, verb, folder);
                second.Add(again);
                Directory.Delete(folder, recursive: true);
            }

            report.Row(
                verb,
                Report.Number(first.Order().ElementAt(first.Count / 2)),
                Report.Number(second.Order().ElementAt(second.Count / 2)),
                Report.Number(memory / 1e6)
            );
        }

        await report.PrintAsync();
    }

    private static async Task<(double Seconds, long Memory)> StartAsync(string program, string verb, string folder)
    {
        var info = new ProcessStartInfo(program, [verb]) { RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var door in new[] { "WEB", "SMTP", "SUBMISSION", "SUBMISSIONS", "IMAP", "IMAPS" })
        {
            info.Environment[$"CAREMAIL_{door}"] = $"127.0.0.1:{FreePorts.Next()}";
        }

        info.Environment["CAREMAIL_DATA"] = Path.Combine(folder, "data");
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "ready") { }

        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        _ = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(5_000);
        process.Refresh();
        var memory = process.WorkingSet64;
        ProcessTree.Signal(process, "TERM");
        await process.WaitForExitAsync();
        return (took, memory);
    }
}
