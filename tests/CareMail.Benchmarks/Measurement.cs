using System.Diagnostics;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks;

/// <summary>So many pieces of work, the time and the server's CPU they took.</summary>
internal sealed record Measurement(string Server, int Count, TimeSpan Time, TimeSpan Cpu)
{
    public double Rate => Count / Time.TotalSeconds;

    public double CpuMilliseconds => Cpu.TotalMilliseconds / Count;

    public static async Task<Measurement> OfAsync(MailServer server, int count, Func<Task> work)
    {
        var cpu = server.CpuTime;
        var began = Stopwatch.GetTimestamp();
        await work();
        var time = Stopwatch.GetElapsedTime(began);
        return new Measurement(server.Name, count, time, server.CpuTime - cpu);
    }

    /// <summary>The middle one of several rounds.</summary>
    public static Measurement Median(IEnumerable<Measurement> rounds)
    {
        var ordered = rounds.OrderBy(m => m.Rate).ToList();
        return ordered[ordered.Count / 2];
    }
}
