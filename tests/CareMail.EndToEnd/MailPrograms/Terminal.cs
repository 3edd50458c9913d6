using System.Diagnostics;
using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

/// <summary>A program on a screen of its own (tmux): types for a person, and reads what the person would see.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _socket;

    private Terminal(string socket) => _socket = socket;

    public static async Task<Terminal> StartAsync(string folder, string command)
    {
        var terminal = new Terminal(Path.Combine(folder, "tmux"));
        await terminal.TmuxAsync(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "120",
            "-y",
            "40",
            $"env HOME={folder} TERM=screen {command}"
        );
        return terminal;
    }

    /// <summary>Keys by tmux's names, or text.</summary>
    public async Task TypeAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            await TmuxAsync("send-keys", key);
        }
    }

    /// <summary>Waits until the text is on the screen.</summary>
    public async Task ShowsAsync(string text)
    {
        var began = Stopwatch.GetTimestamp();
        string screen;
        do
        {
            screen = (await Tool.RunAsync("tmux", ["-S", _socket, "capture-pane", "-p"])).Output;
            if (screen.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(100);
        } while (Stopwatch.GetElapsedTime(began) < Patience);

        Assert.Fail($"'{text}' did not appear. The screen:\n{screen}");
    }

    /// <summary>Waits until the program has ended, and its screen with it.</summary>
    public async Task EndsAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while ((await Tool.RunAsync("tmux", ["-S", _socket, "has-session"])).ExitCode == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "The program did not end.");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync() => await Tool.RunAsync("tmux", ["-S", _socket, "kill-server"]);

    private async Task TmuxAsync(params string[] arguments) =>
        (await Tool.RunAsync("tmux", ["-S", _socket, .. arguments])).Succeeded();
}
