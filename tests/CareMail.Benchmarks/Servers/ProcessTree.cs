using System.Diagnostics;
using System.Globalization;

namespace CareMail.Benchmarks.Servers;

/// <summary>What a process and everything it started have used, from /proc.</summary>
internal static class ProcessTree
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>The living, with what their ended children used and they waited for.</summary>
    public static TimeSpan CpuTime(IEnumerable<Process> roots)
    {
        var ticks = 0L;
        foreach (var fields in Members(roots).Select(Stat).OfType<string[]>())
        {
            // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), less the first two.
            ticks += fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Memory with shared pages divided among those who share them.</summary>
    public static long ProportionalBytes(IEnumerable<Process> roots) => Members(roots).Sum(Proportional);

    public static void Signal(Process process, string signal)
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    private static HashSet<int> Members(IEnumerable<Process> roots)
    {
        var parents = Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Fields: Stat(id)))
            .Where(p => p.Fields is not null)
            .ToLookup(p => int.Parse(p.Fields![1], CultureInfo.InvariantCulture), p => p.Id);
        var members = new HashSet<int>();
        var waiting = new Stack<int>(roots.Select(root => root.Id));
        while (waiting.TryPop(out var id))
        {
            if (members.Add(id))
            {
                foreach (var child in parents[id])
                {
                    waiting.Push(child);
                }
            }
        }

        return members;
    }

    /// <summary>The fields behind the name, which may hold spaces: state first, parent second.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Proportional(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup")
                .First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return 1024
                * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}
