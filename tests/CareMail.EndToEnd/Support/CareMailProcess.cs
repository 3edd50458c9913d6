using System.Diagnostics;
using System.Text;
using CareMail.Hosting;

namespace CareMail.EndToEnd.Support;

/// <summary>
/// The built executable as an operator runs it: its own process, ports and data folder.
/// It can be killed at any moment and started again on the same folder and the same ports.
/// </summary>
public sealed class CareMailProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, string> _environment;
    private readonly Ports _ports;
    private readonly string _verb;
    private readonly string[] _under;
    private readonly bool _ownsFolder;
    private Process? _process;

    private CareMailProcess(string verb, string? dataFolder, string[] under, Dictionary<string, string>? settings)
    {
        (_verb, _under, _ownsFolder) = (verb, under, dataFolder is null);
        DataFolder = dataFolder ?? Directory.CreateTempSubdirectory("caremail-e2e-").FullName;
        _ports = Ports.Next();
        _environment = new Dictionary<string, string>
        {
            ["CAREMAIL_DATA"] = DataFolder,
            ["CAREMAIL_WEB"] = $"127.0.0.1:{Web}",
            ["CAREMAIL_URL"] = Url.ToString(),
            ["CAREMAIL_SMTP"] = $"127.0.0.1:{Smtp}",
            ["CAREMAIL_SUBMISSION"] = $"127.0.0.1:{Submission}",
            ["CAREMAIL_SUBMISSIONS"] = $"127.0.0.1:{Submissions}",
            ["CAREMAIL_IMAP"] = $"127.0.0.1:{Imap}",
            ["CAREMAIL_IMAPS"] = $"127.0.0.1:{Imaps}",
        };
        foreach (var (name, value) in settings ?? [])
        {
            _environment[name] = value;
        }
    }

    public string DataFolder { get; }

    public int Web => _ports[Door.Web];

    public int Smtp => _ports[Door.Smtp];

    public int Submission => _ports[Door.Submission];

    public int Submissions => _ports[Door.Submissions];

    public int Imap => _ports[Door.Imap];

    public int Imaps => _ports[Door.Imaps];

    /// <summary>By name, because passkeys and cookies know 'localhost' and not its number.</summary>
    public Uri Url => new($"http://localhost:{Web}");

    public int Id => Running.Id;

    /// <summary>Everything said on both outputs so far, over all starts.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public long ResidentBytes
    {
        get
        {
            Running.Refresh();
            return Running.WorkingSet64;
        }
    }

    private Process Running => _process ?? throw new InvalidOperationException("It is not running.");

    /// <summary>Starts the program and returns when every door is open and /healthz says 200.</summary>
    /// <param name="verb"><c>serve</c> or <c>demo</c>.</param>
    /// <param name="dataFolder">Null makes one, and deletes it at the end.</param>
    /// <param name="under">A program to run it under, such as <c>strace -f -o file</c>.</param>
    /// <param name="settings">More environment variables, or others.</param>
    public static async Task<CareMailProcess> StartAsync(
        string verb = "serve",
        string? dataFolder = null,
        string[]? under = null,
        Dictionary<string, string>? settings = null
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new CareMailProcess(verb, dataFolder, under ?? [], settings);
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException)
                when (attempt < 5 && server.Output.Contains("in use", StringComparison.Ordinal))
            {
                // Another program on this machine has one of the ports: take the next block.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it on the same folder and ports, after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Start(
            [.. _under, Executable, _verb],
            redirect: line =>
            {
                Hear(line);
                if (line == "ready")
                {
                    ready.TrySetResult();
                }
            }
        );
        var first = await Task.WhenAny(ready.Task, _process.WaitForExitAsync(), Task.Delay(Patience));
        if (first != ready.Task)
        {
            await KillAsync();
            throw new InvalidOperationException("CareMail did not start:\n" + Output);
        }

        using var http = new HttpClient { BaseAddress = Url };
        (await http.GetAsync(new Uri("/healthz", UriKind.Relative))).EnsureSuccessStatusCode();
    }

    /// <summary>SIGKILL: what a crash, an out-of-memory killer or a power switch does.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>SIGTERM, as systemd does; waits for the end and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        var process = Running;
        await Tool.RunAsync("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(Patience);
        var code = process.ExitCode;
        process.Dispose();
        _process = null;
        return code;
    }

    /// <summary>Runs another verb on the same data folder and settings: <c>verify</c>, <c>admin …</c>.</summary>
    public Task<ToolResult> RunVerbAsync(params string[] arguments) =>
        Tool.RunAsync(Executable, arguments, environment: _environment);

    /// <summary>Runs a verb on another data folder, with this server's other settings.</summary>
    public Task<ToolResult> RunVerbOnAsync(string dataFolder, params string[] arguments) =>
        Tool.RunAsync(
            Executable,
            arguments,
            environment: new Dictionary<string, string>(_environment) { ["CAREMAIL_DATA"] = dataFolder }
        );

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_ownsFolder)
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    /// <summary>Built by the same build as these tests, in the same configuration.</summary>
    private static string Executable { get; } = FindExecutable();

    private static string FindExecutable()
    {
        // …/tests/CareMail.EndToEnd/bin/<configuration>/<framework>
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (here.Name, here.Parent!.Name);
        var root = here.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "CareMail", "bin", configuration, framework, "caremail");
    }

    private Process Start(string[] command, Action<string> redirect)
    {
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = DataFolder,
        };
        foreach (var (name, value) in _environment)
        {
            info.Environment[name] = value;
        }

        var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => redirect(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Hear(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Hear(string line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
