using System.Net.Sockets;
using System.Text;
using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.Durability;

/// <summary>Looks over the program's shoulder: nothing is acknowledged before the disk has it.</summary>
public sealed class SyncTests
{
    [Fact]
    public async Task Bytes_and_rows_are_synced_before_250_and_before_the_ok_to_append()
    {
        var trace = Path.GetTempFileName();
        try
        {
            await using var server = await CareMailProcess.StartAsync(
                "demo",
                under:
                [
                    "strace",
                    "-f",
                    "-y",
                    "-s",
                    "100",
                    "-e",
                    "trace=fsync,fdatasync,sendmsg,sendto,write",
                    "-o",
                    trace,
                ],
                settings: new() { ["CAREMAIL_TRUSTED_NETS"] = "127.0.0.0/8" }
            );
            var person = SignIns.Of(server).First(p => p.DevicePassword.Length > 0);

            await DeliverAsync(server, person.Email);
            await using var imap = await RawImap.SignInAsync(server, person.Email, person.DevicePassword);
            var before = (await LinesAsync(trace)).Length;
            await imap.AppendAsync("INBOX", NumberedMail.Make(2));
            var append = (await LinesAsync(trace))[before..];

            var lines = await LinesAsync(trace);
            var asked = Array.FindIndex(lines, line => line.Contains("\"354 ", StringComparison.Ordinal));
            var answered = Array.FindIndex(lines, line => line.Contains("\"250 2.6.0 ", StringComparison.Ordinal));
            Assert.InRange(asked, 0, answered - 1);
            AssertSynced(lines[asked..answered]);
            // Under TLS the answer cannot be read in the trace; but it had not come when these were written.
            AssertSynced(append);
        }
        finally
        {
            File.Delete(trace);
        }
    }

    private static void AssertSynced(string[] lines)
    {
        // A call that another thread's line interrupts is written as "<unfinished ...>" and "resumed": either end counts.
        Assert.Contains(lines, line => IsSync(line) && !line.Contains(".db", StringComparison.Ordinal));
        Assert.Contains(lines, line => IsSync(line) && line.Contains("caremail.db-wal", StringComparison.Ordinal));
    }

    private static bool IsSync(string line) =>
        line.Contains("fsync(", StringComparison.Ordinal) || line.Contains("fdatasync(", StringComparison.Ordinal);

    private static async Task<string[]> LinesAsync(string trace) => (await File.ReadAllTextAsync(trace)).Split('\n');

    private static async Task DeliverAsync(CareMailProcess server, string recipient)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Smtp);
        using var reader = new StreamReader(tcp.GetStream(), Encoding.ASCII);
        var commands = new[]
        {
            "",
            "HELO strace.example\r\n",
            "MAIL FROM:<a@outside.example>\r\n",
            $"RCPT TO:<{recipient}>\r\n",
            "DATA\r\n",
            Encoding.ASCII.GetString(NumberedMail.Make(1)).Replace("\n.", "\n..", StringComparison.Ordinal) + ".\r\n",
        };
        foreach (var command in commands)
        {
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command));
            var reply = await reader.ReadLineAsync();
            Assert.Matches("^[23]", reply);
        }
    }
}
