using System.Diagnostics;
using CareMail.Benchmarks.Clients;
using CareMail.Benchmarks.Servers;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Benchmarks;

/// <summary>
/// The country's registers imported beside a running service, by the verb in a process of its own, while letters keep
/// coming: how long the imports take, and how long a letter waits.
/// </summary>
internal static class RegisterImports
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(Options options)
    {
        var set = new RegisterSet(options.Of("sites", 32_000), options.Of("headquarters", 19_000));
        if (options.TextOf("write") is { } kept)
        {
            set.Write(Directory.CreateDirectory(kept).FullName);
            return;
        }

        var folder = Directory.CreateTempSubdirectory("caremail-registers-").FullName;
        set.Write(folder);
        await using var server = new CareMailServer(options.Program, users: 4);
        await server.StartAsync();
        var letters = new LetterStream(server);
        await letters.DuringAsync(() => Task.Delay(3_000));

        var report = new Report(
            "registers: 32,000 sites, 19,000 headquarters, beside a service that gets 50 letters a second",
            "what",
            "seconds",
            "letters",
            "median ms",
            "99 % ms",
            "longest ms"
        );
        await RowAsync(report, letters, "nothing beside", () => Task.Delay(5_000));
        await RowAsync(report, letters, "first import", () => ImportAsync(options.Program, server, folder));
        await RowAsync(report, letters, "the same again", () => ImportAsync(options.Program, server, folder));
        set.Write(folder, changedInThousand: 10);
        await RowAsync(
            report,
            letters,
            "one row in a hundred changed",
            () => ImportAsync(options.Program, server, folder)
        );
        await report.PrintAsync();
        await ReadingAsync(server, set);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task RowAsync(Report report, LetterStream letters, string what, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        var waits = await letters.DuringAsync(work);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        report.Row(
            what,
            Report.Number(seconds),
            waits.Count,
            Report.Number(waits[waits.Count / 2]),
            Report.Number(waits[waits.Count * 99 / 100]),
            Report.Number(waits[^1])
        );
    }

    internal static async Task ImportAsync(string program, CareMailServer server, string folder)
    {
        var info = new ProcessStartInfo(program, ["registers", "import", folder, "--as-at", "2026-11-20"])
        {
            RedirectStandardOutput = true,
        };
        info.Environment["CAREMAIL_DATA"] = server.DataFolder;
        using var process = Process.Start(info)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("The import was not clean:\n" + said);
        }
    }

    /// <summary>What a decision reads, what the search reads, and everything at once.</summary>
    private static async Task ReadingAsync(CareMailServer server, RegisterSet set)
    {
        await using var database = Database.Open(new StorageOptions { DataFolder = server.DataFolder });
        var reader = new RegisterReader(database);
        var search = new PlaceSearch(database, TimeProvider.System);
        var day = new DateOnly(2026, 11, 20);
        var codes = set.SiteCodes.Where((_, i) => i % 16 == 0).ToList();
        var report = new Report("reading, in this process", "what", "times", "median ms", "99 % ms", "longest ms");
        await ReadAsync(report, "all about one code", codes, code => reader.AboutCodeAsync(code, day));
        await ReadAsync(
            report,
            "search by part of a name",
            ["larkfield", "amber", "wether court", "fern mockhythe"],
            25,
            search.FindAsync
        );
        await ReadAsync(report, "search by postcode", ["ZA11", "ZK3 2", "ZZ9"], 25, search.FindAsync);
        await ReadAsync(report, "everything", ["", ""], _ => reader.EverythingAsync(day));
        await report.PrintAsync();
    }

    private static Task ReadAsync<T>(
        Report report,
        string what,
        IReadOnlyList<string> words,
        int times,
        Func<string, CancellationToken, Task<T>> read
    ) => ReadAsync(report, what, [.. Enumerable.Repeat(words, times).SelectMany(w => w)], word => read(word, default));

    private static async Task ReadAsync<T>(Report report, string what, List<string> words, Func<string, Task<T>> read)
    {
        await read(words[0]);
        var took = new List<double>();
        foreach (var word in words)
        {
            var began = Stopwatch.GetTimestamp();
            await read(word);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        took.Sort();
        report.Row(
            what,
            took.Count,
            Report.Number(took[took.Count / 2]),
            Report.Number(took[took.Count * 99 / 100]),
            Report.Number(took[^1])
        );
    }

    /// <summary>A letter every fiftieth of a second, over one connection; how long each took to be accepted.</summary>
    private sealed class LetterStream(CareMailServer server)
    {
        private int _number;

        public async Task<List<double>> DuringAsync(Func<Task> work)
        {
            var waits = new List<double>();
            var client = await SmtpClient.ConnectAsync(server.SmtpPort);
            var working = work();
            while (!working.IsCompleted)
            {
                var user = server.Users[_number % server.Users.Count];
                var letter = Letters.Write(_number++, user.Address);
                var began = Stopwatch.GetTimestamp();
                await client.DeliverAsync(user.Address, letter);
                var took = Stopwatch.GetElapsedTime(began);
                waits.Add(took.TotalMilliseconds);
                if (took < Pace)
                {
                    await Task.Delay(Pace - took);
                }
            }

            await client.QuitAsync();
            await working;
            waits.Sort();
            return waits;
        }
    }
}
