using CareMail.Benchmarks.Clients;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks;

/// <summary>One mail program on a large folder: what it asks at sign-in, for the list, and when it takes everything.</summary>
internal static class Fetch
{
    private static readonly (string What, string Command)[] Questions =
    [
        ("FETCH 1:* (FLAGS)", "FETCH 1:* (UID FLAGS)"),
        ("FETCH 1:* (ENVELOPE)", "FETCH 1:* (ENVELOPE)"),
        ("FETCH 1:* FULL-like", "FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)"),
        ("FETCH 1:* (BODY.PEEK[])", "FETCH 1:* (BODY.PEEK[])"),
    ];

    public static async Task RunAsync(Options options)
    {
        var (count, rounds) = (options.Of("messages", 50_000), options.Of("rounds", 3));
        await using var ours = new CareMailServer(options.Program, 1);
        await using var theirs = new PostfixDovecot(1);
        MailServer[] servers = [ours, theirs];
        foreach (var server in servers)
        {
            await server.StartAsync();
            await Console.Out.WriteLineAsync($"filling {server.Name}");
            await server.FillAsync(server.Users[0], count);
        }

        var report = new Report(
            $"fetch: a folder of {count:N0} messages of 4 kB, one connection with TLS",
            "question",
            "CareMail ms",
            "Dovecot ms",
            "CareMail is",
            "first time ms",
            "MB"
        );
        foreach (var (what, command) in Questions)
        {
            var times = servers.ToDictionary(s => s, _ => new List<Measurement>());
            var bytes = 0L;
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var server in servers)
                {
                    await using var imap = await ImapClient.ConnectAsync(server.ImapsPort, server.Users[0]);
                    await imap.SelectAsync();
                    times[server]
                        .Add(
                            await Measurement.OfAsync(server, count, async () => bytes = await imap.DrainAsync(command))
                        );
                }
            }

            // The first one fills caches of whoever has them.
            var (mine, other) = (Measurement.Median(times[ours].Skip(1)), Measurement.Median(times[theirs].Skip(1)));
            report.Row(
                what,
                Report.Number(mine.Time.TotalMilliseconds),
                Report.Number(other.Time.TotalMilliseconds),
                Report.Times(mine.Rate, other.Rate),
                Report.Number(times[ours][0].Time.TotalMilliseconds)
                    + " / "
                    + Report.Number(times[theirs][0].Time.TotalMilliseconds),
                Report.Number(bytes / 1e6)
            );
        }

        await report.PrintAsync();
    }
}
