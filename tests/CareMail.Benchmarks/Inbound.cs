using CareMail.Benchmarks.Clients;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks;

/// <summary>
/// Messages over SMTP into local mailboxes. For CareMail the last 250 means that all are in their mailboxes; for the pipeline the
/// clock stops when IMAP counts them; Postfix alone has only queued them. All are read back over IMAP and counted one by one.
/// </summary>
internal static class Inbound
{
    private const int Users = 16;

    public static async Task RunAsync(Options options)
    {
        var (count, connections, rounds) = (
            options.Of("messages", 3_000),
            options.Of("connections", 8),
            options.Of("rounds", 3)
        );
        await using var ours = new CareMailServer(options.Program, Users);
        await using var theirs = new PostfixDovecot(Users);
        await using var accept = new PostfixDovecot(Users, holdDelivery: true);
        // Alone, to be looked at with a profiler.
        MailServer[] servers = options.Of("alone", 0) == 1 ? [ours] : [ours, theirs, accept];
        foreach (var server in servers)
        {
            await server.StartAsync();
            await WarmUpAsync(server, accept == server);
        }

        var results = servers.ToDictionary(s => s.Name, _ => new List<Measurement>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var server in servers)
            {
                var before = await CountsAsync(server, accept == server);
                var measured = await Measurement.OfAsync(
                    server,
                    count,
                    async () =>
                    {
                        await SendAsync(server, count, connections);
                        await LandedAsync(server, before, count, accept == server);
                    }
                );
                results[server.Name].Add(measured);
                await Console.Out.WriteLineAsync($"round {round}, {server.Name}: {measured.Rate:N0}/s");
            }
        }

        foreach (var server in servers.Where(s => s != accept))
        {
            await CheckAsync(server);
        }

        await PrintAsync(options.Program, servers, results, connections);
    }

    private static async Task PrintAsync(
        string program,
        MailServer[] servers,
        Dictionary<string, List<Measurement>> results,
        int connections
    )
    {
        var report = new Report(
            $"inbound: 4 kB messages over {connections} SMTP connections",
            "server",
            "messages/s",
            "CareMail is",
            "CPU ms a message",
            "syncs a message"
        );
        var ours = Measurement.Median(results[servers[0].Name]);
        foreach (var server in servers)
        {
            var measured = Measurement.Median(results[server.Name]);
            var syncs = await SyncsAsync(program, server, connections);
            report.Row(
                server.Name,
                Report.Number(measured.Rate),
                Report.Times(ours.Rate, measured.Rate),
                Report.Number(measured.CpuMilliseconds),
                Report.Number(syncs)
            );
        }

        await report.PrintAsync();
    }

    public static async Task SendAsync(MailServer server, int count, int connections)
    {
        var next = -1;
        var letters = Enumerable
            .Range(0, count)
            .Select(i => (To: server.Users[i % server.Users.Count].Address, Index: i))
            .Select(l => (l.To, Bytes: Letters.Write(l.Index, l.To)))
            .ToArray();
        await Task.WhenAll(
            Enumerable
                .Range(0, connections)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        await using var client = await SmtpClient.ConnectAsync(server.SmtpPort);
                        for (int i; (i = Interlocked.Increment(ref next)) < count; )
                        {
                            await client.DeliverAsync(letters[i].To, letters[i].Bytes);
                        }

                        await client.QuitAsync();
                    })
                )
        );
    }

    private static async Task WarmUpAsync(MailServer server, bool acceptOnly)
    {
        var before = await CountsAsync(server, acceptOnly);
        await SendAsync(server, 500, 4);
        await LandedAsync(server, before, 500, acceptOnly);
    }

    private static async Task<int[]> CountsAsync(MailServer server, bool acceptOnly)
    {
        var counts = new int[server.Users.Count];
        for (var i = 0; !acceptOnly && i < counts.Length; i++)
        {
            await using var imap = await ImapClient.ConnectAsync(server.ImapsPort, server.Users[i]);
            counts[i] = await imap.MessagesAsync();
        }

        return counts;
    }

    /// <summary>Waits mailbox by mailbox, so that waiting costs the server next to nothing.</summary>
    private static async Task LandedAsync(MailServer server, int[] before, int count, bool acceptOnly)
    {
        for (var i = 0; !acceptOnly && i < before.Length; i++)
        {
            var expected = before[i] + (count / before.Length) + (i < count % before.Length ? 1 : 0);
            await using var imap = await ImapClient.ConnectAsync(server.ImapsPort, server.Users[i]);
            while (await imap.MessagesAsync() < expected)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Every message of every round is there as often as it was sent, whole.</summary>
    private static async Task CheckAsync(MailServer server)
    {
        var (total, broken) = (0, 0);
        foreach (var user in server.Users)
        {
            await using var imap = await ImapClient.ConnectAsync(server.ImapsPort, user);
            var expected = await imap.SelectAsync();
            var found = 0;
            await imap.FetchAllAsync(message =>
            {
                found++;
                broken += Letters.NumberOf(message) < 0 ? 1 : 0;
            });
            total += found;
            broken += expected - found;
        }

        await Console.Out.WriteLineAsync($"{server.Name}: read back {total}, broken or missing {broken}");
    }

    /// <summary>A short run of its own under strace, on a server of its own.</summary>
    private static async Task<double> SyncsAsync(string program, MailServer like, int connections)
    {
        const int Few = 400;
        await using MailServer server =
            like is CareMailServer
                ? new CareMailServer(program, Users)
                : new PostfixDovecot(
                    Users,
                    holdDelivery: like.ImapsPort == 0 || like.Name.Contains("alone", StringComparison.Ordinal)
                );
        var acceptOnly = server.Name.Contains("alone", StringComparison.Ordinal);
        await server.StartAsync(countSyncs: true);
        await WarmUpAsync(server, acceptOnly);
        var before = await CountsAsync(server, acceptOnly);
        var from = TimeProvider.System.GetUtcNow();
        await SendAsync(server, Few, connections);
        await LandedAsync(server, before, Few, acceptOnly);
        await Task.Delay(500);
        return (double)server.SyncsBetween(from, TimeProvider.System.GetUtcNow()) / Few;
    }
}
