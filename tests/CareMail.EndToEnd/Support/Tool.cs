using System.Diagnostics;

namespace CareMail.EndToEnd.Support;

/// <summary>What a program said and how it ended.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    public string All => Output + Errors;

    /// <summary>Throws with all that was said, unless it ended with 0.</summary>
    public ToolResult Succeeded() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"Ended with {ExitCode}:\n{All}");
}

/// <summary>Runs programs of the machine: swaks, mbsync, curl, neomutt under tmux.</summary>
public static class Tool
{
    public static async Task<ToolResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? input = null,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? patience = null
    )
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromMinutes(2));
        try
        {
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(
                process.ExitCode,
                await output.WaitAsync(limit.Token),
                await errors.WaitAsync(limit.Token)
            );
        }
        catch (IOException) when (!limit.IsCancellationRequested)
        {
            // It ended without reading what we had for it; its own words say why.
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} took too long. It said:\n{await output}{await errors}");
        }
    }
}
