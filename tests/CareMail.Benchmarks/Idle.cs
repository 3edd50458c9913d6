using System.Diagnostics;
using CareMail.Benchmarks.Clients;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks;

/// <summary>Mail programs that wait: what each costs in memory, and how soon each hears of new mail.</summary>
internal static class Idle
{
    private const int Users = 10;

    // More than 128 are more than Linux gives one user to watch folders with (fs.inotify.max_user_instances): Dovecot then
    // looks only every half minute, and this takes long.
    private const int Connections = 100;

    private const int Settling = 40;
    private const int Resting = 15;

    public static async Task RunAsync(Options options)
    {
        var (connections, messages) = (options.Of("connections", Connections), options.Of("messages", 50));
        var report = new Report(
            $"idle: {connections} connections with TLS in IDLE",
            "server",
            "kB a connection",
            "sign-ins/s",
            "told after, median ms",
            "95 % ms",
            "CPU ms/s with nobody connected",
            "CPU ms/s with all idle"
        );
        await using var ours = new CareMailServer(options.Program, Users);
        await using var theirs = new PostfixDovecot(Users);
        foreach (var server in new MailServer[] { ours, theirs })
        {
            await server.StartAsync();
            await Inbound.SendAsync(server, 100, 2);
            await RunAsync(server, connections, messages, report);
        }

        await report.PrintAsync();
    }

    private static async Task RunAsync(MailServer server, int connections, int messages, Report report)
    {
        var alone = await RestingCpuAsync(server);
        var before = server.ResidentBytes;
        var began = Stopwatch.GetTimestamp();
        var idle = new List<ImapClient>();
        foreach (var some in Enumerable.Range(0, connections).Chunk(16))
        {
            idle.AddRange(await Task.WhenAll(some.Select(i => OpenAsync(server, i))));
        }

        await Console.Out.WriteLineAsync($"{server.Name}: {connections} connections idle");
        var opened = Stopwatch.GetElapsedTime(began);
        await Task.Delay(3_000);
        var memory = (server.ResidentBytes - before) / connections;
        var idleCpu = await RestingCpuAsync(server);

        var delays = new List<double>();
        await using (var smtp = await SmtpClient.ConnectAsync(server.SmtpPort))
        {
            for (var i = 0; i < messages; i++)
            {
                delays.Add(await TellAsync(server, smtp, idle, i));
            }
        }

        delays.Sort();
        report.Row(
            server.Name,
            Report.Number(memory / 1024.0),
            Report.Number(connections / opened.TotalSeconds),
            Report.Number(delays[delays.Count / 2]),
            Report.Number(delays[delays.Count * 95 / 100]),
            Report.Number(alone),
            Report.Number(idleCpu)
        );
        foreach (var client in idle)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>CPU a second at rest: when the just-in-time compiler is through with what was in use before.</summary>
    private static async Task<double> RestingCpuAsync(MailServer server)
    {
        await Task.Delay(TimeSpan.FromSeconds(Settling));
        var cpu = server.CpuTime;
        await Task.Delay(TimeSpan.FromSeconds(Resting));
        return (server.CpuTime - cpu).TotalMilliseconds / Resting;
    }

    private static async Task<ImapClient> OpenAsync(MailServer server, int i)
    {
        var imap = await ImapClient.ConnectAsync(server.ImapsPort, server.Users[i % Users]);
        await imap.SelectAsync();
        await imap.IdleAsync();
        return imap;
    }

    /// <summary>From the server's 250 until the last of the person's connections knows.</summary>
    private static async Task<double> TellAsync(MailServer server, SmtpClient smtp, List<ImapClient> idle, int i)
    {
        var user = i % Users;
        await smtp.DeliverAsync(server.Users[user].Address, Letters.Write(i, server.Users[user].Address));
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(idle.Where((_, n) => n % Users == user).Select(HearAsync));
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task HearAsync(ImapClient imap)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await imap.ReadLineAsync(patience.Token)).EndsWith(" EXISTS", StringComparison.Ordinal)) { }
    }
}
