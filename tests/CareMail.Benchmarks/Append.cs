using CareMail.Benchmarks.Clients;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks;

/// <summary>Mail programs that store messages with APPEND, each in its own mailbox, one after the other.</summary>
internal static class Append
{
    public static async Task RunAsync(Options options)
    {
        var (count, connections, rounds) = (
            options.Of("messages", 4_000),
            options.Of("connections", 4),
            options.Of("rounds", 3)
        );
        await using var ours = new CareMailServer(options.Program, connections);
        await using var theirs = new PostfixDovecot(connections);
        MailServer[] servers = [ours, theirs];
        foreach (var server in servers)
        {
            await server.StartAsync();
            await StoreAsync(server, 400, connections);
        }

        var results = servers.ToDictionary(s => s.Name, _ => new List<Measurement>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var server in servers)
            {
                var measured = await Measurement.OfAsync(server, count, () => StoreAsync(server, count, connections));
                results[server.Name].Add(measured);
                await Console.Out.WriteLineAsync($"round {round}, {server.Name}: {measured.Rate:N0}/s");
            }
        }

        var report = new Report(
            $"append: 4 kB messages over {connections} IMAP connections with TLS",
            "server",
            "messages/s",
            "CareMail is",
            "CPU ms a message",
            "syncs a message"
        );
        foreach (var server in servers)
        {
            var measured = Measurement.Median(results[server.Name]);
            report.Row(
                server.Name,
                Report.Number(measured.Rate),
                Report.Times(Measurement.Median(results[ours.Name]).Rate, measured.Rate),
                Report.Number(measured.CpuMilliseconds),
                Report.Number(await SyncsAsync(options, server is CareMailServer, connections))
            );
        }

        await report.PrintAsync();
    }

    public static Task StoreAsync(MailServer server, int count, int connections) =>
        Task.WhenAll(
            Enumerable
                .Range(0, connections)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        await using var imap = await ImapClient.ConnectAsync(server.ImapsPort, server.Users[n]);
                        for (var i = n; i < count; i += connections)
                        {
                            await imap.AppendAsync(Letters.Write(i, server.Users[n].Address));
                        }
                    })
                )
        );

    private static async Task<double> SyncsAsync(Options options, bool ours, int connections)
    {
        const int Few = 400;
        await using MailServer server = ours
            ? new CareMailServer(options.Program, connections)
            : new PostfixDovecot(connections);
        await server.StartAsync(countSyncs: true);
        await StoreAsync(server, 100, connections);
        var from = TimeProvider.System.GetUtcNow();
        await StoreAsync(server, Few, connections);
        var until = TimeProvider.System.GetUtcNow();
        await Task.Delay(500);
        return (double)server.SyncsBetween(from, until) / Few;
    }
}
