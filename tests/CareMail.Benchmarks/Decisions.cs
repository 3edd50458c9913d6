using System.Collections.Concurrent;
using System.Diagnostics;
using CareMail.Access;
using CareMail.Benchmarks.Servers;
using CareMail.Eligibility;
using CareMail.Policies;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Benchmarks;

/// <summary>
/// Who may join, with registers as large as the country's: one decision, five hundred questions a second through the
/// interface, and the answers of everybody before and after a change of policy.
/// </summary>
internal static class Decisions
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    public static async Task RunAsync(Options options)
    {
        var set = new RegisterSet(options.Of("sites", 32_000), options.Of("headquarters", 19_000));
        var folder = Directory.CreateTempSubdirectory("caremail-registers-").FullName;
        set.Write(folder);
        await using var server = new CareMailServer(options.Program, users: 1);
        await server.StartAsync();
        await RegisterImports.ImportAsync(options.Program, server, folder);
        Directory.Delete(folder, recursive: true);

        await InsideAsync(server, set);
        await ThroughTheInterfaceAsync(server, set, options.Of("rate", 500), options.Of("seconds", 20));
    }

    private static async Task InsideAsync(CareMailServer server, RegisterSet set)
    {
        await using var database = Database.Open(new StorageOptions { DataFolder = server.DataFolder });
        var registers = new RegisterReader(database);
        var policies = new PolicyTable(database, PolicySettings.Catalogue);
        var report = new Report("eligibility: inside", "what", "times", "median ms", "99 % ms", "longest ms");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var records = await registers.EverythingAsync(Day);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var policy = (await policies.InForceAsync()).On(Day);
        Row(
            report,
            "one decision",
            set.SiteCodes.Select(code =>
                Took(() => EligibilityRules.Decide(records, policy, EligibilityQuestion.AboutOds(code, Day)))
            )
        );

        var preview = new PreviewPolicy(registers, policies, PolicySettings.Catalogue, EligibilityLimits.Default);
        var edit = new PolicyEdit("smallest_group", Day, "5", "benchmark");
        var (took, changed) = (new List<double>(), 0);
        for (var round = 0; round < 3; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var outcome = await preview.RunAsync(Actor.Operator("benchmark"), edit, Day);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            changed = outcome.IsDone(out var impact, out _) ? impact.Changed : 0;
        }

        Row(report, $"who would change? (all providers, {changed:N0} would)", took);
        await report.PrintAsync();
        await Console.Out.WriteLineAsync($"\nAll registers in memory hold {held / 1e6:N0} MB.");
        GC.KeepAlive(records);
    }

    /// <summary>
    /// Each question has its moment, whether the ones before it are answered or not: a wait counts from that moment, so that
    /// a slow answer cannot hide the questions behind it.
    /// </summary>
    private static async Task ThroughTheInterfaceAsync(CareMailServer server, RegisterSet set, int rate, int seconds)
    {
        using var http = new HttpClient { BaseAddress = server.Web };
        var before = server.ResidentBytes;
        var report = new Report(
            $"eligibility: {rate} questions a second through the interface",
            "seconds",
            "questions",
            "median ms",
            "99 % ms",
            "longest ms"
        );
        foreach (var part in new[] { "the first 5", $"the next {seconds}" })
        {
            var waits = await AskAsync(http, set, rate, part == "the first 5" ? 5 : seconds);
            Row(report, part, waits);
        }

        await report.PrintAsync();
        await Console.Out.WriteLineAsync(
            $"\nThe server grew from {before / 1e6:N0} to {server.ResidentBytes / 1e6:N0} MB."
        );
    }

    private static async Task<IReadOnlyCollection<double>> AskAsync(
        HttpClient http,
        RegisterSet set,
        int rate,
        int seconds
    )
    {
        var waits = new ConcurrentBag<double>();
        var asked = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < rate * seconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            asked.Add(AskOneAsync(http, set.SiteCodes[i * 7 % set.SiteCodes.Count], began, due, waits));
        }

        await Task.WhenAll(asked);
        return waits;
    }

    private static async Task AskOneAsync(
        HttpClient http,
        string code,
        long began,
        TimeSpan due,
        ConcurrentBag<double> waits
    )
    {
        using var answer = await http.GetAsync(
            new Uri($"/api/v1/eligibility?ods={code}&on=2026-11-20", UriKind.Relative)
        );
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
        waits.Add((Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
    }

    private static double Took(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Row(Report report, string what, IEnumerable<double> took)
    {
        var ordered = took.Order().ToList();
        report.Row(
            what,
            ordered.Count,
            Report.Number(ordered[ordered.Count / 2]),
            Report.Number(ordered[ordered.Count * 99 / 100]),
            Report.Number(ordered[^1])
        );
    }
}
