using System.Diagnostics;
using CareMail.Benchmarks.Clients;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks;

/// <summary>
/// What somebody signed in waits for: each page of their day, one after the other over loopback, so that the time is the
/// server's; and how soon a mail program's open connection ends after its password was removed.
/// </summary>
internal static class Pages
{
    private static readonly string[] Paths =
    [
        "/mail/folders",
        "/mail/write",
        "/account",
        "/account/sign-in",
        "/account/profile",
        "/account/record",
        "/directory",
        "/contacts",
    ];

    public static async Task RunAsync(Options options)
    {
        await using var server = new CareMailServer(options.Program, users: 2, devices: options.Of("endings", 20));
        await server.StartAsync();
        var me = server.Users[0];
        using var browser = await WebClient.SignInAsync(server.Web, me.Web!);
        await PagesAsync(browser, options.Of("times", 300));
        await EndingsAsync(server, browser, me);
    }

    private static async Task PagesAsync(WebClient browser, int times)
    {
        var report = new Report(
            "pages: somebody signed in",
            "page",
            "times",
            "bytes",
            "median ms",
            "95 % ms",
            "99 % ms"
        );
        foreach (var path in Paths)
        {
            var (took, bytes) = (new List<double>(), 0);
            for (var i = -20; i < times; i++)
            {
                var began = Stopwatch.GetTimestamp();
                bytes = await browser.GetAsync(path);
                if (i >= 0)
                {
                    took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }

            Row(report, path, bytes, took);
        }

        await report.PrintAsync();
    }

    private static async Task EndingsAsync(CareMailServer server, WebClient browser, BenchUser me)
    {
        var took = new List<double>();
        foreach (var device in me.Devices)
        {
            await using var imap = await ImapClient.ConnectAsync(
                server.ImapsPort,
                me with
                {
                    Password = device.Password,
                }
            );
            await imap.SelectAsync();
            var closed = imap.ClosedAsync();
            var began = Stopwatch.GetTimestamp();
            await browser.PostAsync("/account", "/account?handler=Remove", ("id", device.Id.ToString()));
            await closed;
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var report = new Report(
            "revocation: a mail program with an open connection",
            "from pressing Remove to",
            "times",
            "bytes",
            "median ms",
            "95 % ms",
            "99 % ms"
        );
        Row(report, "the connection's end", 0, took);
        await report.PrintAsync();
    }

    private static void Row(Report report, string what, int bytes, List<double> took)
    {
        var sorted = took.Order().ToList();
        report.Row(
            what,
            sorted.Count,
            bytes,
            Report.Number(sorted[sorted.Count / 2]),
            Report.Number(sorted[sorted.Count * 95 / 100]),
            Report.Number(sorted[sorted.Count * 99 / 100])
        );
    }
}
