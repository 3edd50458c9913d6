using System.Diagnostics;
using System.Globalization;
using CareMail.Identity;
using CareMail.Identity.Devices;

namespace CareMail.Benchmarks.Servers;

/// <summary>Somebody who has a mailbox on the server under test.</summary>
internal sealed record BenchUser(string Address, string UserName, string Password)
{
    /// <summary>What a browser signs in with, where the server has a web door.</summary>
    public SignInSecrets? Web { get; init; }

    /// <summary>Further passwords of mail programs.</summary>
    public IReadOnlyList<IssuedDevicePassword> Devices { get; init; } = [];
}

/// <summary>A mail server in processes and folders of its own, on loopback.</summary>
internal abstract class MailServer : IAsyncDisposable
{
    public abstract string Name { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("caremail-bench-").FullName;

    public int SmtpPort { get; protected init; }

    public int ImapsPort { get; protected init; }

    public IReadOnlyList<BenchUser> Users { get; protected set; } = [];

    /// <summary>The processes whose work counts, with all they start.</summary>
    protected List<Process> Roots { get; } = [];

    /// <summary>With <paramref name="countSyncs"/> it runs under strace, which slows it: not for rates.</summary>
    public abstract Task StartAsync(bool countSyncs = false);

    /// <summary>Puts so many messages into a person's inbox, by the quickest way the server has.</summary>
    public abstract Task FillAsync(BenchUser user, int count);

    public TimeSpan CpuTime => ProcessTree.CpuTime(Roots);

    public long ResidentBytes => ProcessTree.ProportionalBytes(Roots);

    public long SyncsBetween(DateTimeOffset from, DateTimeOffset to) =>
        Directory.GetFiles(Folder, "syncs.*").Sum(trace => CountSyncs(trace, from, to));

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var root in Roots)
        {
            ProcessTree.Signal(root, "TERM");
        }

        foreach (var root in Roots)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await root.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                root.Kill(entireProcessTree: true);
            }

            root.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts a program, under strace if its syncs are to be counted, and listens to what it says.</summary>
    protected Process Launch(
        string[] command,
        bool countSyncs,
        IReadOnlyDictionary<string, string> environment,
        Action<string>? onLine = null
    )
    {
        string[] strace =
        [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-ttt",
            "-e",
            "trace=fsync,fdatasync,sync_file_range,msync,sync,syncfs",
            "-o",
            Path.Combine(Folder, $"syncs.{Roots.Count}"),
        ];
        string[] all = countSyncs ? [.. strace, .. command] : command;
        var info = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => onLine?.Invoke(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => onLine?.Invoke(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Roots.Add(process);
        return process;
    }

    /// <summary>Lines are <c>PID SECONDS.MICROSECONDS call(…) = 0</c>; an interrupted call has a second line, resumed.</summary>
    private static long CountSyncs(string trace, DateTimeOffset from, DateTimeOffset to) =>
        File.ReadLines(trace)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 2 && words[2].Contains("sync", StringComparison.Ordinal))
            .Count(words =>
                double.TryParse(words[1], CultureInfo.InvariantCulture, out var at)
                && at >= from.ToUnixTimeMilliseconds() / 1000.0
                && at <= to.ToUnixTimeMilliseconds() / 1000.0
            );
}
