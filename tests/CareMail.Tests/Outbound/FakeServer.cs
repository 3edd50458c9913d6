using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CareMail.Hosting;
using CareMail.Outbound;

namespace CareMail.Tests.Outbound;

/// <summary>
/// Another mail server, played by a script: each step is what it waits for (a prefix; "." for the end of a message) and what
/// it then says. Keeps everything it heard.
/// </summary>
internal sealed class FakeServer(params (string Wait, string Say)[] steps) : IDialler
{
    public const string StartTls = "(tls)";

    /// <summary>A sign-in if the client has one; otherwise what follows is answered.</summary>
    public const string SignIn = "(auth)";

    private static readonly ServerCertificates Certificates = new(
        null,
        null,
        Directory.CreateTempSubdirectory("caremail-relay-").FullName,
        "relay.example",
        TimeProvider.System
    );

    public StringBuilder Heard { get; } = new();

    public int Connections { get; private set; }

    /// <summary>The line breaks when the client begins to say this.</summary>
    public string? BreaksAt { get; init; }

    /// <summary>Done when a step has heard what it waited for, before it answers.</summary>
    public Func<string, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>Trusts the fake server's certificate and no other, whatever its name.</summary>
    public static bool Trust(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.Subject == "CN=relay.example";

    public Task<Stream> ConnectAsync(string host, int port, CancellationToken ct)
    {
        Connections++;
        var (ours, theirs) = (new Pipe(), new Pipe());
        _ = Task.Run(() => PlayAsync(new DuplexPipeStream(theirs.Reader, ours.Writer)), ct);
        return Task.FromResult<Stream>(new BreakingLine(new DuplexPipeStream(ours.Reader, theirs.Writer), BreaksAt));
    }

    private async Task PlayAsync(Stream stream)
    {
        string? ahead = null;
        foreach (var (wait, say) in steps)
        {
            if (wait == SignIn)
            {
                ahead = await HearAsync(stream);
                if (ahead?.StartsWith("AUTH", StringComparison.Ordinal) == true)
                {
                    ahead = null;
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(say));
                    await stream.FlushAsync();
                }

                continue;
            }

            if (wait == StartTls)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(Certificates.ForServer());
                stream = tls;
                continue;
            }

            if (ahead is null || !ahead.StartsWith(wait, StringComparison.Ordinal))
            {
                await WaitForAsync(stream, wait);
            }

            ahead = null;
            await Before(wait);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(say));
            await stream.FlushAsync();
        }

        await WaitForAsync(stream, "(end)");
    }

    private async Task WaitForAsync(Stream stream, string wait)
    {
        while (wait.Length > 0 && await HearAsync(stream) is { } line)
        {
            if (wait == "." ? line == "." : line.StartsWith(wait, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    private async Task<string?> HearAsync(Stream stream)
    {
        var line = await ReadLineAsync(stream);
        lock (Heard)
        {
            Heard.Append(line).Append(line is null ? "" : "\r\n");
        }

        return line;
    }

    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one) > 0)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
